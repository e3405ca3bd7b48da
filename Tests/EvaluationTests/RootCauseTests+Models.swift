import Domain
import Statistics
import Testing

/// Failures of the truth, of the model, and of records as such.
extension RootCauseTests {
    // MARK: Truth and model

    @Test func aTruthThatNoLongerFollows() async throws {
        var setting = Setting()
        setting.truth = { record, random, _ in random.nextUniform() < 0.5 ? 0.45 : record.chance }
        let found = try await diagnosis(setting, kind: .performance, signal: "log_loss")
        #expect(found.failureMode == "concept_drift" && found.submode == "abrupt")
    }

    @Test func aTruthThatNoLongerFollowsForSome() async throws {
        var setting = Setting()
        setting.truth = { record, _, _ in record.region == "east" ? 1 - record.chance : record.chance }
        let found = try await diagnosis(setting, kind: .performance, signal: "log_loss")
        #expect(found.failureMode == "concept_drift" && found.submode == "slice" && found.rankedFeatures.first == "region")
        #expect(found.worstSlices.first == "region = \"east\"")
    }

    /// What was a no is a yes now, or the other way round: losses hardly tell where, truths do.
    @Test(arguments: [("north", true), ("east", false)])
    func truthsThatAreOtherForSome(region: String, isYes: Bool) async throws {
        var setting = Setting()
        setting.truth = { record, _, _ in
            guard record.region == region else { return record.chance }
            return isYes ? record.chance + 0.4 * (1 - record.chance) : 0.6 * record.chance
        }
        let found = try await diagnosis(setting, kind: .performance, signal: "log_loss")
        #expect(found.failureMode == "concept_drift" && found.submode == "slice" && found.rankedFeatures.first == "region")
        #expect(found.worstSlices.first == "region = \"\(region)\"")
    }

    @Test func aTruthThatNoLongerFollowsFromOneColumn() async throws {
        var setting = Setting()
        setting.truth = { record, _, _ in RootCauseTests.chance(age: 90 - record.age, income: record.income ?? 30, region: record.region ?? "north") }
        let found = try await diagnosis(setting, kind: .performance, signal: "log_loss")
        #expect(found.failureMode == "concept_drift" && found.rankedFeatures.first == "age")
    }

    /// Scores of other records are as before: what labels hardly tell, scores do, though most of the slice's records have the same job.
    @Test func aVersionThatIsWorseForSome() async throws {
        var setting = Setting()
        setting.odd = { record, random in if random.nextUniform() < 0.9 { record.job = record.region == "south" ? "nurse" : "clerk" } }
        setting.serve = { record, _, _ in record.version = "m-2" }
        setting.score = { record, _ in record.region == "south" ? 0.2 + 0.1 * record.chance : record.chance }
        let found = try await diagnosis(setting, kind: .performance, signal: "log_loss")
        #expect(found.failureMode == "model_regression" && found.rankedFeatures.first == "region")
        #expect(found.worstSlices.first == "region = \"south\"")
        #expect(found.evidence.contains { $0.text.contains("its scores are others where region") })
    }

    /// The limit is told to the number, as answers follow from inputs.
    @Test func aVersionThatIsWorseBelowALimit() async throws {
        var setting = Setting()
        setting.serve = { record, _, _ in record.version = "m-2" }
        setting.score = { record, _ in record.hours < 35 ? 0.9 - 0.8 * record.chance : record.chance }
        let found = try await diagnosis(setting, kind: .performance, signal: "log_loss")
        #expect(found.failureMode == "model_regression" && found.rankedFeatures.first == "hours")
        #expect(found.worstSlices.first == "hours < 35")
    }

    /// Missing cells are no number below or above a limit, but a slice of their own.
    @Test func aVersionThatIsWorseWithoutAValue() async throws {
        var setting = Setting()
        setting.odd = { record, random in if random.nextUniform() < 0.2 { record.income = nil } }
        setting.serve = { record, _, _ in record.version = "m-2" }
        setting.score = { record, _ in record.income == nil ? 1 - record.chance : record.chance }
        let found = try await diagnosis(setting, kind: .performance, signal: "log_loss")
        #expect(found.failureMode == "model_regression" && found.rankedFeatures.first == "income")
        #expect(found.worstSlices.first == "is_null(income)")
    }

    /// Trees miss most where answers vary most, before as after: that is no slice in which a version answers otherwise.
    @Test func aVersionThatAnswersAsTheOneBefore() async throws {
        var setting = Setting()
        setting.rows = 12_000
        setting.serve = { record, _, _ in record.version = "m-2" }
        let found = try await diagnosis(setting, feature: nil, signal: "candidate_disagreement")
        #expect(found.failureMode == "none")
        #expect(!found.evidence.contains { $0.text.contains("its scores are others where") })
    }

    /// Other answers in a slice are no failure where many labels say that they are as good.
    @Test func aVersionThatAnswersOtherwiseForSomeAndDoesNoHarm() async throws {
        var setting = Setting()
        setting.rows = 12_000
        setting.serve = { record, _, _ in record.version = "m-2" }
        setting.score = { record, _ in record.region == "east" ? min(0.99, max(0.01, record.chance + (record.hours > 38 ? 0.04 : -0.04))) : record.chance }
        let found = try await diagnosis(setting, feature: nil, signal: "candidate_disagreement")
        #expect(found.failureMode == "none")
    }

