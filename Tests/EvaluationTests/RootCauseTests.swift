import Domain
import DuckDBStore
import Foundation
import Statistics
import Store
import StoreTestKit
import Testing

@testable import Evaluation

/// Protects what a diagnosis names: each failure is made in records whose columns depend on each other as customers' do, and its mode, guilty
/// column and slice are told from the records alone.
@Suite struct RootCauseTests {
    /// One record; those of customers are made of one hidden trait, so that columns move together.
    struct Record {
        var id = 0
        var time: Int64 = 0
        var version = "m-1"
        var age = 0.0
        var income: Double?
        var hours = 0.0
        var region: String? = "north"
        var job: String? = "a"
        var truth: Int64 = 0
        var score = 0.0

        /// What the model says, and what is true of such a customer.
        var chance: Double { RootCauseTests.chance(age: age, income: income ?? 30, region: region ?? "north") }
    }

    static let hour: Int64 = 3_600_000_000
    static let first: Int64 = 1_767_571_200_000_000

    static func chance(age: Double, income: Double, region: String) -> Double {
        let x = 0.06 * (age - 45) + 0.05 * (income - 30) + (region == "south" ? 0.8 : -0.2)
        return 1 / (1 + exp(-max(-30, min(30, x))))
    }

    /// A customer as the world has them.
    static func customer(_ random: inout SplitMix64) -> Record {
        var record = Record()
        let trait = random.nextNormal()
        record.age = (45 + 12 * trait + 4 * random.nextNormal()).rounded()
        record.income = ((30 + 8 * trait + 6 * random.nextNormal()) * 100).rounded() / 100
        record.hours = (38 + 5 * random.nextNormal()).rounded()
        record.region = ["north", "south", "east"][min(2, Int(random.nextUniform() * 2 + (trait > 0.5 ? 1 : 0)))]
        record.job = trait + random.nextNormal() > 0.8 ? "chief" : ["clerk", "driver", "nurse"][Int(random.nextUniform() * 3)]
        return record
    }

    struct Setting {
        var rows = 3_000
        /// Chooses a customer, given the hour since the onset; before it all are chosen as usual.
        var choose: (inout SplitMix64, Double) -> Record = { random, _ in RootCauseTests.customer(&random) }
        /// What is so of any customer, at any time.
        var odd: (inout Record, inout SplitMix64) -> Void = { _, _ in }
        /// What becomes of the truth.
        var truth: (Record, inout SplitMix64, Double) -> Double = { record, _, _ in record.chance }
        /// What is served instead of what is so.
        var serve: (inout Record, inout SplitMix64, Double) -> Void = { _, _, _ in }
        /// What the model makes of it.
        var score: (Record, inout SplitMix64) -> Double = { record, _ in record.chance }
        var drops: (Record, inout SplitMix64) -> Bool = { _, _ in false }
        /// How often a record is sent.
        var copies: (inout SplitMix64) -> Int = { _ in 1 }
    }

    static let days = 20
    static let startDay = 10

    /// Twenty days of which the latter ten are otherwise, after a baseline of twenty days.
    func diagnosis(
        _ setting: Setting = Setting(), kind: Alert.Kind = .drift, feature: String? = nil, signal: String = "share_shift", value: Double = 1,
        expected: Double = 0, lasting days: Int = 10
    ) async throws -> Diagnosis {
        let store = try DuckDBStore()
        var random = SplitMix64(seed: 5)
        let baseline = Self.records(from: -Self.days, Setting(rows: setting.rows, odd: setting.odd), &random)
        let current = Self.records(from: 0, setting, &random)
        let relations = (try await store.relation(columns(baseline)), try await store.relation(columns(current)))
        func day(_ day: Int) -> Timestamp { Timestamp(microseconds: Self.first + Int64(day) * 24 * Self.hour) }
        let windows = (0..<Self.days).map { WindowReport(label: day($0).day, start: day($0), end: day($0 + 1), rows: 1, labelled: 1) }
        let alert = Alert(
            time: day(Self.startDay + 1), kind: kind, feature: feature, signal: signal, value: value, expected: expected, severity: .error,
            since: day(Self.startDay), message: "", windows: Array(Self.startDay..<(Self.startDay + days)))
        let features = ["age", "income", "hours"].map { ModelSchema.Column(name: $0, role: .feature, type: .numeric, origin: .set) }
            + ["region", "job"].map { ModelSchema.Column(name: $0, role: .feature, type: .categorical, origin: .set) }
        let schema = ModelSchema(
            task: .binary, positiveClass: "1", classes: ["0", "1"], decisionThreshold: 0.5,
            columns: features + [
                .init(name: "prediction_id", role: .predictionID, type: nil, origin: .set), .init(name: "timestamp", role: .timestamp, type: nil, origin: .set),
                .init(name: "model_version", role: .modelVersion, type: nil, origin: .set),
                .init(name: "score", role: .predictionScore, type: .numeric, origin: .set),
                .init(name: "actual", role: .actual, type: .categorical, origin: .set),
            ])
        return try await RootCause(store: store, schema: schema, version: "0", timeBound: [], decomposes: true).diagnosis(
            of: [alert], baseline: relations.0, current: relations.1, actuals: nil, windows: windows)
    }

