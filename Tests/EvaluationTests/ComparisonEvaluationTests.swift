import Domain
import Statistics
import Store
import StoreTestKit
import Testing

@testable import Evaluation

/// Protects what `assay compare` decides, from records to the verdict.
@Suite struct ComparisonEvaluationTests {
    private let store = InMemoryStore()

    /// Production's records, with a version that is right with the given chance in each of two regions, and candidates beside.
    private func input(
        rows: Int = 600, production: (north: Double, south: Double) = (0.7, 0.7), _ candidates: [String: (north: Double, south: Double)]
    ) async throws -> ComparisonInput {
        var random = SplitMix64(seed: 3)
        var (ids, regions, actuals, own): ([Int64?], [String?], [Int64?], [Int64?]) = ([], [], [], [])
        var others: (ids: [Int64?], versions: [String?], labels: [Int64?]) = ([], [], [])
        func label(_ actual: Int64, _ right: Double, _ u: Double) -> Int64 { u < right ? actual : 1 - actual }
        for row in 0..<rows {
            let (actual, isNorth) = (Int64(random.nextUniform() < 0.4 ? 1 : 0), row % 3 == 0)
            ids.append(Int64(row))
            regions.append(isNorth ? "north" : "south")
            actuals.append(actual)
            // One draw for all: versions err on the same records, as they do.
            let u = random.nextUniform()
            own.append(label(actual, isNorth ? production.north : production.south, u))
            for (version, right) in candidates.sorted(by: { $0.key < $1.key }) {
                others.ids.append(Int64(row))
                others.versions.append(version)
                others.labels.append(label(actual, isNorth ? right.north : right.south, u))
            }
        }
        let current = try await store.relation([
            .integers("prediction_id", ids), .texts("region", regions), .integers("prediction_label", own), .integers("actual", actuals),
        ])
        let shadow = try await store.relation([
            .integers("prediction_id", others.ids), .texts("model_version", others.versions), .integers("prediction_label", others.labels),
        ])
        return ComparisonInput(current: current, actuals: nil, candidates: shadow)
    }

    private func report(_ input: ComparisonInput, _ change: (inout ComparisonOptions) -> Void = { _ in }) async throws -> ComparisonReport {
        var options = ComparisonOptions(version: "test")
        change(&options)
        return try await ComparisonEvaluation(store: store, options: options).report(on: input)
    }

    @Test func aBetterVersionIsPromoted() async throws {
        let report = try await report(try await input(["better": (0.85, 0.85), "same": (0.7, 0.7)]))
        #expect(report.verdict.decision == .promote && report.verdict.version == "better")
        #expect(report.metric == "accuracy" && report.baseline == "production")
        #expect(report.pairing.records == 600 && report.pairing.labelled == 600)
        let better = try #require(report.candidates.first { $0.version == "better" })
        let difference = try #require(better.differences.first { $0.metric == "accuracy" })
        #expect(difference.difference > 0.1 && (difference.pValue ?? 1) < 1e-6)
        #expect((better.sequence.decidedAt?.count ?? 0) > 0)
        // Two that are the same on every record: nothing will ever tell them apart.
        let same = try #require(report.candidates.first { $0.version == "same" })
        #expect(same.verdict.decision == .notYet && same.verdict.moreLabels == nil)
    }

    @Test func aWorseVersionIsNot() async throws {
        let report = try await report(try await input(["worse": (0.55, 0.55)]))
        #expect(report.verdict.decision == .keep && report.verdict.version == "production")
    }

    /// Four times the labels that it asks for are enough: the guess, made of a few hundred, is of the right size.
    @Test func theNumberOfLabelsThatAreMissingIsAboutRight() async throws {
        let few = try await report(try await input(rows: 400, ["better": (0.6, 0.8)]))
        let more = try #require(few.verdict.moreLabels)
        #expect(few.verdict.decision == .notYet && more > 0)
        let effect = few.candidates[0].sequence.current.improvement
        let all = try await report(try await input(rows: 400 + 4 * more, ["better": (0.6, 0.8)]))
        #expect(effect > 0 && all.verdict.decision == .promote)
    }

    @Test func whatIsGainedAtTheExpenseOfSomeIsNotPromoted() async throws {
        let input = try await input(["north loses": (0.5, 0.95)])
        #expect(try await report(input).verdict.decision == .promote)
        let slice = try Slice(parsing: "region = \"north\"")
        let guarded = try await report(input) { $0.protected = [(slice, 0.02)] }
        #expect(guarded.verdict.decision == .keep)
        #expect(guarded.candidates[0].protected.map(\.state) == [.broken])
        #expect(guarded.verdict.reason.contains("north"))
        // Where the margin is wide, it is no hindrance.
        let wide = try await report(input) { $0.protected = [(slice, 0.5)] }
        #expect(wide.verdict.decision == .promote && wide.candidates[0].protected[0].state == .holds)
    }

