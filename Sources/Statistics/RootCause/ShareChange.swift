import RealModule

/// How far the shares of some cells, of records that were counted, lie from shares that were to be expected.
package struct ShareChange: Sendable, Hashable {
    /// Pearson's chi-square of `observed` against `expected`, of which both are samples:
    /// `sum (q - p)^2 / (m (1 / n + 1 / k))` with the pooled share `m`.
    package var chiSquare: Double
    package var degreesOfFreedom: Double
    /// Half the sum of all differences.
    package var totalVariation: Double

    /// Cells with fewer records than three in the smaller sample are joined.
    private static let leastCell = 3.0

    /// - Parameters:
    ///   - expected: shares, that add up to 1; `size`: of how many records they are known.
    ///   - observed: how many records are in each cell.
    package init(expected: [Double], size: Double, observed: [Double]) {
        precondition(expected.count == observed.count, "a share for every cell")
        let total = observed.reduce(0, +)
        (chiSquare, degreesOfFreedom, totalVariation) = (0, 0, 0)
        guard total > 0, size > 0 else { return }
        var rare = (p: 0.0, q: 0.0)
        let variance = 1 / size + 1 / total
        var cells = 0.0
        func add(_ p: Double, _ q: Double, to chiSquare: inout Double) {
            let pooled = (p * size + q * total) / (size + total)
            guard pooled > 0 else { return }
            chiSquare += (q - p) * (q - p) / (pooled * variance)
            cells += 1
        }
        for (p, count) in zip(expected, observed) {
            let q = count / total
            totalVariation += abs(q - p) / 2
            let pooled = (p * size + q * total) / (size + total)
            if pooled * Swift.min(size, total) < Self.leastCell {
                rare = (rare.p + p, rare.q + q)
            } else {
                add(p, q, to: &chiSquare)
            }
        }
        add(rare.p, rare.q, to: &chiSquare)
        degreesOfFreedom = Swift.max(0, cells - 1)
    }

    /// What chance does not explain: the chi-square, divided by how much more than chance the column varies from day to day, less what
    /// chance brings (two standard deviations above the mean of its distribution); never less than 0.
    package func excess(overdispersion: Double = 1) -> Double {
        Swift.max(0, chiSquare / Swift.max(1, overdispersion) - degreesOfFreedom - 2 * Double.sqrt(2 * degreesOfFreedom))
    }
}