    private static func records(from day: Int, _ setting: Setting, _ random: inout SplitMix64) -> [Record] {
        (0..<setting.rows).flatMap { row -> [Record] in
            let time = Double(day) + Double(row) * Double(days) / Double(setting.rows)
            let since = time - Double(startDay)
            let isAfter = day >= 0 && since >= 0
            var record = isAfter ? setting.choose(&random, since) : customer(&random)
            setting.odd(&record, &random)
            record.id = row + (day < 0 ? 1_000_000 : 0)
            record.time = first + Int64(time * 24 * 3_600) * 1_000_000
            let chance = isAfter ? setting.truth(record, &random, since) : record.chance
            record.truth = random.nextUniform() < chance ? 1 : 0
            if isAfter {
                if setting.drops(record, &random) { return [] }
                setting.serve(&record, &random, since)
                record.score = setting.score(record, &random)
            } else {
                record.score = record.chance
            }
            return (0..<(isAfter ? setting.copies(&random) : 1)).map { copy in
                var again = record
                again.id += copy * 2_000_000
                return again
            }
        }
    }

    private func columns(_ records: [Record]) -> [Batch.Column] {
        [
            .integers("prediction_id", records.map { Int64($0.id) }), .times("timestamp", records.map(\.time)), .texts("model_version", records.map(\.version)),
            .doubles("age", records.map(\.age)), .doubles("income", records.map(\.income)), .doubles("hours", records.map(\.hours)),
            .texts("region", records.map(\.region)), .texts("job", records.map(\.job)), .doubles("score", records.map(\.score)),
            .integers("actual", records.map(\.truth)),
        ]
    }

    // MARK: Nothing

    @Test func withoutAlertsNothingIsRead() async throws {
        let store = try DuckDBStore()
        let gone = Relation(id: "gone", name: "gone", columns: [], rowCount: 5)
        let found = try await RootCause(store: store, schema: ModelSchema(task: .binary, columns: []), version: "0", timeBound: ["day"], decomposes: true)
            .diagnosis(of: [], baseline: gone, current: gone, actuals: nil, windows: [], moved: ["hours", "day", "age"])
        #expect(found.failureMode == "none" && found.evidence.isEmpty && found.rankedFeatures == ["hours", "age"])
    }

    @Test func anAlertByChanceIsNothing() async throws {
        let found = try await diagnosis(feature: "age")
        #expect(found.failureMode == "none" && found.worstSlices.isEmpty)
        // Who does not believe it is told where to look first.
        #expect(Set(found.rankedFeatures).count == found.rankedFeatures.count && found.rankedFeatures.allSatisfy(["age", "income", "hours", "region", "job"].contains))
        #expect((found.probability ?? 0) > 0.5)
    }

    // MARK: Broken inputs

    @Test(arguments: [0.4, 1.0])
    func anotherUnit(share: Double) async throws {
        var setting = Setting()
        setting.serve = { record, random, _ in if random.nextUniform() < share { record.income = (record.income ?? 0) * 12 } }
        let found = try await diagnosis(setting, feature: "income")
        #expect(found.failureMode == "training_serving_skew" && found.submode == "unit_change")
        #expect(found.rankedFeatures.first == "income")
        #expect(found.advice.contains { $0.contains("12 x") })
    }

    @Test func valuesThatGoMissing() async throws {
        var setting = Setting()
        setting.serve = { record, random, _ in if random.nextUniform() < 0.3 { record.income = nil } }
        let found = try await diagnosis(setting, kind: .quality, feature: "income", signal: "missing_rate")
        #expect(found.failureMode == "data_quality" && found.submode == "nulls" && found.rankedFeatures.first == "income")
    }

    @Test func categoriesThatAreWrittenOtherwise() async throws {
        var setting = Setting()
        setting.serve = { record, random, _ in if random.nextUniform() < 0.6 { record.job = record.job.map { "\($0.uppercased()) " } } }
        let found = try await diagnosis(setting, kind: .quality, feature: "job", signal: "unseen_rate")
        #expect(found.failureMode == "training_serving_skew" && found.submode == "encoding_changed" && found.rankedFeatures.first == "job")
    }

