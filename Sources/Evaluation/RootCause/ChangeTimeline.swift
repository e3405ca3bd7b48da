internal import Domain
internal import Store

/// What began when, against when the metric changed.
struct ChangeTimeline {
    let store: any Store

    private static let most = 12
    /// What begins within this of the metric began with it, in microseconds.
    private static let day: Int64 = 86_400_000_000

    /// When the metric began to change, most likely: the first alert about it, of all records before that of a slice; else the first about anything else.
    static func onset(_ alerts: [Alert]) -> (time: Timestamp, range: ClosedRange<Timestamp>?, alert: Alert)? {
        let grave = alerts.filter { $0.severity >= .warning && $0.since != nil }
        let steps: [(Alert) -> Bool] = [
            { $0.kind == .performance && $0.slice == nil }, { $0.kind == .estimatedPerformance && $0.slice == nil },
            { $0.severity == .error && $0.slice == nil }, { $0.slice == nil }, { _ in true },
        ]
        for isMeant in steps {
            let own = grave.filter(isMeant)
            if let first = own.min(by: { ($0.since ?? .distant) < ($1.since ?? .distant) }), let since = first.since {
                return (since, first.sinceRange, first)
            }
        }
        return nil
    }

    /// - Parameter baselineVersions: those that were there before.
    func events(_ report: CheckReport, schema: ModelSchema, current: Relation, baselineVersions: Set<String>) async throws -> [ExplanationReport.Event] {
        let onset = Self.onset(report.alerts.filter { $0.kind == .performance || $0.kind == .estimatedPerformance })
        var events: [ExplanationReport.Event] = []
        var seen: Set<String> = []
        for alert in report.alerts.sorted(by: { ($0.since ?? .distant, $0.signal) < ($1.since ?? .distant, $1.signal) }) {
            guard let since = alert.since, seen.insert("\(alert.kind.rawValue) \(alert.feature ?? "") \(alert.slice ?? "")").inserted else { continue }
            events.append(
                .init(
                    time: since, earliest: alert.sinceRange?.lowerBound, latest: alert.sinceRange?.upperBound, kind: alert.kind.rawValue,
                    subject: alert.feature ?? alert.slice, what: alert.message, order: nil))
        }
        events = Array(events.prefix(Self.most))
        events += try await rollouts(report, schema: schema, current: current, baselineVersions)
        return events.sorted { ($0.time, $0.kind) < ($1.time, $1.kind) }.map { event in
            var event = event
            event.order = onset.map { onset in
                let (first, last) = (onset.range?.lowerBound ?? onset.time, onset.range?.upperBound ?? onset.time)
                if (event.latest ?? event.time) < first.advanced(byMicroseconds: -Self.day) { return .before }
                return (event.earliest ?? event.time) > last.advanced(byMicroseconds: Self.day) ? .after : .with
            }
            return event
        }
    }

    /// Versions that the baseline has not, and when each made its first prediction.
    private func rollouts(
        _ report: CheckReport, schema: ModelSchema, current: Relation, _ known: Set<String>
    ) async throws -> [ExplanationReport.Event] {
        guard let version = schema.column(.modelVersion)?.name, current.column(version) != nil, let time = schema.column(.timestamp)?.name,
            current.column(time) != nil
        else { return [] }
        var events: [ExplanationReport.Event] = []
        for name in report.model.versions where !known.contains(name) {
            guard let slice = OutcomeSlices.equal(name, of: version, in: [current]) else { continue }
            let own = try await store.filtered(current, by: slice)
            guard let first = try await store.moments(of: [], in: own, by: Windowing(.whole, timeColumn: time)).first?.firstTime else { continue }
            let share = Double(own.rowCount) / Double(max(1, current.rowCount))
            events.append(
                .init(
                    time: first, earliest: nil, latest: nil, kind: "version", subject: name,
                    what: "version \(name) makes its first prediction (\(share.percent) of all records)", order: nil))
        }
        return events
    }
}

extension Timestamp {
    /// After all others.
    fileprivate static let distant = Timestamp(microseconds: .max)
}
