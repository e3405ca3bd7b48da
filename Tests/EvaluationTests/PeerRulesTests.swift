import Domain
import DuckDBStore
import Evaluation
import Foundation
import Statistics
import Store
import StoreTestKit
import Testing

/// The peers' rules where tables are odd. `PeerFiguresTests` compare them with the peers' own output.
@Suite struct PeerRulesTests {
    @Test func evidentlyTakesOtherTestsFromOneRowMoreOn() throws {
        let small = (0..<1_000).map(Double.init)
        let large = (0..<1_001).map(Double.init)
        #expect(EvidentlyDrift.verdict(reference: small, current: large)?.method == "ks")
        #expect(EvidentlyDrift.verdict(reference: large, current: small)?.method == "wasserstein")
        // Five different values are few, six are not; both sides count.
        #expect(EvidentlyDrift.verdict(reference: [1, 2, 3], current: [3, 4, 5])?.method == "chisquare")
        #expect(EvidentlyDrift.verdict(reference: [1, 2, 3], current: [4, 5, 6])?.method == "ks")
        #expect(EvidentlyDrift.verdict(reference: [1, 2], current: [2])?.method == "z")
        #expect(EvidentlyDrift.verdict(reference: [], current: [1]) == nil)
    }

    /// Its flaw: one row of a new value decides, whatever the others are.
    @Test func evidentlyIsSureOfDriftWhereAValueIsNew() throws {
        let counts = try #require(AlignedCounts(reference: [500, 400, 0], current: [500, 400, 1], isBinned: false))
        let verdict = EvidentlyDrift.verdict(counts: counts)
        #expect(verdict.method == "chisquare" && verdict.value == 0 && verdict.isAlert)
        #expect(EvidentlyTests.chiSquare(try #require(AlignedCounts(reference: [5], current: [7], isBinned: false))).isNaN)
    }

    @Test func evidentlyTakesHalfOfTheColumnsForADriftedDataset() {
        #expect(EvidentlyDrift.isDatasetDrifted(drifted: 2, of: 4))
        #expect(!EvidentlyDrift.isDatasetDrifted(drifted: 1, of: 3))
        #expect(!EvidentlyDrift.isDatasetDrifted(drifted: 0, of: 0))
    }

    /// Sturges' bins are those of both sides, and a column of few values has none.
    @Test func evidentlyBinsBothSidesTogether() throws {
        let reference = (0..<64).map { Double($0) }
        let current = reference.map { $0 + 64 }
        // 128 values: eight bins of 127/8, of which the fourth ends at 63.5: nothing is shared.
        let distance = try #require(EvidentlyTests.jensenShannon(reference: reference, current: current))
        #expect(abs(distance - Double(2).logarithm.squareRoot()) < 1e-12)
        let few = try #require(EvidentlyTests.jensenShannon(reference: [1, 1, 2], current: [1, 2, 2]))
        let counts = try #require(AlignedCounts(reference: [2, 1], current: [1, 2], isBinned: false))
        #expect(few == counts.jensenShannonDistance())
    }

    @Test func nannyMLHasNoThresholdWhereTheReferenceHasNoValues() throws {
        #expect(NannyMLDetector<NannyMLContinuous>(.jensenShannon, chunks: [[], []]) == nil)
        #expect(NannyMLDetector<NannyMLCategorical>(.jensenShannon, chunks: [[0, 0]]) == nil)
        #expect(NannyMLDetector<NannyMLContinuous>(.chiSquare, chunks: [[1, 2]]) == nil)
        let detector = try #require(NannyMLDetector<NannyMLContinuous>(.wasserstein, chunks: [[1, 2], [], [1, 2]]))
        #expect(detector.referenceValues == [0, nil, 0] && detector.threshold == 0)
        #expect(detector.verdict([]) == nil)
        #expect(detector.verdict([1, 2])?.isAlert == false)
        #expect(detector.verdict([1, 3])?.isAlert == true)
    }