    @Test func categoriesThatStandForOthers() async throws {
        var setting = Setting()
        let turned = ["north": "south", "south": "east", "east": "north"]
        setting.serve = { record, _, _ in record.region = record.region.flatMap { turned[$0] } }
        let found = try await diagnosis(setting, feature: "region")
        #expect(found.failureMode == "training_serving_skew" && found.submode == "encoding_changed" && found.rankedFeatures.first == "region")
    }

    @Test func oneValueNeverSeen() async throws {
        var setting = Setting()
        setting.serve = { record, random, _ in if random.nextUniform() < 0.1 { record.job = "unknown" } }
        let found = try await diagnosis(setting, kind: .quality, feature: "job", signal: "unseen_rate")
        #expect(found.failureMode == "data_quality" && found.submode == "unseen_category" && found.rankedFeatures.first == "job")
    }

    @Test func columnsInEachOthersPlaces() async throws {
        var setting = Setting()
        setting.serve = { record, random, _ in
            guard random.nextUniform() < 0.7 else { return }
            (record.age, record.income) = (record.income ?? 0, record.age)
        }
        let found = try await diagnosis(setting, feature: "age")
        #expect(found.failureMode == "training_serving_skew" && found.submode == "columns_swapped")
        #expect(Set(found.rankedFeatures.prefix(2)) == ["age", "income"])
    }

    @Test func aSourceThatSaysTheSame() async throws {
        var setting = Setting()
        setting.serve = { record, _, _ in record.income = 31.5 }
        let found = try await diagnosis(setting, feature: "income")
        #expect(found.failureMode == "data_quality" && found.submode == "stale_source" && found.rankedFeatures.first == "income")
    }

    /// All shares stay as they were; that a record's value is the last one's is what nothing else explains.
    @Test func aSourceThatIsReadNowAndThen() async throws {
        var setting = Setting()
        var last = 38.0
        setting.serve = { record, random, _ in
            if random.nextUniform() < 0.3 { record.hours = last }
            last = record.hours
        }
        let found = try await diagnosis(setting, feature: "hours")
        #expect(found.failureMode == "data_quality" && found.submode == "stale_source" && found.rankedFeatures.first == "hours")
    }

    @Test func aSourceThatSpeaksOfOtherRecords() async throws {
        var setting = Setting()
        setting.serve = { record, random, _ in record.age = RootCauseTests.customer(&random).age }
        let found = try await diagnosis(setting, kind: .performance, signal: "log_loss")
        #expect(found.failureMode == "data_quality" && found.submode == "stale_source" && found.rankedFeatures.first == "age")
    }

    /// Hours depend on nothing, so that no relation is broken: what became of records tells by how many the source is late.
    @Test func aSourceThatIsLateByRecords() async throws {
        var setting = Setting()
        var asked: [Double] = []
        setting.truth = { record, _, _ in RootCauseTests.chance(age: record.age, income: record.income ?? 30, region: record.region ?? "") }
        setting.serve = { record, _, _ in
            asked.append(record.income ?? 0)
            record.income = asked.count > 20 ? asked[asked.count - 21] : record.income
        }
        setting.score = { record, _ in record.chance }
        let found = try await diagnosis(setting, kind: .performance, signal: "log_loss")
        #expect(found.failureMode == "data_quality" && found.submode == "stale_source" && found.rankedFeatures.first == "income")
        #expect(found.advice.contains { $0.contains("20 records late") })
    }

    // MARK: Other customers

    @Test func customersWhoAreOlder() async throws {
        var setting = Setting()
        setting.choose = { random, _ in
            (0..<3).map { _ in RootCauseTests.customer(&random) }.max { $0.age + 8 * random.nextUniform() < $1.age + 8 * random.nextUniform() } ?? Record()
        }
        let found = try await diagnosis(setting, feature: "income")
        #expect(found.failureMode == "covariate_drift" && found.submode == "abrupt" && found.rankedFeatures.first == "age")
        #expect(found.worstSlices.isEmpty)
    }

    /// Of few records a change is alerted now and then only: those that come later tell whether it stays.
    @Test(arguments: [true, false])
    func customersWhoAreOlderThoughTheAlertIsOver(stay: Bool) async throws {
        var setting = Setting()
        setting.rows = 300
        setting.choose = { random, days in
            while true {
                let record = RootCauseTests.customer(&random)
                if !(stay || days < 4) || random.nextUniform() < 1 / (1 + exp(-(record.age - 50) / 6)) { return record }
            }
        }
        let found = try await diagnosis(setting, feature: "age", lasting: 4)
        #expect(found.failureMode == (stay ? "covariate_drift" : "none"))
    }

