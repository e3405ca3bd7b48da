import RealModule

/// Since when a rate has been another than it was, with what else is possible.
package struct ChangePoint: Sendable, Hashable {
    /// The most likely first unit.
    package let first: Int
    /// Units in which it may have begun: the true one is among them in 95 of 100 cases.
    package let range: ClosedRange<Int>
    /// The first unit after it: the last unit's successor, or an earlier one from which on it is most likely over.
    package let end: Int

    /// How much less likely than the best a beginning may be. With both rates known, the likelihood ratio of any other beginning against the true one is
    /// a product with mean 1 on each side of it, so it exceeds `e^c` with a chance of `e^-c` at most (Ville's inequality), on neither
    /// side with `(1 - e^-c)^2`: 0.95 at 3.68. (Siegmund, "Confidence sets in change-point problems", Int. Stat. Rev. 56 (1988) 31-48, shows that
    /// estimated rates change little.)
    package static let possible = 3.68

    /// Looks at all beginnings of a change that lasts to the end: `LLR(s) = k ln(k / n p) + (n - k) ln((n - k) / (n (1 - p)))` with the hits `k` and the
    /// total `n` from unit `s` on.
    ///
    /// - Parameters:
    ///   - units: of time, in order; a change does not begin in one without records.
    ///   - usual: the rate of each unit that was to be expected, strictly between 0 and 1.
    ///   - correlation: of two records of one unit; it makes likelihoods say more than they know by `1 + (n - 1) correlation`.
    /// - Returns: `nil` where no unit has records.
    package init?(_ units: [RateCount], usual: [Double], correlation: Double = 0) {
        var best: (ratio: Double, first: Int)?
        var ratios: [(unit: Int, ratio: Double)] = []
        var (since, expected, filled) = (RateCount(), 0.0, 0)
        for unit in units.indices.reversed() where units[unit].total > 0 {
            since = since + units[unit]
            expected += usual[unit] * Double(units[unit].total)
            filled += 1
            let ratio = Self.logRatio(since, expected / Double(since.total))
            ratios.append((unit, ratio))
            // Of equals the first: they are looked at from the last on.
            if best.map({ ratio >= $0.ratio }) ?? true { best = (ratio, unit) }
        }
        guard let best else { return nil }
        let inflation = 1 + Swift.max(0, Double(since.total) / Double(filled) - 1) * correlation
        let plausible = ratios.filter { best.ratio - $0.ratio <= Self.possible * inflation }.map(\.unit)
        first = best.first
        var (longest, end, stretch) = (-Double.infinity, units.count, RateCount())
        expected = 0
        for unit in best.first..<units.count {
            stretch = stretch + units[unit]
            expected += usual[unit] * Double(units[unit].total)
            let ratio = Self.logRatio(stretch, expected / Double(stretch.total))
            if ratio >= longest { (longest, end) = (ratio, unit + 1) }
        }
        self.end = end
        range = (plausible.min() ?? best.first)...(plausible.max() ?? best.first)
    }

    /// Where every unit was to have the same rate.
    package init?(_ units: [RateCount], usual: Double, correlation: Double = 0) {
        self.init(units, usual: units.map { _ in usual }, correlation: correlation)
    }

    private init(first: Int, range: ClosedRange<Int>, end: Int) {
        self.first = first
        self.range = range
        self.end = end
    }

    /// How much likelier these are with a rate of their own than with the usual one, as a logarithm.
    private static func logRatio(_ count: RateCount, _ usual: Double) -> Double {
        let (hits, misses) = (Double(count.hits), Double(count.total - count.hits))
        var ratio = 0.0
        if hits > 0 { ratio += hits * Double.log(count.rate / usual) }
        if misses > 0 { ratio += misses * Double.log((1 - count.rate) / (1 - usual)) }
        return ratio
    }

    /// The same, counted from an earlier unit.
    package func later(by units: Int) -> Self {
        Self(first: first + units, range: (range.lowerBound + units)...(range.upperBound + units), end: end + units)
    }
}
