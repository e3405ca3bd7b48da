internal import Statistics

/// The units (hours, days) of a rare kind that a column has: those of any of its rates.
///
/// Whatever makes an hour another one moves a whole column, some of its rates so little that chance hides most of their own.
struct ColumnRareUnits {
    let chain: RareUnitChain
    /// Keys of units of the baseline, and of what is judged.
    let baseline: Set<Int64>
    let current: Set<Int64>

    /// - Parameters:
    ///   - unit: hours of a unit.
    ///   - rates: of the column, each with the change that matters.
    /// - Returns: `nil` where no rate of the baseline has rare units, or where those of all together are not rare.
    init?(_ rates: [(current: RateHistory, baseline: RateHistory, least: Double)], unit: Double) {
        var (baseline, current): (Set<Int64>, Set<Int64>) = ([], [])
        for rate in rates {
            guard let rare = RateRareUnits(rate.current, baseline: rate.baseline, unit: unit, least: rate.least) else { continue }
            baseline.formUnion(rare.baseline.map { rate.baseline.first + Int64($0) })
            current.formUnion(rare.upper.union(rare.lower).map { rate.current.first + Int64($0) })
        }
        guard let longest = rates.map(\.baseline).max(by: { $0.length < $1.length }),
            let chain = RareUnitChain(baseline.map { Int($0 - longest.first) }.sorted(), of: longest.length)
        else { return nil }
        (self.chain, self.baseline, self.current) = (chain, baseline, current)
    }

    /// Places of the units with such keys.
    func places(in history: RateHistory, _ keys: Set<Int64>) -> Set<Int> {
        Set(keys.compactMap { key in
            let place = Int(key - history.first)
            return (0..<history.length).contains(place) ? place : nil
        })
    }
}
