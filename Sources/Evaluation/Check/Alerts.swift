internal import Domain

/// Turns judged windows into alerts: one for each signal, however many windows it lasted.
struct Alerts {
    let windows: [WindowReport]
    /// How long after a window most of its records have arrived, in microseconds.
    let recordLag: Int64
    let replay: Replay

    /// A judged window of any kind of signal.
    private struct Point {
        var window: Int?
        var value: Double
        var expected: Double?
        var count: Int
        var severity: Severity
    }

    /// Worst first, then the one that was raised first.
    ///
    /// - Parameter raised: what was raised already; these signals' windows only show it.
    func alerts(
        features: [FeatureReport], quality: [QualityReport], performance: [MetricReport], slices: [FollowedSliceReport] = [],
        raised: BudgetedAlerts = BudgetedAlerts()
    ) -> [Alert] {
        var alerts: [Alert?] = raised.all
        for feature in features where raised.columns == nil {
            guard let series = feature.drift.first else { continue }
            let points = series.points.map {
                Point(window: $0.window, value: $0.value, expected: $0.expected, count: $0.count, severity: $0.severity)
            }
            alerts.append(
                alert(.drift, feature: feature.name, signal: series.signal, points: points) { point in
                    "'\(feature.name)' is distributed otherwise than in the reference: Jensen-Shannon distance "
                        + "\(point.value.short) where chance gives \(point.expected?.short ?? "0") (n = \(point.count))"
                })
        }
        for report in quality where raised.leaves(report) {
            let points = report.points.isEmpty
                ? [
                    Point(
                        window: nil, value: report.current ?? 0, expected: report.reference, count: report.count,
                        severity: report.severity)
                ]
                : report.points.map {
                    Point(
                        window: $0.window, value: $0.value, expected: $0.expected, count: $0.count,
                        severity: $0.severity)
                }
            alerts.append(
                alert(kind(of: report), feature: report.feature, signal: report.check, points: points) { point in
                    Self.sentence(report, point.value, point.expected, point.count)
                })
        }
        for metric in performance where raised.performance == nil || metric.candidate != nil { alerts.append(alert(metric, metric.points)) }
        for slice in slices where raised.slices == nil { alerts.append(alert(slice)) }
        return alerts.compactMap(\.self).sorted { left, right in
            if left.severity != right.severity { return left.severity > right.severity }
            let (first, second) = (left.time?.microseconds ?? .max, right.time?.microseconds ?? .max)
            // Of what was seen at one time the larger change leads.
            return first == second ? left.change > right.change : first < second
        }
    }

    /// - Parameter subject: of whom the metric is, for the message; empty for all records.
    private func alert(_ metric: MetricReport, _ points: [MetricPoint], of subject: String = "") -> Alert? {
        let points = points.compactMap { point in
            point.value.map {
                Point(window: point.window, value: $0, expected: metric.reference?.value, count: point.count, severity: point.severity)
            }
        }
        return alert(.performance, feature: nil, signal: metric.metric, points: points) { point in
            "\(subject)\(metric.metric) is \(point.value.short), in the reference it was \(point.expected?.short ?? "unknown") (n = \(point.count) labelled)"
        }
    }

    /// One for a slice, about the metric that is worst.
    private func alert(_ slice: FollowedSliceReport) -> Alert? {
        guard let metric = slice.performance.max(by: { $0.severity < $1.severity }) else { return nil }
        let points = metric.points.isEmpty ? [metric.current].compactMap(\.self) : metric.points
        var alert = alert(metric, points, of: FollowedSliceReport.title(slice.name, slice.slice) + ": ")
        alert?.slice = slice.slice
        return alert
    }

    private func alert(
        _ kind: Alert.Kind, feature: String?, signal: String, points: [Point], _ sentence: (Point) -> String
    ) -> Alert? {
        let bad = points.filter { $0.severity >= .warning }
        guard let first = bad.first, let worst = bad.max(by: { $0.severity < $1.severity }) else { return nil }
        let start = first.window.flatMap { windows[$0].start }
        var message = sentence(worst)
        if points.count > 1 { message += ", \(bad.count) of \(points.count) windows" }
        let end = first.window.flatMap { windows[$0].end }
        let needsLabels = kind == .performance || signal == QualityCheck.unseenLabel.rawValue
        return Alert(
            time: end.map { needsLabels ? replay.time(ofWindowEnding: $0) : $0.advanced(byMicroseconds: recordLag) },
            kind: kind, feature: feature, signal: signal,
            value: worst.value, expected: worst.expected, severity: worst.severity, since: start,
            message: message, windows: bad.compactMap(\.window))
    }

    private func kind(of report: QualityReport) -> Alert.Kind {
        switch QualityCheck(rawValue: report.check) {
        case .volume?: .volume
        case .lateRate?: .freshness
        case .missingColumn?, .newColumn?, .typeChanged?: .schema
        default: .quality
        }
    }

    private static func sentence(_ report: QualityReport, _ value: Double, _ expected: Double?, _ count: Int) -> String {
        let name = report.feature.map { "'\($0)'" } ?? "the records"
        let detail = report.detail.map { ": \($0)" } ?? ""
        switch QualityCheck(rawValue: report.check) {
        case .volume?:
            return "\(Int(value)) records in a window where \(Int(expected ?? 0)) are usual"
        case .constant?: return "\(name) has only one value (n = \(count)), in the reference it varies"
        case .missingColumn?, .newColumn?, .typeChanged?: return "column \(name)\(detail)"
        default:
            return "\(name): \(report.check) is \(value.percent), in the reference \((expected ?? 0).percent) (n = \(count))\(detail)"
        }
    }
}

extension Alert {
    /// How far its value lies from what was expected.
    fileprivate var change: Double { abs(value - (expected ?? 0)) }
}
