internal import Domain
internal import Evaluation

/// One number followed over a report's windows.
struct SignalSeries: Encodable {
    enum Kind: String, Encodable, CaseIterable {
        case drift, quality, performance, proxy, freshness
    }

    struct Point: Encodable {
        /// The window's place in the report; `nil` for all records together.
        var window: Int?
        var value: Double?
        /// What the baseline has, or what chance alone gives.
        var expected: Double?
        var lower: Double?
        var upper: Double?
        /// Records that it rests on.
        var count: Int
        var severity: Severity
    }

    var kind: Kind
    var feature: String?
    var signal: String
    var unit: String?
    var points: [Point]
    /// Of proxies: how closely they go together with each metric.
    var following: [ProxyReport.Following]?

    /// A column that stands in for performance; it is followed, not judged.
    init(_ proxy: ProxyReport) {
        self.init(
            kind: .proxy, feature: proxy.column, signal: "mean", unit: nil,
            points: proxy.points.map {
                Point(
                    window: $0.window, value: $0.mean, expected: $0.expected, lower: $0.lower, upper: $0.upper,
                    count: $0.count, severity: .ok)
            })
        following = proxy.following
    }

    /// The delay of records, in hours: its median, and what 95 % do not exceed. It is followed, not judged.
    static func all(in freshness: [FreshnessPoint]) -> [SignalSeries] {
        guard !freshness.isEmpty else { return [] }
        let signals: [(String, KeyPath<FreshnessPoint, Double>)] = [
            ("arrival_delay_median", \.median), ("arrival_delay_p95", \.late),
        ]
        return signals.map { signal, delay in
            SignalSeries(
                kind: .freshness, feature: nil, signal: signal, unit: "hours",
                points: freshness.map { Point(window: $0.window, value: $0[keyPath: delay], count: $0.count, severity: .ok) })
        }
    }

    init(kind: Kind, feature: String?, signal: String, unit: String?, points: [Point]) {
        self.kind = kind
        self.feature = feature
        self.signal = signal
        self.unit = unit
        self.points = points
    }

    /// Everything that a report follows.
    static func all(in report: CheckReport) -> [SignalSeries] {
        let drift = report.features.flatMap { feature in
            feature.drift.map { series in
                SignalSeries(
                    kind: .drift, feature: feature.name, signal: series.signal, unit: nil,
                    points: series.points.map {
                        Point(window: $0.window, value: $0.value, expected: $0.expected, count: $0.count, severity: $0.severity)
                    })
            }
        }
        let quality = report.quality.map { check in
            SignalSeries(
                kind: .quality, feature: check.feature, signal: check.check, unit: check.unit,
                points: check.points.map {
                    Point(window: $0.window, value: $0.value, expected: $0.expected, count: $0.count, severity: $0.severity)
                })
        }
        let performance = report.performance.map { metric in
            SignalSeries(
                kind: .performance, feature: nil, signal: metric.metric, unit: nil,
                points: metric.points.map {
                    Point(
                        window: $0.window, value: $0.value, expected: metric.reference?.value, lower: $0.lower,
                        upper: $0.upper, count: $0.count, severity: $0.severity)
                })
        }
        return drift + quality + performance + report.proxies.map(SignalSeries.init)
    }
}
