internal import Domain
internal import Store

/// The rhythm that windows of a day or an hour have: which of the reference's windows are like a given one.
struct Season {
    /// How the baseline is cut to find them.
    let windowing: Windowing
    /// Windows until the same phase comes again: seven days, twenty-four hours.
    private let period: Int64
    /// Fewer windows of a phase than this say nothing of it.
    private static let leastWindows = 3

    /// `nil` where windows have no phase, or the baseline has no times.
    init?(_ windowing: Windowing, baseline: Relation) {
        guard let time = windowing.timeColumn, baseline.column(time) != nil else { return nil }
        self.init(windowing)
    }

    /// `nil` where windows have no phase.
    init?(_ windowing: Windowing) {
        switch windowing.granularity {
        case .day: period = 7
        case .hour: period = 24
        case .week, .rows, .whole: return nil
        }
        self.windowing = windowing
    }

    /// The weekday or hour of a window.
    func phase(of key: Int64) -> Int64 { key.remainder(flooringBy: period) }

    /// The baseline's counts of one column, added up by phase.
    func references(_ windows: [WindowCounts], column: Int) throws -> [Int64: BinnedCounts] {
        var sums: [Int64: (counts: BinnedCounts, windows: Int)] = [:]
        for window in windows {
            guard let key = window.key else { continue }
            let phase = phase(of: key)
            if var sum = sums[phase] {
                try sum.counts.merge(window.columns[column])
                sums[phase] = (sum.counts, sum.windows + 1)
            } else {
                sums[phase] = (window.columns[column], 1)
            }
        }
        return sums.filter { $0.value.windows >= Self.leastWindows }.mapValues(\.counts)
    }
}
