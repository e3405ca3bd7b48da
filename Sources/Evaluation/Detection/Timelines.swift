package import Domain
internal import Statistics
package import Store

/// Counts of a baseline and of what is held against it, by hours or days.
package struct Timelines: Sendable {
    let bucket: TimeBucket
    let granularity: Granularity
    let baseline: Timeline
    let current: Timeline

    package init(bucket: TimeBucket, granularity: Granularity, baseline: Timeline, current: Timeline) {
        self.bucket = bucket
        self.granularity = granularity
        self.baseline = baseline
        self.current = current
    }

    /// The same counts over longer windows; `nil` for windows that these do not make up.
    func folded(_ timeline: Timeline, to windows: Granularity) throws -> [WindowCounts]? {
        if windows == granularity { return timeline.windows }
        if windows == .whole { return try timeline.folded { _ in 0 } }
        guard let wanted = windows.bucket, wanted.length > bucket.length else { return nil }
        return try timeline.folded { key in key.map { wanted.key(of: bucket.start(of: $0)) } }
    }
}

/// Counts by hour or day.
package struct Timeline: Sendable {
    /// The first unit's key.
    let first: Int64
    /// As they were counted, with the records whose time is not known.
    let windows: [WindowCounts]
    /// Without gaps.
    private let units: [WindowCounts?]

    package init(_ windows: [WindowCounts], _ bucket: TimeBucket, _ span: ClosedRange<Timestamp>) {
        self.windows = windows
        first = bucket.key(of: span.lowerBound)
        let last = bucket.key(of: span.upperBound)
        var units = [WindowCounts?](repeating: nil, count: Int(last - first + 1))
        for window in windows {
            if let key = window.key, key >= first, key <= last { units[Int(key - first)] = window }
        }
        self.units = units
    }

    /// Units from the first record to the last.
    var length: Int { units.count }

    /// A column's counts over all time; `nil` where there are none.
    func whole(_ column: Int) throws -> BinnedCounts? { try merged(column, units[...]) }

    /// Over the first half of the time.
    func firstHalf(_ column: Int) throws -> BinnedCounts? { try merged(column, units[..<(units.count / 2)]) }

    private func merged(_ column: Int, _ units: ArraySlice<WindowCounts?>) throws -> BinnedCounts? {
        var whole: BinnedCounts?
        for unit in units {
            guard let counts = unit?.columns[column] else { continue }
            if whole == nil { whole = counts } else { try whole?.merge(counts) }
        }
        return whole
    }

    func history(_ column: Int, _ count: (BinnedCounts) -> RateCount) -> RateHistory {
        RateHistory(first: first, units.map { $0.map { count($0.columns[column]) } ?? RateCount() })
    }

    /// The history of the second half of the time only.
    func secondHalf(_ column: Int, _ count: (BinnedCounts) -> RateCount) -> RateHistory {
        let half = units.count / 2
        return RateHistory(first: first + Int64(half), units[half...].map { $0.map { count($0.columns[column]) } ?? RateCount() })
    }

    /// Of each unit, whatever is in its cells; the first one's key with them.
    package func volume(_ column: Int = 0) -> (first: Int64, records: [Int]) {
        (first, units.map { unit in unit.map { $0.columns[column].counts.rows } ?? 0 })
    }

    /// Windows that units belong to, in order; those of records without a time last, as engines give them.
    fileprivate func folded(_ key: (Int64?) -> Int64?) throws -> [WindowCounts] {
        var folded: [Int64?: WindowCounts] = [:]
        for window in windows {
            let place = key(window.key)
            guard var known = folded[place] else {
                folded[place] = WindowCounts(key: place, columns: window.columns)
                continue
            }
            for column in known.columns.indices { try known.columns[column].merge(window.columns[column]) }
            folded[place] = known
        }
        return folded.values.sorted { ($0.key ?? .max) < ($1.key ?? .max) }
    }
}
