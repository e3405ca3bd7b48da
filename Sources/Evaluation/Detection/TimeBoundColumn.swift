internal import Domain
internal import Statistics
internal import Store

/// Finds columns that the time of the event decides: the month, a holiday, the weather of the day. Their values come all at once and go for good, in the best of
/// times, so that their shares say nothing. What their hours of the week foretell, such as the hour itself, can be watched all the same.
enum TimeBoundColumn {
    /// Two records of one hour (or day) differ in such a column less often than this, against two of any time.
    private static let within = 0.02
    /// The same of two records of one UTC day; where the day is another zone's, its ends lie within.
    private static let withinDay = 0.05
    /// With fewer pairs of records at one time nothing is known.
    private static let leastPairs = 100.0
    /// In fewer different hours a value may have been the same by chance.
    private static let leastTimes = 20

    /// - Parameter value: the column's one number in all of the baseline; `nil` for none, and for several.
    static func decides(_ column: Int, value: Double? = nil, in timelines: Timelines) -> Bool {
        let (timeline, bucket) = (timelines.baseline, timelines.bucket)
        let phase = WeekPhase(unit: bucket.hours)
        let unitsOfDay = max(1, Int64(24 * TimeBucket.hour.length / bucket.length))
        let bins = timeline.bins(column)
        guard let all = Variety(bins, { _ in 0 }) else { return false }
        guard all.share > 0 else {
            return turnsWithDays(column, in: timelines.current, unitsOfDay) || value.map { tellsDate($0, column, timelines) } ?? false
        }
        func isBelow(_ limit: Double, _ times: Int, _ key: (Int64) -> Int64) -> Bool {
            guard let variety = Variety(bins, key) else { return false }
            return variety.pairs >= leastPairs && variety.groups >= times && variety.share < limit * all.share
        }
        // Even where the week foretells a day's value it does not foretell a holiday's.
        if isBelow(withinDay, 7, { $0.quotient(flooringBy: unitsOfDay) }) { return true }
        return isBelow(within, leastTimes) { $0 } && !isBelow(withinDay, 2) { Int64(phase($0)) }
    }

    /// Whether a column that had one value in all of the baseline, such as a month or no holiday, has others now, and for whole days only.
    private static func turnsWithDays(_ column: Int, in timeline: Timeline, _ unitsOfDay: Int64) -> Bool {
        let bins = timeline.bins(column)
        guard let all = Variety(bins, { _ in 0 }), let days = Variety(bins, { $0.quotient(flooringBy: unitsOfDay) }) else { return false }
        return all.share > 0 && days.groups >= 7 && days.share < 0.002 * all.share
    }

    /// Whether a number that stood in all of the baseline is that of its months or years, and now, in others, all records have another one.
    private static func tellsDate(_ value: Double, _ column: Int, _ timelines: Timelines) -> Bool {
        guard let number = Int64(exactly: value), (1...12).contains(number) || (1_900...2_999).contains(number),
            Variety(timelines.current.bins(column), { _ in 0 })?.share == 0
        else { return false }
        func dates(_ timeline: Timeline) -> [(year: Int64, month: Int64)] {
            timeline.windows.compactMap(\.key).map { timelines.bucket.start(of: $0).month }
        }
        let (before, now) = (dates(timelines.baseline), dates(timelines.current))
        func tells(_ part: ((year: Int64, month: Int64)) -> Int64) -> Bool {
            before.allSatisfy { part($0) == number } && !now.contains { part($0) == number }
        }
        return !before.isEmpty && (tells(\.month) || tells(\.year))
    }

    /// How often two records of one group lie in different bins.
    private struct Variety {
        var share: Double
        var pairs: Double
        var groups: Int

        /// - Returns: `nil` where no group has two records.
        init?(_ units: [(key: Int64, bins: [Int])], _ group: (Int64) -> Int64) {
            var groups: [Int64: [Int]] = [:]
            for unit in units {
                let key = group(unit.key)
                groups[key] = groups[key].map { zip($0, unit.bins).map(+) } ?? unit.bins
            }
            var (pairs, alike, count) = (0.0, 0.0, 0)
            for bins in groups.values {
                let n = Double(bins.reduce(0, +))
                guard n > 1 else { continue }
                count += 1
                pairs += n * (n - 1)
                alike += bins.reduce(0) { $0 + Double($1) * (Double($1) - 1) }
            }
            guard pairs > 0 else { return nil }
            (self.pairs, self.groups, share) = (pairs, count, 1 - alike / pairs)
        }
    }
}

extension Timeline {
    /// Of each unit that has records, how many lie in each of a column's bins.
    fileprivate func bins(_ column: Int) -> [(key: Int64, bins: [Int])] {
        windows.compactMap { window in
            guard let key = window.key else { return nil }
            switch window.columns[column].bins {
            case .histogram(let histogram): return (key, histogram.counts)
            case .categories(let categories): return (key, categories.counts + [categories.other + categories.unseen])
            case .none: return nil
            }
        }
    }
}
