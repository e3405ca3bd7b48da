internal import Domain

/// Turns a peer's verdicts into alerts: one for each column, method and stretch of windows that it alerts on without a break.
struct PeerAlerts {
    let peer: PeerRules.Peer
    let windows: [WindowReport]
    /// How long after a window most of its records have arrived, in microseconds.
    let recordLag: Int64
    let replay: Replay

    private struct Point {
        var window: Int
        var value: Double
        var limit: Double?
        var count: Int
        var isAlert: Bool
    }

    /// Of series whose points alert.
    func alerts(features: [FeatureReport], quality: [QualityReport]) -> [Alert] {
        let drift = features.flatMap { feature in
            feature.drift.flatMap { series in
                alerts(
                    .drift, feature.name, series.signal,
                    series.points.compactMap { point in
                        point.window.map {
                            Point(window: $0, value: point.value, limit: point.threshold, count: point.count, isAlert: point.severity >= .warning)
                        }
                    })
            }
        }
        return drift + quality.flatMap { report in
            alerts(
                report.feature == nil ? .drift : .quality, report.feature, report.check,
                report.points.map {
                    Point(window: $0.window, value: $0.value, limit: $0.expected, count: $0.count, isAlert: $0.severity >= .warning)
                })
        }
    }

    /// About performance, which is known when labels are.
    func alerts(performance: [MetricReport]) -> [Alert] {
        performance.flatMap { report in
            alerts(
                .performance, nil, report.metric,
                report.points.compactMap { point in
                    guard let window = point.window, let value = point.value else { return nil }
                    let isLow = point.lowerThreshold.map { value < $0 } ?? false
                    return Point(
                        window: window, value: value, limit: isLow ? point.lowerThreshold : point.upperThreshold, count: point.count,
                        isAlert: point.severity >= .warning)
                })
        }
    }

    /// About performance without labels, which is known when records have come.
    func alerts(estimates: [EstimatedMetricReport]) -> [Alert] {
        estimates.flatMap { report in
            alerts(
                .estimatedPerformance, nil, report.metric,
                report.points.map { point in
                    let isLow = point.lowerThreshold.map { point.value < $0 } ?? false
                    return Point(
                        window: point.window, value: point.value, limit: isLow ? point.lowerThreshold : point.upperThreshold,
                        count: point.count, isAlert: point.severity >= .warning)
                })
        }
    }

    private func alerts(_ kind: Alert.Kind, _ feature: String?, _ signal: String, _ points: [Point]) -> [Alert] {
        points.split { !$0.isAlert }.compactMap { alert(kind, feature, signal, Array($0), of: points.count) }
    }

    private func alert(_ kind: Alert.Kind, _ feature: String?, _ signal: String, _ bad: [Point], of windowCount: Int) -> Alert? {
        // Of p-values the smallest is the worst, of all else what is farthest from its limit.
        guard let first = bad.first, let worst = bad.max(by: { distance($0) < distance($1) }) else { return nil }
        let whole = kind == .performance ? "performance" : kind == .estimatedPerformance ? "estimated performance" : "the dataset"
        let what = feature.map { "'\($0)'" } ?? whole
        let end = windows[first.window].end
        var message = "\(peer.title) alerts on \(what): \(signal) is \(worst.value.short)"
        if let limit = worst.limit { message += ", its limit is \(limit.short)" }
        message += kind == .drift && feature == nil ? " (\(worst.count) columns)" : " (n = \(worst.count))"
        if windowCount > 1 { message += ", \(bad.count) of \(windowCount) windows" }
        return Alert(
            time: end.map { kind == .performance ? replay.time(ofWindowEnding: $0) : $0.advanced(byMicroseconds: recordLag) },
            kind: kind, feature: feature, signal: signal, value: worst.value, expected: worst.limit, severity: .warning,
            since: windows[first.window].start, message: message, windows: bad.map(\.window))
    }

    private func distance(_ point: Point) -> Double { abs(point.value - (point.limit ?? 0)) }
}
