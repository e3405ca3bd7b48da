package import Domain

/// Finds what an alert rests on among the report's series.
package struct AlertEvidence: Sendable {
    private let alert: Alert
    private let report: CheckReport

    package init(alert: Alert, report: CheckReport) {
        self.alert = alert
        self.report = report
    }

    /// Records behind the alert's value: those of the window that shows this value, or of all records; otherwise
    /// of all its windows together. `nil` when no series matches.
    package var count: Int? {
        guard alert.slice == nil else { return nil }
        let series = series
        guard !series.isEmpty else { return nil }
        let windows = Set(alert.windows)
        let inWindows = series.filter { point in point.window.map(windows.contains) ?? false }
        if let point = inWindows.first(where: { $0.value == alert.value }) { return point.count }
        if let whole = series.first(where: { $0.window == nil && $0.value == alert.value }) { return whole.count }
        if !inWindows.isEmpty { return inWindows.reduce(0) { $0 + $1.count } }
        return series.first { $0.window == nil }?.count
    }

    private struct Point {
        var window: Int?
        var count: Int
        var value: Double?
    }

    private var series: [Point] {
        switch alert.kind {
        case .drift:
            report.features.filter { $0.name == alert.feature }.flatMap(\.drift)
                .filter { $0.signal == alert.signal }
                .flatMap { $0.points + ($0.overall.map { [$0] } ?? []) }
                .map { Point(window: $0.window, count: $0.count, value: $0.value) }
        case .performance:
            report.performance.filter { $0.metric == alert.signal && $0.candidate == nil && $0.className == nil }
                .flatMap { $0.points + ($0.current.map { [$0] } ?? []) }
                .map { Point(window: $0.window, count: $0.count, value: $0.value) }
        default:
            report.quality.filter { $0.check == alert.signal && $0.feature == alert.feature }.flatMap { check in
                check.points.map { Point(window: $0.window, count: $0.count, value: $0.value) }
                    + [Point(window: nil, count: check.count, value: check.current)]
            }
        }
    }
}