    @Test func customersOfOneRegionWhoAreOlder() async throws {
        var setting = Setting()
        setting.rows = 6_000
        setting.choose = { random, _ in
            let record = RootCauseTests.customer(&random)
            guard record.region == "south" else { return record }
            var oldest = record
            for _ in 0..<2 {
                var other = RootCauseTests.customer(&random)
                while other.region != "south" { other = RootCauseTests.customer(&random) }
                if other.age > oldest.age { oldest = other }
            }
            return oldest
        }
        let found = try await diagnosis(setting, feature: "age")
        #expect(found.failureMode == "covariate_drift" && found.rankedFeatures.first == "age")
        #expect(found.worstSlices == ["region = \"south\""])
    }

    @Test func moreOfOneKind() async throws {
        var setting = Setting()
        setting.choose = { random, _ in
            let isWanted = random.nextUniform() < 0.35
            while true {
                let record = RootCauseTests.customer(&random)
                if !isWanted || record.age < 33 { return record }
            }
        }
        let found = try await diagnosis(setting, feature: "income")
        #expect(found.failureMode == "population_shift" && found.submode == "slice_grows" && found.rankedFeatures.first == "age")
        let limit = found.worstSlices.first?.split(separator: "<").last.flatMap { Double($0.filter { $0 != " " }) }
        #expect(abs((limit ?? 0) - 33) <= 2, "\(found.worstSlices)")
    }

    /// The same few of them again and again: shares among them vary as those of few records do.
    @Test func moreOfOneKindWhoComeAgain() async throws {
        var setting = Setting()
        var pool: [Record] = []
        setting.choose = { random, _ in
            while pool.count < 60 {
                let record = RootCauseTests.customer(&random)
                if record.age < 33 { pool.append(record) }
            }
            return random.nextUniform() < 0.35 ? pool[Int(random.nextUniform() * 60)] : RootCauseTests.customer(&random)
        }
        let found = try await diagnosis(setting, feature: "age")
        #expect(found.failureMode == "population_shift" && found.submode == "slice_grows" && found.rankedFeatures.first == "age")
    }

    @Test func aKindThatIsNew() async throws {
        var setting = Setting()
        setting.choose = { random, _ in
            var record = RootCauseTests.customer(&random)
            if random.nextUniform() < 0.2 {
                while record.age < 55 { record = RootCauseTests.customer(&random) }
                record.region = "island"
            }
            return record
        }
        let found = try await diagnosis(setting, kind: .quality, feature: "region", signal: "unseen_rate")
        #expect(found.failureMode == "population_shift" && found.submode == "new_segment" && found.worstSlices == ["region = \"island\""])
    }

    /// Alike in all columns but the one, and otherwise in what becomes of them.
    @Test func aKindThatIsNewAndTurnsOutOtherwise() async throws {
        var setting = Setting()
        setting.choose = { random, _ in
            var record = RootCauseTests.customer(&random)
            if random.nextUniform() < 0.2 { record.region = "island" }
            return record
        }
        setting.truth = { record, _, _ in record.region == "island" ? 0.9 : record.chance }
        let found = try await diagnosis(setting, kind: .quality, feature: "region", signal: "unseen_rate")
        #expect(found.failureMode == "population_shift" && found.submode == "new_segment" && found.worstSlices == ["region = \"island\""])
    }

    /// Some who differ from others in little, while a column has texts of which some are always new: the other one, or the one that tells them.
    @Test(arguments: [false, true])
    func someOfAKindThatDiffersInLittle(hasOddRegions: Bool) async throws {
        var setting = Setting(rows: 3_000)
        setting.odd = { record, random in
            guard random.nextUniform() < 0.02 else { return }
            let odd = "odd \(Int(random.nextUniform() * 1e9))"
            if hasOddRegions { record.region = odd } else { record.job = odd }
        }
        setting.choose = { random, _ in
            var record = RootCauseTests.customer(&random)
            guard random.nextUniform() < 0.2 else { return record }
            while record.age < 38 { record = RootCauseTests.customer(&random) }
            record.region = "island"
            return record
        }
        let found = try await diagnosis(setting, kind: .quality, feature: "region", signal: "unseen_rate")
        #expect(found.failureMode == "population_shift" && found.submode == "new_segment")
    }

    @Test func moreOfOneClass() async throws {
        var setting = Setting()
        setting.choose = { random, _ in
            let isWanted = random.nextUniform() < 0.4
            while true {
                var record = RootCauseTests.customer(&random)
                record.truth = random.nextUniform() < record.chance ? 1 : 0
                if !isWanted || record.truth == 1 { return record }
            }
        }
        setting.truth = { record, _, _ in Double(record.truth) }
        let found = try await diagnosis(setting, feature: "score")
        #expect(found.failureMode == "label_shift" && found.submode == "abrupt")
        #expect(found.advice.first?.contains("multiply their odds") == true)
    }
}
