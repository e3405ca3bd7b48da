internal import Domain
internal import Statistics

/// What one version for all records loses against one for each slice.
struct SliceChoice {
    let names: [String]
    /// For each version what each record adds to the metric, larger being better.
    let gains: [[Double]]
    /// The group of each record.
    let groups: [Int]
    /// The slice of each group; the last, of the records in none, has none.
    let slices: [String?]
    /// Of intervals.
    let alpha: Double

    /// A record of several slices belongs to the first.
    static func groups(_ membership: [Int64], slices: Int) -> [Int] {
        membership.map { bits in (0..<slices).first { bits & (1 << Int64($0)) != 0 } ?? slices }
    }

    func choice() -> ComparisonReport.Choice? {
        guard groups.count > 1 else { return nil }
        let all = Array(groups.indices)
        let best = best(all)
        // Chosen on one half, measured on the other: who picks winners by luck would else seem to gain by it.
        var gained = Moments()
        for half in 0...1 {
            let known = all.filter { $0 % 2 == half }
            let single = self.best(known)
            let byGroup = slices.indices.map { group in
                let own = known.filter { groups[$0] == group }
                return own.isEmpty ? single : self.best(own)
            }
            for row in all where row % 2 != half { gained.add(gains[byGroup[groups[row]]][row] - gains[single][row]) }
        }
        let found = slices.indices.compactMap { group -> ComparisonReport.Choice.Group? in
            let own = all.filter { groups[$0] == group }
            return own.isEmpty ? nil : lead(in: own, slice: slices[group])
        }
        return .init(bestForAll: names[best], groups: found, regret: gained.mean, standardError: gained.standardErrorOfMean)
    }

    /// The best two in some rows, and how far they are apart. Which two they are was found in the same rows: the interval is of these two alone.
    private func lead(in rows: [Int], slice: String?) -> ComparisonReport.Choice.Group {
        let first = best(rows)
        let others = gains.indices.filter { $0 != first }
        let sums = gains.map { values in rows.reduce(0) { $0 + values[$1] } }
        let second = others.reduce(others[0]) { sums[$1] > sums[$0] ? $1 : $0 }
        let apart = Moments(rows.map { gains[first][$0] - gains[second][$0] })
        let reach = apart.standardErrorOfMean.map { StandardNormal.upperQuantile(alpha / 2) * $0 }
        return .init(
            slice: slice, count: rows.count, best: names[first], second: names[second], lead: apart.mean, lower: reach.map { apart.mean - $0 },
            upper: reach.map { apart.mean + $0 })
    }

    /// The version with the largest mean; the first of equal ones.
    private func best(_ rows: [Int]) -> Int {
        let sums = gains.map { values in rows.reduce(0) { $0 + values[$1] } }
        return sums.indices.reduce(0) { sums[$1] > sums[$0] ? $1 : $0 }
    }
}