    /// Scores that no `Float` holds are left out, and stop nothing.
    @Test func aVersionBesideAScoreBeyondAllNumbers() async throws {
        var setting = Setting()
        setting.serve = { record, _, _ in record.version = "m-2" }
        setting.score = { record, random in random.nextUniform() < 0.01 ? 1e300 : 1 - record.chance }
        let found = try await diagnosis(setting, kind: .performance, signal: "log_loss")
        #expect(found.failureMode == "model_regression")
    }

    @Test(arguments: [true, false])
    func aVersion(isWorse: Bool) async throws {
        var setting = Setting()
        setting.serve = { record, _, _ in record.version = "m-2" }
        if isWorse { setting.score = { _, random in 0.1 + 0.8 * random.nextUniform() } }
        let found = try await diagnosis(setting, kind: .performance, signal: "log_loss")
        #expect(found.failureMode == (isWorse ? "model_regression" : "none"))
        if isWorse { #expect(found.advice.first?.contains("Roll back to m-1 from m-2") == true) }
        // One that answers otherwise everywhere does so in no slice.
        #expect(!found.evidence.contains { $0.text.contains("its scores are others where") })
    }

    /// Each record twice: what chance makes of a few records must not look like that of many, nor each column like one that repeats itself.
    @Test func recordsThatComeTwice() async throws {
        var setting = Setting()
        setting.rows = 1_200
        setting.copies = { random in random.nextUniform() < 0.6 ? 3 : 1 }
        let found = try await diagnosis(setting, kind: .quality, signal: "repeated_rate", value: 0.6, expected: 0)
        #expect(found.failureMode == "data_quality" && found.submode == "duplicates")
        #expect(found.coinciding.isEmpty && (found.probability ?? 0) > 0.8)
    }

    /// Candidates disagree with a new version otherwise: where labels do not tell that it does no harm, this is what is likely; where they do, it is nothing.
    @Test(arguments: [true, false])
    func aVersionOfWhichLabelsSayLittle(areFew: Bool) async throws {
        var setting = Setting()
        setting.rows = areFew ? 300 : 4_000
        setting.serve = { record, _, _ in record.version = "m-2" }
        let found = try await diagnosis(setting, signal: "candidate_disagreement", value: 0.2, expected: 0.05, lasting: 4)
        #expect(found.failureMode == (areFew ? "model_regression" : "none"))
    }

    // MARK: Records

    @Test func recordsThatDoNotCome() async throws {
        var setting = Setting()
        setting.drops = { _, random in random.nextUniform() < 0.6 }
        let found = try await diagnosis(setting, kind: .volume, signal: "volume", value: 40, expected: 100)
        #expect(found.failureMode == "data_quality" && found.submode == "volume_drop" && found.worstSlices.isEmpty)
    }

    @Test func recordsOfOneSourceThatDoNotCome() async throws {
        var setting = Setting()
        setting.drops = { record, _ in record.region == "south" }
        let found = try await diagnosis(setting, kind: .volume, signal: "volume", value: 60, expected: 100)
        #expect(found.failureMode == "data_quality" && found.submode == "volume_drop" && found.rankedFeatures.first == "region")
        #expect(found.worstSlices == ["region = \"south\""])
    }

    /// Alerts end where single windows no longer show it surely; fewer records came all the time since.
    @Test func recordsThatDoNotComeThoughTheAlertIsOver() async throws {
        var setting = Setting()
        setting.drops = { _, random in random.nextUniform() < 0.4 }
        let found = try await diagnosis(setting, kind: .volume, signal: "volume", value: 60, expected: 100, lasting: 2)
        #expect(found.failureMode == "data_quality" && found.submode == "volume_drop")
        let over = try await diagnosis(kind: .volume, signal: "volume", value: 60, expected: 100, lasting: 2)
        #expect(over.failureMode == "none")
    }

    /// Of more records than are looked at, too, and though not as many of the baseline's are kept.
    @Test func recordsOfOneSourceOfManyThatDoNotCome() async throws {
        var setting = Setting()
        setting.rows = 80_000
        setting.drops = { record, random in record.region == "south" && random.nextUniform() < 0.9 }
        let found = try await diagnosis(setting, kind: .volume, signal: "volume", value: 60, expected: 100)
        #expect(found.submode == "volume_drop" && found.worstSlices == ["region = \"south\""])
        let share = try #require(found.evidence.first { $0.text.contains("their usual rate") })
        #expect(["100 %", "99", "101"].contains { share.text.contains("all others at \($0)") }, "\(share.text)")
    }

    @Test func twoFailuresAtOnce() async throws {
        var setting = Setting()
        setting.serve = { record, _, _ in record.income = (record.income ?? 0) * 12 }
        setting.drops = { _, random in random.nextUniform() < 0.6 }
        let found = try await diagnosis(setting, kind: .volume, signal: "volume", value: 40, expected: 100)
        #expect(found.failureMode == "training_serving_skew")
        #expect(found.coinciding.map(\.submode) == ["volume_drop"])
    }
}
