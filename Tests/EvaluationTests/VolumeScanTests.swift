import Domain
import Foundation
import Statistics
import Testing

@testable import Evaluation

/// Protects the budget's part for the number of records: traffic in which nothing happens costs no more alerts than it may, and
/// what is lost or doubled is found within hours.
@Suite(.serialized) struct VolumeScanTests {
    struct Shape: Sendable, CustomStringConvertible {
        var description: String
        /// Records an hour.
        var volume: Double
        /// How far the night lies below the day, and weekends below weekdays.
        var rhythm = 0.0
        var weekend = 1.0
        /// How much hours and days differ beyond that, as standard deviations of logarithms.
        var hours = 0.0
        var days = 0.0
        var baselineDays = 28
    }

    /// Counts from an hour of the day on.
    private static func traffic(
        _ shape: Shape, days: Int, from first: Int64, _ random: inout SplitMix64, at changed: Int = .max, times factor: Double = 1
    ) -> (first: Int64, records: [Int]) {
        func normal() -> Double { StandardNormal.quantile(max(Double.random(in: 0..<1, using: &random), 1e-12)) }
        var day = 0.0
        let records = (0..<(days * 24)).map { hour -> Int in
            let key = first + Int64(hour)
            if hour == 0 || key % 24 == 0 { day = shape.days * normal() }
            var mean = shape.volume * (1 + shape.rhythm * sin(Double(key % 24) / 24 * 2 * .pi)) * exp(day + shape.hours * normal())
            if (key / 24) % 7 < 2 { mean *= shape.weekend }
            if hour >= changed { mean *= factor }
            // A Poisson count as a binomial of many trials.
            return random.nextBinomial(trials: max(1, Int(mean * 50)), p: 0.02)
        }
        return (first, records)
    }

    private static let shapes = [
        Shape(description: "plain, little traffic", volume: 17), Shape(description: "plain, much traffic", volume: 3_000),
        Shape(description: "nights and weekends", volume: 200, rhythm: 0.8, weekend: 0.5),
        Shape(description: "hours differ", volume: 400, rhythm: 0.6, weekend: 0.7, hours: 0.2),
        Shape(description: "days differ", volume: 400, rhythm: 0.6, days: 0.2),
        Shape(description: "both, much traffic", volume: 4_000, rhythm: 0.6, weekend: 0.7, hours: 0.2, days: 0.15),
        Shape(description: "both, two weeks known", volume: 400, rhythm: 0.6, weekend: 0.7, hours: 0.2, days: 0.1, baselineDays: 14),
        Shape(description: "a week known", volume: 400, rhythm: 0.6, hours: 0.2, days: 0.1, baselineDays: 8),
    ]

    @Test(arguments: shapes)
    func theBudgetIsKept(_ shape: Shape) async {
        var random = SplitMix64(seed: 5)
        let (months, budget) = (150, 2.0)
        var alerts = 0
        for _ in 0..<months {
            // Others have requests to answer meanwhile.
            await Task.yield()
            let baseline = Self.traffic(shape, days: shape.baselineDays, from: 24 * 700, &random)
            let current = Self.traffic(shape, days: 30, from: 24 * Int64(700 + shape.baselineDays), &random)
            let findings = VolumeScan(budget: AlertBudget(alerts: budget), bucket: .hour).findings(baseline: baseline, current: current)
            alerts += Episode.episodes(of: findings ?? [], \.span).count
        }
        #expect(Double(alerts) <= 1.25 * budget * Double(months), "\(shape): \(alerts) alerts in \(months) months")
    }

