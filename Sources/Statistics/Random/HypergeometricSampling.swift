import RealModule

extension SplitMix64 {
    /// A hypergeometric count, by inversion outwards from the mode: O(standard deviation) steps of one division each.
    ///
    /// Source: V. Kachitvichyanukul and B. W. Schmeiser, "Computer Generation of Hypergeometric Random Variates"
    /// (Journal of Statistical Computation and Simulation 22, 1985), algorithm HIN with the search begun at the mode.
    /// Exact up to the rounding of probabilities.
    package mutating func nextHypergeometric(_ distribution: Hypergeometric) -> Int {
        let support = distribution.support
        if support.lowerBound == support.upperBound { return support.lowerBound }
        var high = distribution.mode
        var low = high
        var highTerm = distribution.probability(high)
        var lowTerm = highTerm
        var u = nextUniform() - highTerm
        while u >= 0 {
            let canRise = high < support.upperBound && highTerm > 0
            let canFall = low > support.lowerBound && lowTerm > 0
            // Rounding left a sliver of probability over.
            guard canRise || canFall else { return distribution.mode }
            if canRise {
                highTerm *= distribution.ratio(high, step: 1)
                high += 1
                u -= highTerm
                if u < 0 { return high }
            }
            if canFall {
                lowTerm *= distribution.ratio(low, step: -1)
                low -= 1
                u -= lowTerm
                if u < 0 { return low }
            }
        }
        return high
    }

    /// How `draws` rows taken without replacement from cells of the given sizes fall on the cells. O(cells *
    /// deviation).
    package mutating func nextMultivariateHypergeometric(cells: [Int], draws: Int) -> [Int] {
        var rest = cells.reduce(0, +)
        var left = Swift.min(draws, rest)
        return cells.map { size in
            rest -= size
            let count = nextHypergeometric(Hypergeometric(marked: size, unmarked: rest, draws: left))
            left -= count
            return count
        }
    }
}
