internal import Store

/// Records that are another one again, beyond what was usual: soon after it, as a source sends twice, or days later, as where few kinds of records come and
/// come again.
struct RepeatLags {
    /// How much larger their share of the records after is than of those before.
    let soon: Double
    let later: Double
    private let before: Double

    private static let day = 86_400.0
    /// Further back nobody looks, and records before which there is not as much are left out: what is seen for longer repeats more often.
    private static let lookedBack = 14 * day
    private static let leastBefore = 100.0

    /// Whether those that come days later account for more of the change: nobody sent them twice.
    var areScattered: Bool { later > soon && before >= Self.leastBefore }

    /// - Parameter records: in the order of time, with times.
    init(_ records: EvidenceRows.Side, before end: Double, after start: Double) {
        var last: [Int: Double] = [:]
        var (before, after) = ((rows: 0.0, soon: 0.0, later: 0.0), (rows: 0.0, soon: 0.0, later: 0.0))
        let first = records.times.first { $0.isFinite } ?? 0
        for (key, time) in zip(records.contents, records.times) where time.isFinite {
            let gap = last[key].map { time - $0 } ?? .infinity
            last[key] = time
            guard time >= first + Self.lookedBack else { continue }
            let (soon, later) = (gap <= Self.day ? 1.0 : 0, gap > Self.day && gap <= Self.lookedBack ? 1.0 : 0)
            if time < end { before = (before.rows + 1, before.soon + soon, before.later + later) }
            if time >= start { after = (after.rows + 1, after.soon + soon, after.later + later) }
        }
        soon = after.soon / max(1, after.rows) - before.soon / max(1, before.rows)
        self.before = before.rows
        later = after.later / max(1, after.rows) - before.later / max(1, before.rows)
    }
}
