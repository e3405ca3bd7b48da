internal import Domain
internal import Store

/// What one window is held against when that are windows before it.
struct WindowReference {
    /// Without performance.
    var summary: HourSummary
    /// Records in each of these windows.
    var rows: [Int]
}

/// Which windows before it a window is held against: those whose keys differ by a multiple of `period`, at most `reach`.
struct EarlierWindows {
    let period: Int64
    let reach: Int64

    /// `nil` for baselines that are the same for all windows.
    ///
    /// - Throws: `EvaluationError` when windows of this length have no such reference.
    init?(_ query: ReportQuery) throws {
        switch query.baseline {
        case .usual, .environment, .span: return nil
        case .trailing(let count): (period, reach) = (1, Int64(count))
        case .sameHourOfWeek:
            guard query.granularity == .hour else {
                throw EvaluationError("baseline: same_hour_of_week is for windows of an hour; ask with by=hour, or choose trailing:N")
            }
            (period, reach) = (Self.hoursOfWeek, Self.weeks * Self.hoursOfWeek)
        }
    }

    private static let hoursOfWeek: Int64 = 168
    /// About a year: what was longer ago says little of now.
    private static let weeks: Int64 = 53

    /// Where the time begins that windows from `start` on need to know.
    func start(before start: Timestamp, _ bucket: TimeBucket) -> Timestamp { bucket.start(of: bucket.key(of: start) - reach) }

    /// The reference of each window; `nil` where there is no earlier one.
    ///
    /// - Parameter history: windows before them; the last may be the first part of the first of `windows`.
    func references(of windows: [RolledWindow], after history: [RolledWindow]) throws -> [WindowReference?] {
        var earlier = try Self.joined(history + windows)[...]
        var sums: [Int64: SlidingSum<HourSummary>] = [:]
        var rows: [Int64: [(key: Int64, count: Int)]] = [:]
        return try windows.map { window in
            guard let key = window.key else { return nil }
            while let next = earlier.first, next.key < key {
                let phase = phase(of: next.key)
                try sums[phase, default: SlidingSum()].push(next.summary, key: next.key)
                rows[phase, default: []].append((next.key, next.summary.rows))
                earlier.removeFirst()
            }
            let phase = phase(of: key)
            try sums[phase]?.drop(before: key - reach)
            rows[phase]?.removeAll { $0.key < key - reach }
            guard let summary = try sums[phase]?.sum else { return nil }
            return WindowReference(summary: summary, rows: rows[phase, default: []].map(\.count))
        }
    }

    private func phase(of key: Int64) -> Int64 { key.remainder(flooringBy: period) }

    /// Each window once, in order of time, without performance: its scores would be sorted again and again.
    private static func joined(_ windows: [RolledWindow]) throws -> [(key: Int64, summary: HourSummary)] {
        var joined: [(key: Int64, summary: HourSummary)] = []
        for window in windows {
            guard let key = window.key else { continue }
            var summary = window.summary
            summary.performance = nil
            if let last = joined.last, last.key == key {
                try joined[joined.count - 1].summary.merge(summary)
            } else {
                joined.append((key, summary))
            }
        }
        return joined
    }
}
