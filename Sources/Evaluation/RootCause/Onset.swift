internal import Domain

/// The time from which on things differ, as alerts tell it.
struct Onset {
    /// The moment that parts what was from what is.
    var start: Timestamp
    /// Until when alerts last; `nil` for as long as there are data.
    var end: Timestamp?
    /// The alerts that began with it.
    var alerts: [Alert]
    /// Whether alerts were still on when the data ended.
    var lasts: Bool

    private static let day: Int64 = 24 * TimeBucket.hour.length

    /// - Returns: `nil` where no alert tells when it began.
    init?(_ alerts: [Alert], windows: [WindowReport]) {
        let timed = alerts.filter { $0.severity >= .warning && $0.since != nil }
        guard !timed.isEmpty, let last = windows.compactMap(\.end).max() else { return nil }
        func ending(_ alert: Alert) -> Timestamp? { alert.windows.filter(windows.indices.contains).compactMap { windows[$0].end }.max() }
        // Labels of the last days have not come yet.
        func isOn(_ alert: Alert) -> Bool {
            let patience = alert.kind == .performance ? 6 * Self.day : 2 * Self.day
            return ending(alert).map { $0 >= last.advanced(byMicroseconds: -patience) } ?? false
        }
        let lasting = timed.filter(isOn)
        let pool = lasting.isEmpty ? timed : lasting
        // The time at which most of them began, grave ones counted twice; of several the first.
        let moments = pool.compactMap(\.since).sorted()
        func votes(_ moment: Timestamp) -> Int {
            pool.reduce(0) { sum, alert in
                let isNear = alert.since.map { abs($0.microseconds - moment.microseconds) <= Self.day * 3 / 2 } ?? false
                return sum + (isNear ? (alert.severity == .error ? 2 : 1) : 0)
            }
        }
        guard let lead = moments.max(by: { (votes($0), $1) < (votes($1), $0) }) else { return nil }
        let near = pool.filter { alert in alert.since.map { abs($0.microseconds - lead.microseconds) <= 2 * Self.day } ?? false }
        // Of those that began together the one that knows best when.
        let sharpest = near.filter { $0.sinceRange != nil }.min { Self.width($0) < Self.width($1) }
        start = sharpest?.since ?? lead
        lasts = !lasting.isEmpty
        end = lasts ? nil : near.compactMap(ending).max()
        self.alerts = near
    }

    private static func width(_ alert: Alert) -> Int64 {
        alert.sinceRange.map { $0.upperBound.microseconds - $0.lowerBound.microseconds } ?? .max
    }
}