    @Test func arizeAlertsAboveTwoTenths() throws {
        let reference = (0..<1_000).map { Double($0 % 100) }
        let same = try #require(ArizeDrift.verdict(reference: reference, current: reference))
        #expect(same.value == 0 && !same.isAlert && same.threshold == 0.2)
        let moved = try #require(ArizeDrift.verdict(reference: reference, current: reference.map { $0 + 30 }))
        #expect(moved.isAlert)
        let counts = try #require(AlignedCounts(reference: [50, 50, 0], current: [60, 40, 0], isBinned: false))
        // (0.1) ln(1.2) + (-0.1) ln(0.8); a cell that is empty on both sides is none.
        #expect(abs(ArizeDrift.index(counts) - 0.1 * (1.2.logarithm - 0.8.logarithm)) < 1e-12)
        #expect(try #require(ArizeDrift.edges(reference)).binCount <= 10)
        #expect(ArizeBand.upper(past: [1]) == nil)
        #expect(ArizeBand.upper(past: [1, 1, 4], deviations: 2) == 2 + 2 * 3.0.squareRoot())
    }

    /// Everything that a check may meet must give a report that can be written, from every engine.
    @Test(arguments: PeerRules.Peer.allCases)
    func oddTablesGiveReports(_ peer: PeerRules.Peer) async throws {
        let largest = Double.greatestFiniteMagnitude
        func columns(_ rows: Int, _ seed: Int) -> [Batch.Column] {
            [
                .doubles("nothing", Array(repeating: nil, count: rows)),
                .doubles("same", Array(repeating: 3, count: rows)),
                .doubles("odd", (0..<rows).map { [nil, .nan, .infinity, 1, largest, -largest][($0 + seed) % 6] }),
                .integers("number", (0..<rows).map { Int64(($0 * 7 + seed) % 11) }),
                .texts("name", (0..<rows).map { "name \($0 + seed)" }),
                .texts("kind", (0..<rows).map { $0 % 5 == 0 ? nil : ["a", "b", "é"][($0 + seed) % 3] }),
                .booleans("flag", (0..<rows).map { ($0 + seed) % 3 == 0 }),
                .times("seen", (0..<rows).map { Int64($0 + seed) * 1_000_000 }),
            ]
        }
        for rows in [(3, 2), (40, 33), (1_200, 1)] {
            for store in [InMemoryStore(), try DuckDBStore()] as [any Store] {
                let input = CheckInput(
                    reference: try await store.relation(columns(rows.0, 0) + [.doubles("gone", Array(repeating: 1, count: rows.0))]),
                    current: try await store.relation(columns(rows.1, 1)))
                let report = try await CheckEvaluation(
                    store: store, options: CheckOptions(rules: PeerRules(peer), version: "test")
                ).report(on: input)
                #expect(report.rules == peer.rawValue)
                #expect(try !JSONEncoder().encode(report).isEmpty)
                #expect(report.alerts.contains { $0.feature == "gone" && $0.signal == "missing_column" && $0.severity == .error })
                // What the peers do not judge raises nothing.
                #expect(report.alerts.allSatisfy { $0.severity == .warning || $0.feature == "gone" })
                #expect(report.alerts.allSatisfy { $0.feature != "seen" && $0.feature != "same" })
                #expect(report.features.first { $0.name == "nothing" }?.drift == [])
            }
        }
    }

    /// The last 72 hours count, not the last three windows that have records.
    @Test func arizeLooksAtThreeDays() async throws {
        let store = InMemoryStore()
        let day: Int64 = 86_400_000_000
        func table(_ days: [Int64]) async throws -> Relation {
            let times = days.flatMap { day in (0..<20).map { _ in day } }
            return try await store.relation([
                .times("timestamp", times.map { $0 * day }), .doubles("x", times.indices.map { Double($0 % 20) }),
            ])
        }
        let input = CheckInput(reference: try await table([0, 1]), current: try await table([10, 11, 12, 13, 20]))
        let report = try await CheckEvaluation(
            store: store, options: CheckOptions(granularity: .day, rules: PeerRules(.arize), version: "test")
        ).report(on: input)
        let series = try #require(report.features.first { $0.name == "x" }?.drift.first)
        #expect(series.points.map(\.count) == [20, 40, 60, 60, 20])
        #expect(report.alerts.isEmpty)
    }
}

extension Double {
    fileprivate var logarithm: Double { log(self) }
}
