package import Statistics

/// NannyML's univariate drift methods, where they differ from the kernels' own rules.
///
/// Source: NannyML 0.13.1, `drift/univariate/methods.py`.
package enum NannyMLDrift {
    /// Chunks of equal size that records are cut into by default; what remains is one more.
    package static let chunks = 10
    /// References of at least this many rows are compared by a binned Kolmogorov-Smirnov distance.
    package static let exactLimit = 10_000
    /// Bins of that distance.
    package static let distanceBins = 10_000

    /// Jensen-Shannon distance, base 2, over Doane's bins of the reference and one more for what is outside of them.
    ///
    /// - Returns: `nil` when one side has no values.
    /// - Precondition: both histograms have the same edges.
    package static func jensenShannon(reference: Histogram, current: Histogram) -> Double? {
        precondition(reference.edges == current.edges, "histograms are compared over the same edges")
        return AlignedCounts(
            reference: reference.inside + [reference.below + reference.above],
            current: current.inside + [current.below + current.above])?.jensenShannonDistance(base: .two)
    }

    /// Jensen-Shannon distance, base 2, over the reference's values and one more cell for all others.
    package static func jensenShannon(reference: CategoryCounts, current: CategoryCounts) -> Double? {
        aligned(reference, current)?.jensenShannonDistance(base: .two)
    }

    /// Hellinger distance over the same cells as the Jensen-Shannon distance.
    ///
    /// - Returns: `nil` when one side has no values.
    /// - Precondition: both histograms have the same edges.
    package static func hellinger(reference: Histogram, current: Histogram) -> Double? {
        precondition(reference.edges == current.edges, "histograms are compared over the same edges")
        return AlignedCounts(
            reference: reference.inside + [reference.below + reference.above],
            current: current.inside + [current.below + current.above])?.hellingerDistance
    }

    /// Kolmogorov-Smirnov distance: of the values themselves for a small reference, else at the upper edges of
    /// `distanceBins` bins of equal width over the reference's range (documented as quantiles, which they are not).
    ///
    /// - Returns: `nil` when one side has no values.
    package static func kolmogorovSmirnov(reference: [Double], current: [Double]) -> Double? {
        guard reference.count >= exactLimit, let minimum = reference.min(), let maximum = reference.max(),
            let edges = BinEdges.equalWidth(minimum: minimum, maximum: maximum, bins: distanceBins)
        else { return TwoSamples(reference: reference, current: current)?.ties.kolmogorovSmirnovDistance }
        return kolmogorovSmirnov(
            reference: Histogram(edges: edges, of: reference), current: Histogram(edges: edges, of: current))
    }

    /// The binned distance, of a reference that lies inside of its edges.
    package static func kolmogorovSmirnov(reference: Histogram, current: Histogram) -> Double? {
        // What lies below counts from the first upper edge on; what lies above is what is missing at the last.
        func cells(_ histogram: Histogram) -> [Int] {
            var cells = Array(histogram.inside) + [histogram.above]
            cells[0] += histogram.below
            return cells
        }
        return AlignedCounts(reference: cells(reference), current: cells(current))?.kolmogorovSmirnovDistance
    }

    /// Wasserstein-1 distance, in the column's unit, from a large reference in `distanceBins` bins of equal width: inside of them the difference of
    /// both cumulative shares at each bin's upper edge times its width; outside, what the values there are away from the nearest edge.
    ///
    /// Where rows lie below the first edge, all cumulative shares of the current side have one row too many: NannyML counts the edge as a row.
    ///
    /// - Returns: `nil` when one side has no values.
    package static func wasserstein(reference: Histogram, current: [Double]) -> Double? {
        let rows = Double(current.count)
        let referenceRows = Double(reference.total)
        guard rows > 0, referenceRows > 0 else { return nil }
        let edges = reference.edges
        let cells = Histogram(edges: edges, of: current)
        let outside = current.reduce(0) { $0 + max(0, edges.first - $1, $1 - edges.last) } / rows
        let width = edges.values[1] - edges.first
        var (known, now) = (0.0, cells.below > 0 ? Double(cells.below + 1) / rows : 0)
        var within = 0.0
        for (a, b) in zip(reference.inside, cells.inside) {
            known += Double(a) / referenceRows
            now += Double(b) / rows
            within += abs(known - now) * width
        }
        return within + outside
    }

    /// Pearson's test of homogeneity, with Yates' correction where there are just two categories, as
    /// `scipy.stats.chi2_contingency` does unless told not to. It alerts at p < 0.05.
    ///
    /// - Returns: `nil` when one side has no values.
    package static func chiSquare(reference: CategoryCounts, current: CategoryCounts) -> TestResult? {
        aligned(reference, current).map(chiSquare)
    }

    /// The same test on counts of each value that either side has.
    package static func chiSquare(_ counts: AlignedCounts) -> TestResult {
        let plain = counts.chiSquareTest
        guard counts.occupiedCells == 2 else { return plain }
        let left = Double(counts.referenceTotal)
        let right = Double(counts.currentTotal)
        var statistic = 0.0
        for (a, b) in zip(counts.reference, counts.current) where a + b > 0 {
            let column = Double(a) + Double(b)
            let expected = column * left / (left + right)
            let difference = abs(Double(a) - expected)
            let corrected = difference - min(0.5, difference)
            statistic += corrected * corrected * (1 / expected + (left + right) / (column * right))
        }
        return TestResult(
            statistic: statistic, pValue: ChiSquare(degreesOfFreedom: 1).sf(statistic), degreesOfFreedom: 1,
            referenceCount: plain.referenceCount, currentCount: plain.currentCount, method: .asymptotic)
    }

    private static func aligned(_ reference: CategoryCounts, _ current: CategoryCounts) -> AlignedCounts? {
        precondition(reference.categories == current.categories, "counts are compared over the same dictionary")
        return AlignedCounts(
            reference: reference.counts + [reference.other + reference.unseen],
            current: current.counts + [current.other + current.unseen], isBinned: false)
    }
}
