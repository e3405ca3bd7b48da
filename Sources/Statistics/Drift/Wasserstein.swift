extension TwoSamples {
    /// Wasserstein-1 (earth mover's) distance: `integral of |F(x) - G(x)| dx`, in the column's own unit.
    ///
    /// The mean distance over which rows would have to move. Source: S. S. Vallender, "Calculation of the Wasserstein
    /// Distance between Probability Distributions on the Line" (Theory of Probability 18, 1974); as
    /// `scipy.stats.wasserstein_distance`. Zero exactly for equal distributions; infinite only when the range is not
    /// a double. For a number without unit divide by the reference's standard deviation (`normalisedByDeviation`).
    /// O(n + m).
    package var wassersteinDistance: Double { integral { abs($0) } }

    /// Energy distance: `sqrt(2 * integral of (F(x) - G(x))^2 dx)`, in the square root of the column's unit.
    ///
    /// Source: M. L. Rizzo and G. J. Székely, "Energy Distance" (WIREs Computational Statistics 8, 2016); as
    /// `scipy.stats.energy_distance`. O(n + m).
    package var energyDistance: Double { (2 * integral { $0 * $0 }).squareRoot() }
}

/// A distance computed from bins, with how far the distance of the raw values can lie from it.
package struct BinnedDistance: Sendable, Hashable, Codable {
    /// The distance with each bin's rows spread evenly over it.
    package let value: Double
    /// The largest difference to the distance of the raw values, whatever they are within their bins.
    package let errorBound: Double
}

extension AlignedCounts {
    /// Wasserstein-1 distance from counts per bin, with the rows of a bin spread evenly over it.
    ///
    /// Both distribution functions are then straight lines in each bin and the integral is exact. Wherever the rows
    /// of a bin really lie, its integral changes by at most half of its width times both shares in it: `errorBound`
    /// is the sum of that, never more than the widest bin. It holds for values inside of the edges: counts with open
    /// ends want edges `extended(toCover:)` the values' range. O(k).
    ///
    /// - Precondition: one count for each bin.
    package func wassersteinDistance(over edges: BinEdges) -> BinnedDistance {
        precondition(edges.binCount == reference.count, "a binned distance needs a count for each bin")
        var value = 0.0
        var bound = 0.0
        var before = (reference: 0.0, current: 0.0)
        for (bin, after) in cumulativeShares.enumerated() {
            let width = edges.values[bin + 1] - edges.values[bin]
            let left = before.reference - before.current
            let right = after.reference - after.current
            value += width * Self.meanMagnitude(from: left, to: right)
            bound += width * 0.5 * (after.reference - before.reference + after.current - before.current)
            before = after
        }
        return BinnedDistance(value: value, errorBound: bound)
    }

    /// The mean of `|y|` along a straight line from `left` to `right`.
    private static func meanMagnitude(from left: Double, to right: Double) -> Double {
        if left * right >= 0 { return 0.5 * abs(left + right) }
        return 0.5 * (left * left + right * right) / (abs(left) + abs(right))
    }
}

/// A distance in a column's unit as a multiple of the reference's standard deviation; `nil` for a reference without
/// spread.
///
/// With the population deviation (`ddof: 0`) and a least deviation of 0.001, it is Evidently's normed Wasserstein
/// distance.
package func normalisedByDeviation(
    _ distance: Double, reference: Moments, ddof: Int = 1, leastDeviation: Double = 0
) -> Double? {
    guard let deviation = reference.standardDeviation(ddof: ddof) else { return nil }
    let divisor = Swift.max(deviation, leastDeviation)
    return divisor > 0 ? distance / divisor : nil
}
