package import Domain
internal import Statistics

/// Turns changes that were found into alerts: one for each column and kind of signal, as long as it lasts.
package struct ChangeAlerts {
    let windows: [WindowReport]
    /// How long after a window most of its records have arrived, in microseconds.
    let recordLag: Int64

    package init(windows: [WindowReport], recordLag: Int64) {
        self.windows = windows
        self.recordLag = recordLag
    }

    private struct Signal: Hashable {
        var column: String?
        var kind: RateSignal.Kind
    }

    package func alerts(of changes: [DetectedChange]) -> [Alert] {
        Dictionary(grouping: changes) { Signal(column: $0.column, kind: $0.kind) }.values.flatMap(alertsOfAll)
    }

    /// One for all columns, as long as it lasts, about the one that told it first and most surely: columns that went together part together.
    func alertsOfAll(_ changes: [DetectedChange]) -> [Alert] {
        let ordered = changes.sorted { ($0.span.upperBound, $0.pValue, $0.column ?? "") < ($1.span.upperBound, $1.pValue, $1.column ?? "") }
        return Episode.episodes(of: ordered, \.span).map(alert)
    }

    private func alert(of episode: Episode<DetectedChange>) -> Alert {
        // What raised it is what it says; how bad it became is how bad it is.
        let first = episode.first
        let worst = episode.findings.map { abs($0.count.rate - ($0.expected ?? $0.forecast.baseline.rate)) }.max() ?? 0
        let end = episode.findings.map(\.end).max() ?? first.end
        return Alert(
            time: first.span.upperBound.advanced(byMicroseconds: recordLag),
            kind: first.kind.alert, feature: first.column, signal: first.kind.signal,
            value: first.count.rate, expected: first.expected ?? first.forecast.baseline.rate, severity: worst >= first.kind.error ? .error : .warning,
            since: first.onset, sinceRange: first.onsetRange, message: sentence(first), windows: windows.places(from: first.onset, to: end))
    }

    private func sentence(_ change: DetectedChange) -> String {
        let expected = change.forecast.range(of: change.count.total, level: 0.01, expected: change.expected)
        let records = change.kind == .relation ? "records that were looked at" : "records"
        return "\(change.what): \(change.count.rate.percent) of \(change.count.total) \(records) in \(change.span.inHours); "
            + "\(expected.lowerBound.percent) to \(expected.upperBound.percent) were to be expected, "
            + "\(change.forecast.baseline.rate.percent) in the reference"
    }
}

extension ChangeAlerts {
    /// Shows in the reports of columns what was decided: windows of an alert have its severity, others are at most worth a look.
    static func mark(_ features: inout [FeatureReport], _ quality: inout [QualityReport], by alerts: [Alert]) {
        func severity(_ judged: Severity, _ window: Int?, _ own: [Alert]) -> Severity {
            let alerted = own.filter { alert in window.map(alert.windows.contains) ?? !own.isEmpty }.map(\.severity).max()
            return alerted ?? min(judged, .info)
        }
        for index in quality.indices where RateSignal.Kind.watched.contains(quality[index].check) && quality[index].feature != nil {
            let own = alerts.filter { $0.feature == quality[index].feature && $0.signal == quality[index].check }
            for place in quality[index].points.indices {
                let point = quality[index].points[place]
                quality[index].points[place].severity = severity(point.severity, point.window, own)
            }
            quality[index].severity = own.map(\.severity).max() ?? min(quality[index].severity, .info)
        }
        for index in features.indices {
            let name = features[index].name
            let own = alerts.filter { $0.feature == name && $0.kind == .drift }
            for series in features[index].drift.indices.prefix(1) {
                for place in features[index].drift[series].points.indices {
                    let point = features[index].drift[series].points[place]
                    features[index].drift[series].points[place].severity = severity(point.severity, point.window, own)
                }
                if let whole = features[index].drift[series].overall {
                    features[index].drift[series].overall?.severity = severity(whole.severity, nil, own)
                }
            }
            let checks = quality.filter { $0.feature == name }.map(\.severity)
            let points = features[index].drift.first?.points.map(\.severity) ?? []
            features[index].severity = (checks + points + own.map(\.severity)).max() ?? .ok
        }
    }
}

extension RateSignal.Kind {
    fileprivate var alert: Alert.Kind {
        switch self {
        case .drift, .disagreement, .relation: .drift
        case .quality: .quality
        case .freshness: .freshness
        case .outcome: .performance
        }
    }

    /// Checks of columns that are watched as rates; a column that has only one value from now on has the share of all others go.
    static let watched = Set([QualityCheck.missingRate, .typeErrorRate, .nonFiniteRate, .unseenRate, .outOfRangeRate, .constant].map(\.rawValue))
}