    /// Versions that are each best somewhere: choosing by slice gains what they differ by, known from how they were made.
    @Test func theRegretOfOneVersionForAllIsWhatChoosingBySliceGains() async throws {
        let slices = [try Slice(parsing: "region = \"north\"")]
        let report = try await report(try await input(rows: 3_000, ["north loses": (0.5, 0.9)])) { $0.slices = slices }
        let choice = try #require(report.choice)
        #expect(choice.bestForAll == "north loses")
        #expect(choice.groups.map(\.best) == ["production", "north loses"])
        // A third of the records, right in 70 % rather than 50 % of the cases.
        #expect(abs(choice.regret - 0.2 / 3) < 4 * (choice.standardError ?? 0))
        #expect(try await self.report(try await input(["x": (0.7, 0.7)])).choice == nil)
    }

    @Test func whatIsNotBetterByEnoughIsNotWorthAChange() async throws {
        let report = try await report(try await input(rows: 1_500, ["slightly": (0.72, 0.72)])) { $0.smallest = 0.1 }
        #expect(report.verdict.decision == .keep)
    }

    @Test func anotherBaselineTurnsSigns() async throws {
        let input = try await input(["better": (0.85, 0.85)])
        let turned = try await report(input) { $0.baseline = "better" }
        #expect(turned.baseline == "better" && turned.candidates.map(\.version) == ["production"])
        #expect(turned.verdict.decision == .keep)
        await #expect(throws: EvaluationError.self) { try await report(input) { $0.baseline = "nobody" } }
    }

    @Test func whatIsLostIsCounted() async throws {
        let current = try await store.relation([
            .integers("prediction_id", (0..<8).map { $0 }), .doubles("prediction_score", (0..<8).map { Double($0) / 8 }),
            .texts("actual", ["0", "1", "0", nil, "1", "0", "1", "0"]),
        ])
        let shadow = try await store.relation([
            .integers("prediction_id", [0, 1, 2, 3, 4, 77]), .doubles("prediction_score", [0.5, 0.6, nil, 0.1, 0.2, 0.3]),
        ])
        let report = try await report(ComparisonInput(current: current, actuals: nil, candidates: shadow))
        #expect(report.pairing.records == 8 && report.pairing.predictedByAll == 4 && report.pairing.labelled == 3)
        #expect(report.verdict.decision == .notYet && report.verdict.reason.contains("Too few"))
        let stranger = try await store.relation([.integers("prediction_id", [90]), .doubles("prediction_score", [0.5])])
        await #expect(throws: EvaluationError.self) {
            try await self.report(ComparisonInput(current: current, actuals: nil, candidates: stranger))
        }
    }

    @Test func numbersAndSeveralClassesAreComparedToo() async throws {
        var random = SplitMix64(seed: 8)
        let count = 400
        let truth = (0..<count).map { _ in 10 * random.nextNormal() }
        func guesses(_ spread: Double) -> [Double] { truth.map { $0 + spread * random.nextNormal() } }
        let ids = (0..<count).map { Int64?(Int64($0)) }
        let numbers = try await report(ComparisonInput(
            current: try await store.relation([.integers("prediction_id", ids), .doubles("prediction", guesses(3)), .doubles("actual", truth)]),
            actuals: nil, candidates: try await store.relation([.integers("prediction_id", ids), .doubles("prediction", guesses(1))])))
        #expect(numbers.task == .regression && numbers.metric == "mae" && numbers.verdict.decision == .promote)
        #expect(Set(numbers.candidates[0].differences.map(\.metric)) == ["mae", "mse", "rmse"])
        let classes = ["a", "b", "c"]
        let actual = (0..<count).map { _ in classes[Int(3 * random.nextUniform())] }
        func labels(_ right: Double) -> [String?] {
            actual.map { random.nextUniform() < right ? $0 : classes[Int(3 * random.nextUniform())] }
        }
        let several = try await report(ComparisonInput(
            current: try await store.relation([
                .integers("prediction_id", ids), .texts("prediction_label", labels(0.4)), .texts("actual", actual),
            ]),
            actuals: nil, candidates: try await store.relation([.integers("prediction_id", ids), .texts("prediction_label", labels(0.8))])))
        #expect(several.task == .multiclass && several.metric == "accuracy" && several.verdict.decision == .promote)
        #expect(Set(several.candidates[0].differences.map(\.metric)) == ["accuracy", "f1"])
    }
}
