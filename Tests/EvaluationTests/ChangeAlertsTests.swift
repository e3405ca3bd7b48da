import Domain
import Statistics
import Testing

@testable import Evaluation

/// Protects what people are told of changes: one alert as long as it lasts, with the numbers that raised it.
@Suite struct ChangeAlertsTests {
    private static func time(_ hour: Int) -> Timestamp { TimeBucket.hour.start(of: Int64(hour)) }

    private static let windows = (0..<10).map { day in
        WindowReport(label: "\(day)", start: time(day * 24), end: time(day * 24 + 24), rows: 100, labelled: nil)
    }

    /// Missing cells in a window of hours; the forecast is of a twentieth.
    private static func change(_ hours: Range<Int>, missing: Int, of total: Int = 100) throws -> DetectedChange {
        let usual = (0..<28).map { _ in RateCount(hits: 5, total: 100) }
        let forecast = try #require(RateForecast(baseline: RateCount(hits: 140, total: 2_800), windows: usual))
        return DetectedChange(
            column: "x", kind: .quality(.missingRate), what: "'x' is missing", span: time(hours.lowerBound)..<time(hours.upperBound),
            onset: time(hours.lowerBound + 1), onsetRange: time(hours.lowerBound)...time(hours.lowerBound + 2),
            end: time(hours.upperBound), count: RateCount(hits: missing, total: total), forecast: forecast,
            expected: 0.05, pValue: 1e-9)
    }

    @Test func whatLastsIsOneAlert() throws {
        let changes = try [Self.change(30..<34, missing: 60), Self.change(34..<38, missing: 13), Self.change(50..<54, missing: 20)]
        let alerts = ChangeAlerts(windows: Self.windows, recordLag: 60_000_000).alerts(of: changes)
        let alert = try #require(alerts.first)
        #expect(alerts.count == 1)
        #expect(alert.time == Self.time(34).advanced(byMicroseconds: 60_000_000), "when the first window that showed it had arrived")
        #expect(alert.since == Self.time(31) && alert.sinceRange == Self.time(30)...Self.time(32) && alert.windows == [1, 2])
        #expect(alert.severity == .error && alert.signal == "missing_rate" && alert.kind == .quality)
        #expect(alert.message.hasPrefix("'x' is missing: 60.0 % of 100 records in 4 hours; "), "\(alert.message)")
        #expect(alert.message.hasSuffix("were to be expected, 5.0 % in the reference"), "\(alert.message)")
    }

    @Test func whatComesAgainIsAnother() throws {
        let changes = try [Self.change(30..<34, missing: 14), Self.change(100..<104, missing: 14)]
        let alerts = ChangeAlerts(windows: Self.windows, recordLag: 0).alerts(of: changes)
        #expect(alerts.map(\.severity) == [.warning, .warning])
        #expect(Set(alerts.map(\.windows)) == [[1], [4]])
    }

    @Test func reportsShowWhatWasDecided() throws {
        let alerts = ChangeAlerts(windows: Self.windows, recordLag: 0).alerts(of: [try Self.change(30..<34, missing: 60)])
        var features: [FeatureReport] = []
        var quality = [
            QualityReport(
                check: "missing_rate", feature: "x", unit: "share", severity: .error, reference: 0.05, current: 0.2, count: 1_000,
                points: (0..<3).map { QualityPoint(window: $0, count: 100, value: 0.2, severity: .error) }),
            QualityReport(
                check: "missing_rate", feature: "y", unit: "share", severity: .warning, reference: 0, current: 0.02, count: 1_000,
                points: [QualityPoint(window: 1, count: 100, value: 0.02, severity: .warning)]),
            QualityReport(check: "volume", feature: nil, unit: "records", severity: .error, reference: 1, current: 9, count: 9, points: []),
        ]
        ChangeAlerts.mark(&features, &quality, by: alerts)
        #expect(quality[0].points.map(\.severity) == [.info, .error, .info] && quality[0].severity == .error)
        #expect(quality[1].severity == .info && quality[1].points[0].severity == .info, "no budget was spent on it")
        #expect(quality[2].severity == .error, "volume is judged by limits")
    }
}
