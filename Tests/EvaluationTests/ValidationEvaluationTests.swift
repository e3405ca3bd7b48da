import Domain
import DuckDBStore
import Statistics
import Store
import StoreTestKit
import Testing

@testable import Evaluation

/// Protects the judging of each kind of requirement, on data that meet it and on data that do not.
@Suite struct ValidationEvaluationTests {
    private static let place = SourcePlace(file: "gate.yaml", line: 4, column: 5)
    private let store: DuckDBStore

    init() throws { store = try DuckDBStore() }

    /// Records with the champion's predictions, and the candidate's beside: each is right as often as is said, by region.
    private struct Traffic {
        var rows = 3_000
        var champion: [String: Double] = [:]
        var candidate: [String: Double] = [:]
        var usual = 0.8
        var missing = 0.0
        var seed: UInt64 = 5
        static let regions = ["north", "south", "east", "west"]

        func relations(_ store: any Store) async throws -> (current: Relation, candidate: Relation) {
            var random = SplitMix64(seed: seed)
            var (ids, regions, ages, incomes, actuals): ([Int64?], [String?], [Int64?], [Double?], [Int64?]) = ([], [], [], [], [])
            var (own, others): ((labels: [Int64?], scores: [Double?]), (labels: [Int64?], scores: [Double?])) = (([], []), ([], []))
            for row in 0..<rows {
                let region = Self.regions[Int(random.nextUniform() * 4)]
                let actual = random.nextUniform() < 0.4
                ids.append(Int64(row))
                regions.append(region)
                ages.append(Int64(18 + 60 * random.nextUniform()))
                incomes.append(random.nextUniform() < missing ? nil : 1_000 * random.nextUniform())
                actuals.append(actual ? 1 : 0)
                // One draw for both: versions err on the same records, as they do.
                let (u, v) = (random.nextUniform(), random.nextUniform())
                func predict(_ right: Double) -> (Int64, Double) {
                    let isPositive = actual == (u < right)
                    return (isPositive ? 1 : 0, isPositive ? 0.6 + 0.4 * v : 0.4 * v)
                }
                let (one, other) = (predict(champion[region] ?? usual), predict(candidate[region] ?? usual))
                own.labels.append(one.0)
                own.scores.append(one.1)
                others.labels.append(other.0)
                others.scores.append(other.1)
            }
            let current = try await store.relation([
                .integers("prediction_id", ids), .texts("region", regions), .integers("age", ages), .doubles("income", incomes),
                .integers("prediction_label", own.labels), .doubles("prediction_score", own.scores), .integers("actual", actuals),
            ])
            let candidate = try await store.relation([
                .integers("prediction_id", ids), .texts("model_version", ids.map { _ in "v2" }), .integers("prediction_label", others.labels),
                .doubles("prediction_score", others.scores),
            ])
            return (current, candidate)
        }
    }

    private func requirement(_ subject: Requirement.Subject, _ limit: Limit, confident: Bool = false, least: Int = 100) -> Requirement {
        Requirement(subject, limit: limit, isConfident: confident, leastRows: least, place: Self.place)
    }

    private func named(_ text: String?) throws -> NamedSlice {
        NamedSlice(try text.map { try Slice(parsing: $0) }, name: text ?? "all", place: Self.place)
    }

    private func report(
        _ traffic: Traffic, _ requirements: [Requirement], withCandidate: Bool = true, settings: SchemaSettings = SchemaSettings()
    ) async throws -> ValidationReport {
        let (current, candidate) = try await traffic.relations(store)
        return try await report(ValidationInput(current: current, candidates: withCandidate ? candidate : nil), requirements, settings)
    }

    private func report(_ input: ValidationInput, _ requirements: [Requirement], _ settings: SchemaSettings = SchemaSettings()) async throws -> ValidationReport {
        try await ValidationEvaluation(store: store, options: ValidationOptions(settings: settings, requirements: "gate.yaml", version: "test"))
            .report(on: input, requirements: requirements)
    }

    // MARK: - Metrics

