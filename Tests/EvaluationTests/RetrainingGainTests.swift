import Domain
import Statistics
import Store
import Testing

@testable import Evaluation

/// Protects what training again is said to bring: nothing where nothing changed, and what it brings on records that nobody has seen; and that advice does
/// not contradict what carries the change.
@Suite struct RetrainingGainTests {
    private typealias World = RowDecompositionTests.World

    private func gain(training: World, after: World, seed: UInt64, whom: (LabelledRows, Int) -> Bool = { _, _ in true }) throws -> RetrainingGain.Gain? {
        let (learned, late) = (training.rows(3_000, seed: seed), after.rows(2_000, seed: seed + 1_000))
        let metric = try DecompositionMetric(.logLoss, task: .binary, costs: nil, windows: [learned, late], hasLabels: true)
        let proposed = Set((0..<late.count).filter { whom(late, $0) })
        return try RetrainingGain(
            metric: metric, features: RowDecompositionTests.columns.indices.map { ($0, RowDecompositionTests.columns[$0]) }, classCount: 2, threshold: 0.5,
            training: learned, trainingRows: learned.count, after: DecompositionWindow(labelled: late, metric)
        ).gains([(rows: proposed, weight: 1)])?.first
    }

    private func isNorth(_ rows: LabelledRows, _ row: Int) -> Bool {
        if case .categories(let values) = rows.cells.columns[2] { return values[row] == "north" }
        return false
    }

    /// More records of the same kind make a surrogate a little better, never much.
    @Test(arguments: [1, 2, 3] as [UInt64]) func nothingIsGainedWhereNothingChanged(seed: UInt64) throws {
        let gain = try #require(try gain(training: World(), after: World(), seed: seed))
        #expect(abs(gain.value) < 0.015)
    }

    @Test func aChangedRelationIsLearned() throws {
        let gain = try #require(try gain(training: World(), after: World(north: 3), seed: 5, whom: isNorth))
        #expect(gain.estimate.lower > 0.05)
        // Who is not concerned teaches nothing of it.
        let others = try #require(try self.gain(training: World(), after: World(north: 3), seed: 5) { !isNorth($0, $1) })
        #expect(others.value < gain.value / 3)
    }

    @Test func tooLittleIsNotJudged() throws {
        #expect(try gain(training: World(), after: World(), seed: 1, whom: { _, row in row < 20 }) == nil)
    }

    // MARK: Advice

    private func change(_ parts: [ChangeDecomposition.Part: Double]) throws -> DecomposedChange {
        let (before, after) = (World().rows(2_000, seed: 1), World(north: parts[.concept] == nil ? 0 : 2.5).rows(2_000, seed: 2))
        let rows = try RowDecomposition(before: before, after: after, columns: RowDecompositionTests.columns, task: .binary, metric: .logLoss)
        return DecomposedChange(try #require(rows?.decomposition), of: .logLoss)
    }

    @Test func adviceFollowsWhatCarriesTheChange() throws {
        let changed = try change([.concept: 1])
        #expect(changed.carrier?.part == .concept)
        func told(_ mode: FailureMode) -> Diagnosis {
            changed.told(in: Diagnosis(failureMode: mode.rawValue, rankedFeatures: ["age"], evidence: [.init("moved")], advice: ["watch performance"]))
        }
        let drift = told(.covariateDrift)
        #expect(!drift.advice.contains("watch performance") && drift.advice.first?.contains("Train again on labels") == true)
        #expect(drift.evidence.contains { !$0.supports && $0.text.contains("P(Y|X)") } && drift.decomposedMetric == "log_loss")
        #expect(abs(drift.decomposition.values.reduce(0, +) - changed.change.value) < 1e-9)
        // What agrees stays as it was, and where nothing was diagnosed nothing is advised.
        #expect(told(.conceptDrift).advice == ["watch performance"] && told(.trainingServingSkew).advice.count == 2)
        #expect(changed.told(in: Diagnosis(failureMode: "none", rankedFeatures: [], advice: [])).advice.isEmpty)
        // A change that may be chance carries nothing.
        #expect(try change([:]).carrier == nil)
    }
}
