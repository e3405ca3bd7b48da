internal import Domain
internal import Statistics
internal import Store

/// Says what a comparison of several columns means, and raises alerts within a budget.
struct MultivariateJudgement: Sendable {
    let comparison: MultivariateComparison
    let budget: AlertBudget
    let windowing: Windowing
    /// Keys of windows in which the data begin or end.
    let partial: Set<Int64>
    /// Of the report.
    let windows: [WindowReport]
    let recordLag: Int64

    private struct Finding {
        var point: MultivariatePoint
        var span: Range<Timestamp>
    }

    func judge() throws -> (signals: [MultivariateSignal], alerts: [Alert]) {
        var signals: [MultivariateSignal] = []
        var alerts: [Alert] = []
        for signal in MultivariateComparison.Signal.allCases {
            let values = try comparison.values(signal)
            let points = try zip(comparison.current, values).compactMap { window, value in
                try value.map { try point(signal, window, $0) }
            }
            guard !points.isEmpty else { continue }
            signals.append(
                MultivariateSignal(signal: signal.rawValue, severity: points.map(\.severity).max() ?? .ok, points: points))
            alerts += self.alerts(signal, points)
        }
        return (signals, alerts)
    }

    private var hours: Double {
        windowing.granularity.bucket.map { Double($0.length) / Double(TimeBucket.hour.length) } ?? AlertBudget.hours
    }

    private func point(
        _ signal: MultivariateComparison.Signal, _ window: WindowRows, _ value: MultivariateComparison.Value
    ) throws -> MultivariatePoint {
        let level = budget.level(share: 1 / Double(MultivariateComparison.Signal.allCases.count), every: hours)
        var severity = Severity.ok
        if value.pValue < level {
            severity = value.effect >= signal.error ? .error : value.effect >= signal.warning ? .warning : .info
            // Chance alone does not tell how far windows go by themselves.
            if !comparison.isLearned || window.key.map(partial.contains) ?? true { severity = .info }
        }
        let span = window.key.flatMap(windowing.span)
        return MultivariatePoint(
            label: label(of: window), start: span?.start, end: span?.end, count: window.count, value: value.value,
            expected: value.expected, pValue: value.pValue, severity: severity,
            features: severity > .ok ? try comparison.features(behind: signal, of: window) : [])
    }

    private func label(of window: WindowRows) -> String {
        guard let key = window.key else { return "without a time" }
        return switch windowing.granularity {
        case .day: windowing.span(of: key)?.start.day ?? "\(key)"
        case .hour: windowing.span(of: key)?.start.minute ?? "\(key)"
        case .week: "week of \(windowing.span(of: key)?.start.day ?? "\(key)")"
        case .rows(let count): "rows \(Int(key) * count)-\((Int(key) + 1) * count - 1)"
        case .whole: "all records"
        }
    }

    /// One for each signal, as long as it lasts.
    private func alerts(_ signal: MultivariateComparison.Signal, _ points: [MultivariatePoint]) -> [Alert] {
        let bad = points.filter { $0.severity >= .warning }
        let timed = bad.compactMap { point in
            point.start.flatMap { start in point.end.map { Finding(point: point, span: start..<$0) } }
        }
        guard timed.count == bad.count else {
            // Without times nobody can tell when one ends and another begins.
            return bad.prefix(1).map { alert(signal, $0, worst: bad.map(\.severity).max() ?? .warning, time: nil, places: []) }
        }
        return Episode.episodes(of: timed, \.span).map { episode in
            alert(
                signal, episode.first.point, worst: episode.findings.map(\.point.severity).max() ?? .warning,
                time: episode.first.span.upperBound.advanced(byMicroseconds: recordLag),
                places: windows.places(from: episode.first.span.lowerBound, to: episode.last.span.upperBound))
        }
    }

    private func alert(
        _ signal: MultivariateComparison.Signal, _ point: MultivariatePoint, worst: Severity, time: Timestamp?, places: [Int]
    ) -> Alert {
        Alert(
            time: time, kind: .drift, feature: nil, signal: signal.rawValue, value: point.value, expected: point.expected,
            severity: worst, since: point.start, message: signal.sentence(point), windows: places)
    }
}

extension MultivariateComparison.Signal {
    /// Effects from which a finding matters.
    fileprivate var warning: Double {
        switch self {
        case .domainClassifier: 0.05
        case .reconstructionError: 0.2
        case .correlationChange: 0.15
        }
    }

    fileprivate var error: Double {
        switch self {
        case .domainClassifier: 0.2
        case .reconstructionError: 0.5
        case .correlationChange: 0.4
        }
    }

    fileprivate func sentence(_ point: MultivariatePoint) -> String {
        let expected = point.expected?.short ?? "unknown"
        let what =
            switch self {
            case .domainClassifier:
                "rows can be told from the reference's: ROC AUC \(point.value.short) where its own windows have \(expected)"
            case .reconstructionError:
                "columns do not go together as in the reference: rows lie \(point.value.short) off its principal components, usual are \(expected)"
            case .correlationChange:
                "the correlation of two columns has changed by \(point.value.short), usual are \(expected) at most"
            }
        let names = point.features.prefix(3).map { "'\($0.name)' \($0.share.percent)" }
        return what + (names.isEmpty ? "" : "; by \(names.joined(separator: ", "))") + " (n = \(point.count))"
    }
}