    @Test func metricsAreJudgedOverallAndInSlices() async throws {
        let traffic = Traffic(candidate: ["north": 0.5])
        let report = try await report(
            traffic,
            [
                requirement(.metric("accuracy", slices: [try named(nil), try named("region = \"north\""), try named("region = \"south\"")]), Limit(lowest: 0.65)),
                requirement(.metric("log_loss", slices: [try named(nil)]), Limit(highest: 0.1)),
                requirement(.metric("recall", slices: [try named("age < 20 and region = \"west\"")]), Limit(lowest: 0.1)),
            ])
        #expect(report.version == "v2" && report.champion == "production" && report.task == .binary)
        #expect(report.results.map(\.outcome) == [.met, .missed, .met, .missed, .notEnough])
        #expect(report.verdict == .fail)
        let north = report.results[1]
        #expect(abs((north.value ?? 0) - 0.5) < 0.06 && north.subject == "region = \"north\"" && north.slice == "region = \"north\"" && north.line == 4)
        #expect((north.lower ?? 1) < (north.value ?? 0) && (north.upper ?? 0) > (north.value ?? 1))
        #expect(report.records == .init(all: 3_000, predicted: 3_000, unknownClass: 0, judged: 3_000))
        // Without a candidate the records' own version is judged.
        let own = try await self.report(traffic, [requirement(.metric("accuracy", slices: [try named("region = \"north\"")]), Limit(lowest: 0.65))], withCandidate: false)
        #expect(own.results.map(\.outcome) == [.met] && own.champion == nil)
    }

    @Test func mistakesInRequirementsAreToldWithTheirPlace() async throws {
        let traffic = Traffic(rows: 300)
        func refuses(_ requirement: Requirement, _ words: String..., candidate: Bool = true, at location: SourceLocation = #_sourceLocation) async {
            do {
                _ = try await report(traffic, [requirement], withCandidate: candidate)
                Issue.record("nothing was refused", sourceLocation: location)
            } catch {
                for word in words { #expect("\(error)".contains(word), "'\(error)' does not say '\(word)'", sourceLocation: location) }
                #expect("\(error)".contains("gate.yaml, line 4, column 5: "), "\(error)", sourceLocation: location)
            }
        }
        func column(_ name: String) -> PlacedName { PlacedName(name, place: Self.place) }
        await refuses(requirement(.metric("mae", slices: []), Limit(highest: 1)), "mae is no metric of the task binary", "roc_auc")
        await refuses(requirement(.metric("roc_auc", slices: []), Limit(lowest: 85)), "between 0 and 1", "write 0.85")
        await refuses(requirement(.metric("roc_auc", slices: [try named("regoin = \"north\"")]), Limit(lowest: 0.5)), "no column 'regoin'", "did you mean region?")
        await refuses(requirement(.missing(columns: [column("incom")], except: []), Limit(highest: 0.5)), "no column 'incom'", "did you mean income?")
        await refuses(requirement(.fairness(attribute: column("sex"), parity: .demographicParity), Limit(highest: 0.1)), "no column 'sex'")
        await refuses(requirement(.badSlices(.init(columns: [column("ages")])), Limit(highest: 0)), "no column 'ages'", "did you mean age?")
        await refuses(requirement(.champion(metric: "mae", slices: [], search: nil), Limit(lowest: 0)), "mae cannot be had", "accuracy")
        await refuses(requirement(.champion(metric: "accuracy", slices: [], search: nil), Limit(lowest: 0)), "--candidate", candidate: false)
        await refuses(requirement(.distributions(except: []), Limit()), "--training")
        await refuses(requirement(.sameRows(except: []), Limit(highest: 0)), "--offline")
    }

    // MARK: - Champion

    @Test func aSliceThatLosesAgainstTheChampionIsMissedAndFound() async throws {
        let traffic = Traffic(rows: 6_000, candidate: ["north": 0.6])
        let search = SliceSearchSettings(loss: "zero_one")
        let report = try await report(
            traffic,
            [
                requirement(
                    .champion(metric: "accuracy", slices: [try named("region = \"north\""), try named("region = \"south\"")], search: search), Limit(lowest: -0.02)),
                requirement(.champion(metric: "accuracy", slices: [try named(nil)], search: nil), Limit(lowest: -0.1)),
                requirement(.champion(metric: "log_loss", slices: [try named(nil)], search: nil), Limit(lowest: 0.01)),
            ])
        let outcomes = report.results.map { "\($0.subject ?? "all"): \($0.outcome.rawValue)\($0.isFound ? ", found" : "")" }
        #expect(
            outcomes == [
                "region = \"north\": missed", "region = \"south\": met", "region = \"north\": missed, found", "all: met", "all: missed",
            ])
        let (given, found) = (report.results[0], report.results[2])
        #expect(abs((given.value ?? 0) + 0.2) < 0.05 && abs((found.value ?? 0) + 0.2) < 0.07)
        // The found slice is measured on the half that the search has not seen.
        #expect((0.4...0.6).contains(Double(found.rows ?? 0) / Double(given.rows ?? 1)))
    }

