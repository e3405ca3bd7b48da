internal import Domain
internal import Store

/// First and last time of records, and of those that lie together: a single record of the year 9000 stretches no axis.
struct RecordExtent {
    /// Of all records.
    let all: ClosedRange<Timestamp>
    /// Without the few whose times are far from all others'.
    let dense: ClosedRange<Timestamp>
    /// How many these few are.
    let far: Int
    /// One of their times.
    let example: Timestamp?

    /// Where records lie closer together, no time is doubted.
    private static let longSpan: Int64 = 3 * 366 * 24 * TimeBucket.hour.length
    /// A pause as long as this parts what does not belong together.
    private static let longPause: Int64 = 366 * 24 * TimeBucket.hour.length
    /// More records than this share are no mistake.
    private static let fewest = 0.01

    /// - Parameter time: a column of the records.
    /// - Returns: `nil` where no value of it is a time.
    init?(_ store: any Store, of relation: Relation, time: String) async throws {
        guard let whole = try await store.moments(of: [], in: relation, by: Windowing(.whole, timeColumn: time)).first,
            let first = whole.firstTime, let last = whole.lastTime
        else { return nil }
        all = first...last
        guard last.microseconds - first.microseconds > Self.longSpan else {
            (dense, far, example) = (all, 0, nil)
            return
        }
        let weeks = try await store.moments(of: [], in: relation, by: Windowing(.week, timeColumn: time)).filter { $0.key != nil }
        let groups = Self.groups(of: weeks)
        let rows = groups.map { group in group.reduce(0) { $0 + $1.rows } }
        let total = rows.reduce(0, +)
        guard let most = rows.indices.max(by: { rows[$0] < rows[$1] }), let begin = groups[most].first?.firstTime, let end = groups[most].last?.lastTime,
            rows[most] < total, Double(total - rows[most]) < Self.fewest * Double(total)
        else {
            (dense, far, example) = (all, 0, nil)
            return
        }
        (dense, far) = (begin...end, total - rows[most])
        example = groups.indices.first { $0 != most }.flatMap { groups[$0].first?.firstTime }
    }

    /// Windows with no long pause between them.
    private static func groups(of windows: [WindowMoments]) -> [[WindowMoments]] {
        var groups: [[WindowMoments]] = []
        for window in windows {
            if let last = groups.last?.last?.lastTime, let first = window.firstTime, first.microseconds - last.microseconds <= longPause {
                groups[groups.count - 1].append(window)
            } else {
                groups.append([window])
            }
        }
        return groups
    }
}
