import Domain

/// How many rows an alert was judged on: those of its windows in the series that raised it.
struct AlertSamples {
    private var points: [Key: [Int: Int]] = [:]
    private var totals: [Key: Int] = [:]

    private struct Key: Hashable {
        var feature: String?
        var signal: String
    }

    init(_ report: CheckReport) {
        let wanted = Set(report.alerts.map { Key(feature: $0.feature, signal: $0.signal) })
        func add(_ key: Key, total: Int?, _ counts: () -> [(Int, Int)]) {
            guard wanted.contains(key), points[key] == nil else { return }
            points[key] = Dictionary(counts(), uniquingKeysWith: max)
            totals[key] = total
        }
        for feature in report.features {
            for series in feature.drift {
                add(Key(feature: feature.name, signal: series.signal), total: series.overall?.count) {
                    series.points.compactMap { point in point.window.map { ($0, point.count) } }
                }
            }
        }
        for check in report.quality {
            add(Key(feature: check.feature, signal: check.check), total: check.count) {
                check.points.map { ($0.window, $0.count) }
            }
        }
        for metric in report.performance where metric.candidate == nil && metric.className == nil {
            add(Key(feature: nil, signal: metric.metric), total: metric.current?.count) {
                metric.points.compactMap { point in point.window.map { ($0, point.count) } }
            }
        }
    }

    /// `nil` where the alert speaks of something that the report does not list.
    func count(of alert: Alert) -> Int? {
        let key = Key(feature: alert.feature, signal: alert.signal)
        guard !alert.windows.isEmpty, let counts = points[key] else { return totals[key] }
        let known = alert.windows.compactMap { counts[$0] }
        return known.isEmpty ? totals[key] : known.reduce(0, +)
    }
}