    @Test func aVersionThatIsAsGoodAsTheChampionLosesNowhere() async throws {
        let report = try await report(
            Traffic(candidate: ["north": 0.9]),
            [requirement(.champion(metric: "accuracy", slices: [try named(nil)], search: SliceSearchSettings()), Limit(lowest: 0), confident: true)])
        #expect(report.verdict == .pass)
        #expect(report.results.map(\.subject) == [nil, "found slices"] && report.results.allSatisfy { $0.outcome == .met })
    }

    @Test func numbersAreJudgedToo() async throws {
        var random = SplitMix64(seed: 21)
        let rows = 4_000
        let regions = (0..<rows).map { _ in Traffic.regions[Int(random.nextUniform() * 4)] }
        let actuals = (0..<rows).map { _ in 100 + 10 * random.nextNormal() }
        func guesses(_ error: (String) -> Double) -> [Double] { (0..<rows).map { actuals[$0] + error(regions[$0]) * random.nextNormal() } }
        let (own, others) = (guesses { _ in 2 }, guesses { $0 == "east" ? 4 : 1 })
        let ids = (0..<rows).map { Int64($0) }
        let current = try await store.relation([
            .integers("prediction_id", ids), .texts("region", regions), .doubles("prediction", own), .doubles("actual", actuals),
        ])
        let candidate = try await store.relation([.integers("prediction_id", ids), .doubles("prediction", others)])
        let report = try await report(
            ValidationInput(current: current, candidates: candidate),
            [
                requirement(.metric("mae", slices: [try named(nil), try named("region = \"east\"")]), Limit(highest: 2)),
                requirement(.metric("bias", slices: [try named(nil)]), Limit(lowest: -0.2, highest: 0.2)),
                requirement(.champion(metric: "mae", slices: [try named(nil)], search: SliceSearchSettings()), Limit(lowest: 0)),
                requirement(.badSlices(SliceSearchSettings()), Limit(highest: 1), least: 1),
            ])
        #expect(report.task == .regression && report.version == "candidate")
        let outcomes = report.results.map { "\($0.subject ?? "all"): \($0.outcome.rawValue)" }
        #expect(outcomes == ["all: met", "region = \"east\": missed", "all: met", "all: met", "region = \"east\": missed", "region = \"east\": missed"])
    }