    /// With what the default budget has for it.
    @Test(arguments: [(17.0, 0.0, 12), (300.0, 0.4, 6), (300.0, 0.0, 2), (3_000.0, 2.0, 12)])
    func lossesAndSurplusesAreFoundSoon(_ volume: Double, _ factor: Double, _ hours: Int) throws {
        var random = SplitMix64(seed: 8)
        let shape = Shape(description: "", volume: volume, rhythm: 0.6, weekend: 0.7, hours: 0.15)
        var delays: [Int] = []
        for _ in 0..<20 {
            let baseline = Self.traffic(shape, days: 28, from: 24 * 700, &random)
            // It fails at noon.
            let start = 24 * 10 + 12
            let current = Self.traffic(shape, days: 20, from: 24 * 728, &random, at: start, times: factor)
            let findings = try #require(VolumeScan(budget: AlertBudget(alerts: 0.05), bucket: .hour).findings(baseline: baseline, current: current))
            let moment = TimeBucket.hour.start(of: 24 * 728 + Int64(start))
            let first = findings.first { $0.span.upperBound > moment }
            delays.append(first.map { Int(($0.span.upperBound.microseconds - moment.microseconds) / TimeBucket.hour.length) } ?? 10_000)
            if let onset = first?.changed.lowerBound { #expect(abs(onset.microseconds - moment.microseconds) <= 3 * TimeBucket.hour.length) }
        }
        let median = delays.sorted()[delays.count / 2]
        #expect(median <= hours, "\(delays.sorted())")
    }

    @Test func daysAreLookedAtWhereThereAreMany() throws {
        let weeks = { (count: Int) in (0..<(count * 7)).map { $0 % 7 < 2 ? 500 : 1_000 + $0 % 3 } }
        let bucket = TimeBucket(length: 24 * TimeBucket.hour.length)
        let scan = VolumeScan(budget: AlertBudget(alerts: 1), bucket: bucket)
        var now = weeks(10)
        #expect(try #require(scan.findings(baseline: (0, weeks(10)), current: (70, now))).isEmpty)
        for day in 40..<45 { now[day] /= 4 }
        let found = try #require(scan.findings(baseline: (0, weeks(10)), current: (70, now)))
        #expect(found.first?.changed.lowerBound == bucket.start(of: 110))
    }

    @Test func aBaselineOfDaysTellsNothing() {
        let scan = VolumeScan(budget: AlertBudget(alerts: 1), bucket: .hour)
        #expect(scan.findings(baseline: (0, Array(repeating: 100, count: 5 * 24)), current: (120, Array(repeating: 1, count: 240))) == nil)
        #expect(scan.findings(baseline: (0, Array(repeating: 0, count: 30 * 24)), current: (720, Array(repeating: 1, count: 240))) == nil)
    }

    @Test func anAlertSaysWhatWasUsual() throws {
        let baseline = (first: Int64(0), records: (0..<(28 * 24)).map { 100 + $0 % 7 })
        var records = (0..<240).map { 100 + $0 % 7 }
        for hour in 50..<90 { records[hour] = 20 }
        let scan = VolumeScan(budget: AlertBudget(alerts: 0.05), bucket: .hour)
        let findings = try #require(scan.findings(baseline: baseline, current: (28 * 24, records)))
        let windows = (0..<10).map { day in
            WindowReport(
                label: "\(day)", start: TimeBucket.hour.start(of: Int64(28 + day) * 24), end: TimeBucket.hour.start(of: Int64(29 + day) * 24), rows: 2_400,
                labelled: nil)
        }
        let alerts = VolumeAlerts(windows: windows, recordLag: 60_000_000).alerts(of: findings)
        let alert = try #require(alerts.first)
        #expect(alerts.count == 1 && alert.kind == .volume && alert.severity == .error && alert.feature == nil)
        #expect(alert.since == TimeBucket.hour.start(of: 28 * 24 + 50) && alert.windows == [2, 3])
        #expect(alert.message.hasPrefix("20 records in an hour; ") && alert.message.hasSuffix(" were to be expected, 103 are usual then"), "\(alert.message)")
        var quality = [
            QualityReport(
                check: "volume", feature: nil, unit: "records", severity: .error, reference: 100, current: 80, count: 1_000,
                points: (0..<10).map { QualityPoint(window: $0, count: 100, value: 100, severity: $0 == 7 ? .warning : .ok) })
        ]
        VolumeAlerts.mark(&quality, by: alerts)
        #expect(quality[0].points.map(\.severity).map { $0 >= .warning } == (0..<10).map { $0 == 2 || $0 == 3 })
    }
}
