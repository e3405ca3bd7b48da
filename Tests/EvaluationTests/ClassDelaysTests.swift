import Domain
import DuckDBStore
import Statistics
import Store
import StoreTestKit
import Testing

@testable import Evaluation

/// Protects windows from labels that came early because of what they say: where one class is known sooner, nothing is wrong with the model.
@Suite struct ClassDelaysTests {
    private func counts(_ entries: [(Int64, Int)]) -> DelayCounts {
        DelayCounts(unit: 3_600_000_000, entries: entries.map { DelayCounts.Entry(units: $0.0, count: $0.1) })
    }

    @Test func delaysThatDiffer() {
        #expect(ClassDelays([counts([(24, 500)]), counts([(72, 500)])]).differ)
        // The same share of both by any time; and a difference that eleven labels do not show.
        #expect(!ClassDelays([counts([(24, 100), (72, 100)]), counts([(24, 900), (72, 900)])]).differ)
        #expect(!ClassDelays([counts([(24, 2), (72, 3)]), counts([(24, 4), (72, 2)])]).differ)
        // Real, and too small to matter.
        #expect(!ClassDelays([counts([(24, 50_000), (72, 50_000)]), counts([(24, 54_000), (72, 46_000)])]).differ)
        #expect(!ClassDelays([counts([(24, 500)]), counts([])]).differ && !ClassDelays([]).differ)
        #expect(ClassDelays([counts([(24, 98), (30, 2)]), counts([(72, 97), (90, 3)])]).slowest(untilShare: 0.98) == Int64(90) * 3_600_000_000)
    }

    /// Positive labels come after a day, negative ones after three, and every third day has four times the records: by arrival the share of positive ones goes up
    /// and down without any fault.
    @Test func noAlertWhereOneClassIsKnownSooner() async throws {
        let store = try DuckDBStore()
        let day: Int64 = 86_400_000_000
        func tables(_ days: Range<Int>, whole: Bool, _ random: inout SplitMix64) async throws -> (records: Relation, actuals: Relation) {
            var (ids, times, scores, actuals, arrivals): ([String], [Int64], [Double], [Int64], [Int64]) = ([], [], [], [], [])
            for number in days {
                let count = number.isMultiple(of: 3) ? 800 : 200
                for place in 0..<count {
                    let score = (20 * random.nextUniform()).rounded(.down) / 20 + 0.025
                    let isPositive = random.nextUniform() < score
                    ids.append("\(number)-\(place)")
                    times.append(Int64(number) * day + Int64(place) * day / Int64(count))
                    scores.append(score)
                    actuals.append(isPositive ? 1 : 0)
                    arrivals.append(times[times.count - 1] + (isPositive ? day : 3 * day))
                }
            }
            var columns = [
                Batch.Column("prediction_id", .texts(ids)), .init("timestamp", .timestamps(times)), .init("prediction_score", .doubles(scores)),
            ]
            if whole { columns.append(.init("actual", .integers(actuals))) }
            let records = try await store.relation(columns)
            // Those that came while the data last.
            let kept = arrivals.indices.filter { arrivals[$0] < Int64(days.upperBound) * day }
            let labels = try await store.relation([
                .init("prediction_id", .texts(kept.map { ids[$0] })), .init("actual", .integers(kept.map { actuals[$0] })),
                .init("actual_timestamp", .timestamps(kept.map { arrivals[$0] })),
            ])
            return (records, labels)
        }
        var random = SplitMix64(seed: 3)
        let before = try await tables(0..<28, whole: true, &random)
        let now = try await tables(28..<56, whole: false, &random)
        let report = try await CheckEvaluation(store: store, options: CheckOptions(granularity: .day, version: "test"))
            .report(on: CheckInput(validation: before.records, current: now.records, actuals: now.actuals))
        #expect(report.notes.contains { $0.contains("known sooner than others") })
        #expect(report.alerts.filter { $0.kind == .performance }.map(\.message) == [])
        #expect(report.performance.contains { $0.metric == "log_loss" && $0.current != nil })
    }
}
