import Domain

/// One thing that was checked.
struct JUnitCase: Sendable, Hashable {
    var name: String
    var severity: Severity
    /// There was nothing to judge.
    var skipped = false
    var message: String
}

/// A report's columns, checks and metrics as test cases.
struct JUnitCases {
    struct Suites {
        var drift: [JUnitCase]
        var quality: [JUnitCase]
        var performance: [JUnitCase]
    }

    let report: CheckReport

    /// The cases by suite, and the alerts that are worse than the case they belong to, or belong to none.
    var all: (Suites, rest: [JUnitCase]) {
        let suites = Suites(
            drift: report.features.map(drift), quality: report.quality.map(quality),
            performance: report.performance.map(performance))
        let rest = report.alerts.filter { !isCarried($0) }.map { alert in
            JUnitCase(
                name: "\(alert.kind.rawValue): \(alert.signal) of \(AlertsSection.subject(alert))",
                severity: alert.severity, message: alert.message)
        }
        return (suites, rest)
    }

    private func isCarried(_ alert: Alert) -> Bool {
        guard alert.slice == nil else { return false }
        let severities: [Severity] =
            switch alert.kind {
            case .drift: report.features.filter { $0.name == alert.feature }.map(\.severity)
            case .performance: report.performance.filter { $0.metric == alert.signal }.map(\.severity)
            default:
                report.quality.filter { $0.check == alert.signal && $0.feature == alert.feature }.map(\.severity)
            }
        return severities.contains { $0 >= alert.severity }
    }

    private func drift(_ feature: FeatureReport) -> JUnitCase {
        let series = feature.drift.first
        let shown = series?.overall ?? series?.points.max { $0.value < $1.value }
        let alerts = report.alerts.filter { $0.kind == .drift && $0.feature == feature.name }
        let measured = shown.map { point in
            "\(series?.signal ?? "distance") \(Figures.number(point.value)), "
                + "\(Figures.number(point.expected)) expected by chance, n=\(Figures.count(point.count))"
        }
        return JUnitCase(
            name: feature.name, severity: feature.severity, skipped: shown == nil,
            message: message(alerts) ?? measured ?? "could not be compared with the reference")
    }

    private func quality(_ check: QualityReport) -> JUnitCase {
        let unit = Unit(name: check.unit)
        let alerts = report.alerts.filter { $0.signal == check.check && $0.feature == check.feature }
        let measured = "\(unit.text(check.current)), in the reference \(unit.text(check.reference)), "
            + "n=\(Figures.count(check.count))" + (check.detail.map { ": \($0)" } ?? "")
        return JUnitCase(
            name: "\(check.check) of \(check.feature ?? "all records")", severity: check.severity,
            skipped: check.current == nil && check.severity == .ok, message: message(alerts) ?? measured)
    }

    private func performance(_ metric: MetricReport) -> JUnitCase {
        let parts = [
            metric.metric, metric.className.map { "of class \($0)" }, metric.candidate.map { "of candidate \($0)" },
        ]
        let isMain = metric.candidate == nil && metric.className == nil
        let alerts = report.alerts.filter { isMain && $0.kind == .performance && $0.signal == metric.metric }
        let current = metric.current
        let measured = current?.value.map { value in
            "\(Figures.measured(value, standardError: current?.standardError)), in the reference "
                + "\(Figures.measured(metric.reference?.value, standardError: metric.reference?.standardError)), "
                + "n=\(Figures.count(current?.count ?? 0))"
        }
        return JUnitCase(
            name: parts.compactMap { $0 }.joined(separator: " "), severity: metric.severity,
            skipped: measured == nil, message: message(alerts) ?? measured ?? "no labelled records")
    }

    private func message(_ alerts: [Alert]) -> String? {
        alerts.isEmpty ? nil : alerts.map(\.message).joined(separator: "; ")
    }
}
