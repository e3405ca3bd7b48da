import Domain
import Foundation
import Statistics
import Store
import Testing

@testable import Evaluation

/// Protects freshness: records that come late are told within hours of their arrival, and usual delays never are.
@Suite struct ArrivalDetectionTests {
    /// Delays in minutes by hour of arrival.
    private static func hours(
        _ count: Int, from first: Int64 = 1_000, rows: Int = 40, _ random: inout SplitMix64, late share: (Int) -> Double = { _ in 0 },
        usual: (inout SplitMix64) -> Int64 = { Int64.random(in: 1...3, using: &$0) }
    ) -> [WindowDelays] {
        (0..<count).map { hour in
            var counts: [Int64: Int] = [:]
            for _ in 0..<rows {
                let isLate = Double.random(in: 0..<1, using: &random) < share(hour)
                counts[isLate ? 300 : usual(&random), default: 0] += 1
            }
            let entries = counts.sorted { $0.key < $1.key }.map { DelayCounts.Entry(units: $0.key, count: $0.value) }
            return WindowDelays(key: first + Int64(hour), delays: DelayCounts(unit: Arrivals.minute, entries: entries))
        }
    }

    private static let detection = ArrivalDetection(budget: AlertBudget(alerts: 0.05))

    @Test func lateRecordsAreToldWithinHours() throws {
        var random = SplitMix64(seed: 4)
        let baseline = Self.hours(28 * 24, &random)
        let current = Self.hours(10 * 24, from: 5_000, &random, late: { $0 >= 100 ? 0.6 : 0 })
        let outcome = try #require(Self.detection.outcome(Arrivals(column: "received_at", baseline: baseline, current: current)))
        let first = try #require(outcome.changes.first)
        #expect(first.onset == TimeBucket.hour.start(of: 5_100) && first.span.upperBound <= TimeBucket.hour.start(of: 5_102))
        #expect(outcome.report.check == "late_rate" && abs((outcome.report.current ?? 0) - 0.6 * 140 / 240) < 0.02 && outcome.report.reference == 0)
        let alerts = ChangeAlerts(windows: [], recordLag: 0).alerts(of: outcome.changes)
        #expect(alerts.map(\.kind) == [.freshness] && alerts.first?.severity == .error && alerts.first?.signal == "late_rate")
        #expect(alerts.first?.message.hasPrefix("arrived more than 13 minutes after their event: ") == true, "\(alerts.map(\.message))")
    }

    /// Batches that are delivered once in a while, delays with heavy tails: what the baseline did is no failure.
    @Test func usualDelaysAreNotTold() throws {
        var random = SplitMix64(seed: 6)
        var alerts = 0
        for _ in 0..<40 {
            let heavy = { (random: inout SplitMix64) in Int64(pow(Double.random(in: 0.0005..<1, using: &random), -1.2)) }
            // Every night at three all that came since.
            let nights = { (hour: Int) in hour % 24 == 3 ? 0.5 : 0.0 }
            for late in [{ _ in 0.0 }, nights] {
                let baseline = Self.hours(28 * 24, &random, late: late, usual: heavy)
                let current = Self.hours(30 * 24, from: 1_000 + 28 * 24, &random, late: late, usual: heavy)
                let outcome = try #require(Self.detection.outcome(Arrivals(column: "r", baseline: baseline, current: current)))
                alerts += ChangeAlerts(windows: [], recordLag: 0).alerts(of: outcome.changes).count
            }
        }
        #expect(alerts <= 4, "\(alerts) alerts in 80 months; a budget of 0.05 allows 4")
    }

    @Test func whatTellsNothingIsNotJudged() {
        var random = SplitMix64(seed: 7)
        let week = Self.hours(8 * 24, &random)
        #expect(Self.detection.outcome(Arrivals(column: "r", baseline: nil, current: week)) == nil)
        #expect(Self.detection.outcome(Arrivals(column: "r", baseline: week, current: nil)) == nil)
        #expect(Self.detection.outcome(Arrivals(column: "r", baseline: week, current: [])) == nil)
        #expect(Self.detection.outcome(Arrivals(column: "r", baseline: Array(week.prefix(100)), current: week)) == nil, "four days")
        let loaded = [WindowDelays(key: 1, delays: DelayCounts(unit: Arrivals.minute, entries: [.init(units: .max / Arrivals.minute, count: 9)]))]
        #expect(Self.detection.outcome(Arrivals(column: "r", baseline: week.map { WindowDelays(key: $0.key, delays: loaded[0].delays) }, current: week)) == nil)
    }

    @Test func fewerLateRecordsAreNoTrouble() throws {
        var random = SplitMix64(seed: 9)
        let baseline = Self.hours(28 * 24, &random, late: { _ in 0.008 })
        let current = Self.hours(20 * 24, from: 5_000, &random)
        #expect(try #require(Self.detection.outcome(Arrivals(column: "r", baseline: baseline, current: current))).changes.isEmpty)
    }
}
