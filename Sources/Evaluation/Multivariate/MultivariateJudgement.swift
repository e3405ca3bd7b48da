internal import Domain
internal import Statistics
internal import Store

/// Says what signals of several columns, or of vectors, mean, and raises alerts within a budget.
struct MultivariateJudgement: Sendable {
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

    func judge(_ followed: [FollowedSignal]) throws -> (signals: [MultivariateSignal], alerts: [Alert]) {
        var signals: [MultivariateSignal] = []
        var alerts: [Alert] = []
        let level = budget.level(share: 1 / Double(max(1, followed.count)), every: hours)
        for signal in followed {
            let points = try signal.windows.indices.compactMap { try point(signal, $0, level: level) }
            guard !points.isEmpty else { continue }
            signals.append(
                MultivariateSignal(
                    signal: signal.name, column: signal.column, severity: points.map(\.severity).max() ?? .ok, points: points))
            alerts += self.alerts(signal, points)
        }
        return (signals, alerts)
    }

    private var hours: Double {
        windowing.granularity.bucket?.hours ?? AlertBudget.hours
    }

    private func point(_ signal: FollowedSignal, _ place: Int, level: Double) throws -> MultivariatePoint? {
        let window = signal.windows[place]
        guard let value = window.value else { return nil }
        var severity = Severity.ok
        if value.pValue < level {
            severity = value.effect >= signal.error ? .error : value.effect >= signal.warning ? .warning : .info
            // Chance alone does not tell how far windows go by themselves.
            if !signal.isLearned || window.key.map(partial.contains) ?? true { severity = .info }
        }
        let span = window.key.flatMap(windowing.span)
        return MultivariatePoint(
            label: label(of: window.key), start: span?.start, end: span?.end, count: window.count, value: value.value,
            expected: value.expected, pValue: value.pValue, severity: severity, features: severity > .ok ? try signal.features(place) : [])
    }

    private func label(of key: Int64?) -> String {
        guard let key else { return "without a time" }
        return switch windowing.granularity {
        case .day: windowing.span(of: key)?.start.day ?? "\(key)"
        case .hour: windowing.span(of: key)?.start.minute ?? "\(key)"
        case .week: "week of \(windowing.span(of: key)?.start.day ?? "\(key)")"
        case .rows(let count): "rows \(Int(key) * count)-\((Int(key) + 1) * count - 1)"
        case .whole: "all records"
        }
    }

    /// One for each signal, as long as it lasts.
    private func alerts(_ signal: FollowedSignal, _ points: [MultivariatePoint]) -> [Alert] {
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
        _ signal: FollowedSignal, _ point: MultivariatePoint, worst: Severity, time: Timestamp?, places: [Int]
    ) -> Alert {
        Alert(
            time: time, kind: .drift, feature: signal.column, signal: signal.name, value: point.value, expected: point.expected,
            severity: worst, since: point.start, message: signal.sentence(point), windows: places)
    }
}
