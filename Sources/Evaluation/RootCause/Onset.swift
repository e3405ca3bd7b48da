internal import Domain

/// The time from which on things differ, as alerts tell it.
struct Onset {
    /// The moment that parts what was from what is.
    var start: Timestamp
    /// Until when things were surely as before: a day before the first of the alerts.
    var calmUntil: Timestamp
    /// Until when alerts last; `nil` for as long as there are data.
    var end: Timestamp?
    /// The alerts that began with it.
    var alerts: [Alert]
    /// Whether alerts were still on when the data ended.
    var lasts: Bool

    private static let day: Int64 = 24 * TimeBucket.hour.length

    /// - Parameter rollOuts: when versions began to answer: alerts of what a model does that began with one are of it, and later ones with them, as labels come late.
    /// - Returns: `nil` where no alert tells when it began.
    init?(_ alerts: [Alert], windows: [WindowReport], rollOuts: [Timestamp] = []) {
        guard let last = windows.compactMap(\.end).max() else { return nil }
        let timed = Beginning.all(of: alerts.filter { $0.severity >= .warning }, windows)
        guard !timed.isEmpty else { return nil }
        // Labels of the last days have not come yet.
        func isOn(_ beginning: Beginning) -> Bool {
            let patience = beginning.alert.kind == .performance ? 6 * Self.day : 2 * Self.day
            return beginning.end.map { $0 >= last.advanced(byMicroseconds: -patience) } ?? false
        }
        let lasting = timed.filter(isOn)
        let pool = lasting.isEmpty ? timed : lasting
        // The time at which most of them began, grave ones counted twice; of several the one that is known best, or the first.
        func votes(_ moment: Timestamp) -> Int {
            pool.reduce(0) { sum, beginning in
                let isNear = beginning.lies(within: Self.day * 3 / 2, of: moment)
                return sum + (isNear ? (beginning.alert.severity == .error ? 2 : 1) : 0)
            }
        }
        let agreed = pool.map { (beginning: $0, votes: votes($0.since)) }
        let first = agreed.max { ($0.votes, $1.beginning.width, $1.beginning.since) < ($1.votes, $0.beginning.width, $0.beginning.since) }
        guard var lead = first?.beginning.since else { return nil }
        var near = pool.filter { $0.lies(within: 2 * Self.day, of: lead) }
        var telling = near
        let rollOut = rollOuts.filter { (Self.day * 3 / 2)...(7 * Self.day) ~= lead.microseconds - $0.microseconds }.max()
        let ofRollOut = timed.filter { beginning in beginning.isOfModel && rollOut.map { beginning.lies(within: Self.day * 3 / 2, of: $0) } ?? false }
        if let first = ofRollOut.map(\.since).min() {
            let later = near.filter { beginning in beginning.isOfModel && !ofRollOut.contains { $0.alert == beginning.alert } }
            (lead, telling, near) = (first, ofRollOut, ofRollOut + later)
        }
        // Of those that began together the one that knows best when.
        let sharpest = telling.filter { $0.range != nil }.min { $0.width < $1.width }
        start = sharpest?.since ?? lead
        calmUntil = min(start, near.map(\.since).min() ?? start).advanced(byMicroseconds: -Self.day)
        lasts = !lasting.isEmpty
        end = lasts ? nil : near.compactMap(\.end).max()
        self.alerts = near.map(\.alert)
    }

    /// What was alerted goes on, though alerts themselves have ended.
    mutating func goOn() { (lasts, end) = (true, nil) }

    /// An alert with when that began which it is about.
    private struct Beginning {
        var alert: Alert
        var since: Timestamp
        var range: ClosedRange<Timestamp>?
        /// Until when it lasts, by its windows.
        var end: Timestamp?

        /// Whether it is about what the model does, and not about its inputs.
        var isOfModel: Bool {
            alert.kind == .performance || alert.kind == .estimatedPerformance || alert.signal == RateSignal.Kind.disagreement.signal
        }

        /// Or the moment is one that it may have begun at.
        func lies(within span: Int64, of moment: Timestamp) -> Bool { abs(since.microseconds - moment.microseconds) <= span || range?.contains(moment) ?? false }

        var width: Int64 { range.map { $0.upperBound.microseconds - $0.lowerBound.microseconds } ?? .max }

        init?(_ alert: Alert, _ windows: [WindowReport]) {
            guard let since = alert.since else { return nil }
            (self.alert, self.since, range) = (alert, since, alert.sinceRange)
            end = alert.windows.filter(windows.indices.contains).compactMap { windows[$0].end }.max()
        }

        /// What never was and comes again, and what comes again within two days, has never gone: it began when the first of its like did.
        static func all(of alerts: [Alert], _ windows: [WindowReport]) -> [Beginning] {
            let own = alerts.compactMap { Beginning($0, windows) }
            return own.map { beginning in
                var beginning = beginning
                for earlier in own.sorted(by: { $0.since > $1.since }) where earlier.since < beginning.since && earlier.isLike(beginning.alert) {
                    let isNear = earlier.end.map { $0.advanced(byMicroseconds: 2 * day) >= beginning.since } ?? false
                    if isNear || beginning.alert.expected == 0 { (beginning.since, beginning.range) = (earlier.since, earlier.range) }
                }
                return beginning
            }
        }

        private func isLike(_ other: Alert) -> Bool {
            (alert.kind, alert.feature, alert.signal) == (other.kind, other.feature, other.signal) && alert.slice == other.slice
                && (alert.value < alert.expected ?? 0) == (other.value < other.expected ?? 0)
        }
    }
}