    @Test func severalClassesAreJudgedToo() async throws {
        var random = SplitMix64(seed: 22)
        let (rows, classes) = (3_000, ["cat", "dog", "emu"])
        let regions = (0..<rows).map { _ in Traffic.regions[Int(random.nextUniform() * 4)] }
        let actuals = (0..<rows).map { _ in Int(random.nextUniform() * 3) }
        func labels(_ right: (String) -> Double) -> [String] {
            (0..<rows).map { classes[random.nextUniform() < right(regions[$0]) ? actuals[$0] : (actuals[$0] + 1) % 3] }
        }
        let (own, others) = (labels { _ in 0.8 }, labels { $0 == "east" ? 0.5 : 0.9 })
        let ids = (0..<rows).map { Int64($0) }
        let current = try await store.relation([
            .integers("prediction_id", ids), .texts("region", regions), .texts("prediction_label", own), .texts("actual", actuals.map { classes[$0] }),
        ])
        let candidate = try await store.relation([.integers("prediction_id", ids), .texts("prediction_label", others)])
        let report = try await report(
            ValidationInput(current: current, candidates: candidate),
            [
                requirement(.metric("f1", slices: [try named(nil), try named("region = \"east\"")]), Limit(lowest: 0.7)),
                requirement(.champion(metric: "accuracy", slices: [try named(nil)], search: SliceSearchSettings()), Limit(lowest: -0.05)),
            ])
        #expect(report.task == .multiclass)
        let outcomes = report.results.map { "\($0.subject ?? "all"): \($0.outcome.rawValue)" }
        #expect(outcomes == ["all: met", "region = \"east\": missed", "all: met", "region = \"east\": missed"])
        await #expect(throws: EvaluationError.self) {
            try await self.report(
                ValidationInput(current: current),
                [requirement(.fairness(attribute: PlacedName("region", place: Self.place), parity: .equalOpportunity), Limit(lowest: -1, highest: 1))])
        }
    }

    // MARK: - Fairness

    @Test func paritiesAreJudgedGroupByGroup() async throws {
        let attribute = PlacedName("region", place: Self.place)
        func fairness(_ parity: Parity, _ limit: Limit) -> Requirement { requirement(.fairness(attribute: attribute, parity: parity), limit) }
        let traffic = Traffic(rows: 6_000, candidate: ["north": 0.55])
        let report = try await report(
            traffic,
            [
                fairness(.equalOpportunity, Limit(lowest: -0.1, highest: 0.1)), fairness(.equalisedOdds, Limit(lowest: -0.1, highest: 0.1)),
                fairness(.predictiveParity, Limit(lowest: -0.1, highest: 0.1)), fairness(.demographicParity, Limit(lowest: -0.3, highest: 0.3)),
                fairness(.disparateImpact, Limit(lowest: 0.5, highest: 2)),
            ])
        // Which of the four regions is the largest is chance: north differs from it, or it is north, and all others do.
        let byRequirement = Dictionary(grouping: report.results, by: \.requirement)
        #expect(byRequirement.count == 5)
        for (name, results) in byRequirement {
            let bad = results.count { $0.outcome == .missed }
            if name.hasPrefix("demographic") || name.hasPrefix("disparate") {
                #expect(bad == 0, "\(name)")
            } else {
                let sides = name.hasPrefix("equalised") ? 2 : 1
                #expect(results.count == 3 * sides && (bad == sides || bad == 3 * sides), "\(name): \(bad)")
            }
        }
        let fair = try await self.report(Traffic(rows: 6_000), [fairness(.equalisedOdds, Limit(lowest: -0.1, highest: 0.1))])
        #expect(fair.results.count == 6 && fair.results.allSatisfy { $0.outcome == .met || $0.outcome == .uncertain })
    }

    // MARK: - Slices that a search finds

    @Test func aBadSliceIsToldAndASoundModelHasNone() async throws {
        func bad(_ limit: Double) -> Requirement { requirement(.badSlices(.init(loss: "zero_one")), Limit(highest: limit), least: 1) }
        let traffic = Traffic(rows: 6_000, candidate: ["west": 0.5])
        let report = try await report(traffic, [bad(0), bad(0.5)])
        #expect(report.results.map(\.subject) == ["region = \"west\"", "region = \"west\""])
        #expect(report.results.map(\.outcome) == [.missed, .met] && report.results.allSatisfy(\.isFound))
        let sound = try await self.report(Traffic(rows: 6_000), [bad(0)])
        #expect(sound.results.map(\.subject) == ["found slices"] && sound.verdict == .pass)
    }

    // MARK: - Skew

    private func features(_ store: any Store, rows: Int = 2_000, from first: Int = 0, factor: Double = 1, seed: UInt64) async throws -> Relation {
        var random = SplitMix64(seed: seed)
        let incomes = (0..<rows).map { _ in Transformation(.exp)(7 + 0.5 * random.nextNormal()) }
        let ages = (0..<rows).map { _ in 20 + 50 * random.nextUniform() }
        return try await store.relation([
            .integers("id", (0..<rows).map { Int64(first + $0) }), .doubles("income", incomes.map { factor * $0 }), .doubles("age", ages),
        ])
    }

    @Test func skewOfTheSameRowsIsAShareWithAnInterval() async throws {
        let (offline, same, other) = (try await features(store, seed: 1), try await features(store, seed: 1), try await features(store, factor: 12, seed: 1))
        func input(_ online: Relation) -> ValidationInput {
            ValidationInput(sameRows: PairQuery(offline: offline, online: online, keys: ["id"], features: [], tolerance: 1e-6))
        }
        func alike(except: [String] = [], confident: Bool = false) -> Requirement {
            requirement(.sameRows(except: except.map { PlacedName($0, place: Self.place) }), Limit(highest: 0.001), confident: confident)
        }
        let sound = try await report(input(same), [alike(), alike(confident: true)])
        // None of 2,000 rows differs; that it is at most one in a thousand is not shown by so few.
        #expect(sound.results.map(\.outcome) == [.uncertain, .uncertain, .uncertain])
        #expect(sound.results.map(\.effect) == [.pass, .fail, .fail] && sound.results.map(\.subject) == [nil, "income", "age"])
        #expect(sound.records == nil && sound.task == nil)
        let skewed = try await report(input(other), [alike(), alike(except: ["income"])])
        #expect(skewed.results.first { $0.subject == "income" }?.outcome == .missed)
        #expect(skewed.results.first { $0.subject == "income" }?.message.contains("12 x") == true)
        #expect(skewed.results.count { $0.outcome == .missed } == 1)
    }

    @Test func skewOfDistributionsIsATransformationOrADistance() async throws {
        let reference = ValidationInput.Reference(part: "training", relation: try await features(store, seed: 1))
        let (same, other) = (try await features(store, from: 9_000, seed: 2), try await features(store, from: 9_000, factor: 60, seed: 2))
        func alike(_ distance: Double?, except: [String] = []) -> Requirement {
            requirement(.distributions(except: except.map { PlacedName($0, place: Self.place) }), Limit(highest: distance))
        }
        let sound = try await report(ValidationInput(current: same, reference: reference), [alike(nil), alike(0.1)])
        #expect(sound.results.map(\.outcome) == [.met, .met] && sound.results.map(\.subject) == [nil, nil])
        let skewed = try await report(ValidationInput(current: other, reference: reference), [alike(nil), alike(0.1, except: ["income"])])
        #expect(skewed.results.map(\.outcome) == [.missed, .met, .met])
        #expect(skewed.results[0].subject == "income" && skewed.results[0].message.contains("60 x"))
        #expect(skewed.results[1].subject == "others")
    }

    // MARK: - Data

    @Test func recordsThemselvesAreJudged() async throws {
        let none = [PlacedName]()
        func data(_ traffic: Traffic) async throws -> [RequirementResult] {
            try await report(
                traffic,
                [
                    requirement(.records, Limit(lowest: 2_000)), requirement(.labelled, Limit(lowest: 0.9)), requirement(.duplicates, Limit(highest: 0)),
                    requirement(.missing(columns: none, except: none), Limit(highest: 0.05)),
                    requirement(.missing(columns: [PlacedName("income", place: Self.place)], except: none), Limit(highest: 0.05)),
                ], withCandidate: false
            ).results
        }
        #expect(try await data(Traffic()).map(\.outcome) == [.met, .met, .met, .met, .met])
        let bad = try await data(Traffic(rows: 1_500, missing: 0.2))
        #expect(bad.map(\.outcome) == [.missed, .met, .met, .missed, .met, .missed])
        #expect(bad.map(\.subject) == [nil, nil, "prediction_id", "income", "others", "income"])
        #expect(abs((bad[3].value ?? 0) - 0.2) < 0.04)
    }

    @Test func groundTruthThatIsMissingAndIdentitiesThatRepeatAreCounted() async throws {
        let records = try await store.relation([
            .integers("prediction_id", (0..<200).map { Int64($0 / 2) }), .doubles("prediction_score", (0..<200).map { Double($0 % 10) / 10 }),
            .integers("actual", (0..<200).map { $0 % 4 == 3 ? nil : Int64($0 % 3 == 0 ? 1 : 0) }),
        ])
        let report = try await report(
            ValidationInput(current: records), [requirement(.labelled, Limit(lowest: 0.9)), requirement(.duplicates, Limit(highest: 0.1))])
        #expect(report.results.map(\.outcome) == [.missed, .missed])
        #expect(report.results[0].value == 0.5 && report.results[1].value == 0.5)
        #expect(report.records == .init(all: 100, predicted: 100, unknownClass: 0, judged: 50))
    }

    @Test func recordsNeedNoIdentityWhereNothingIsJoined() async throws {
        let records = try await store.relation([
            .doubles("prediction_score", (0..<400).map { Double($0 % 10) / 10 }), .integers("actual", (0..<400).map { Int64($0 % 10 > 4 ? 1 : 0) }),
            .integers("age", (0..<400).map { Int64($0) }),
        ])
        let report = try await report(
            ValidationInput(current: records), [requirement(.metric("roc_auc", slices: [try named(nil), try named("age < 150")]), Limit(lowest: 0.99))])
        #expect(report.results.map(\.value) == [1, 1] && report.results.map(\.rows) == [400, 150])
    }
}
