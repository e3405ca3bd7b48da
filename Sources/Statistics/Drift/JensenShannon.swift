import RealModule

/// The unit of a divergence.
package enum LogarithmBase: Sendable, Hashable {
    /// Nats, as SciPy's default.
    case e
    /// Bits: the Jensen-Shannon divergence then lies in `0...1`.
    case two

    /// `ln` of the base.
    var logarithm: Double { self == .e ? 1 : Double.log(2) }
}

extension AlignedCounts {
    /// Jensen-Shannon divergence: the mean Kullback-Leibler divergence of both shares from their average,
    /// `1/2 sum of p ln(2p / (p + q)) + q ln(2q / (p + q))`.
    ///
    /// Source: J. Lin, "Divergence Measures Based on the Shannon Entropy" (IEEE Transactions on Information Theory
    /// 37, 1991). Symmetric, zero exactly for equal shares, `ln 2` (one bit) exactly for disjoint ones. Empty cells
    /// need no rule. O(k).
    package func jensenShannonDivergence(base: LogarithmBase = .e) -> Double {
        let sum = sumOverCells { p, q in
            let lean = (p - q) / (p + q)
            let left = p > 0 ? p * Double.log(onePlus: lean) : 0
            let right = q > 0 ? q * Double.log(onePlus: -lean) : 0
            return left + right
        }
        // Never negative on paper; rounding of cells that cancel can leave -1e-17.
        return Swift.min(Swift.max(0, 0.5 * sum), Double.log(2)) / base.logarithm
    }

    /// Jensen-Shannon distance, the square root of the divergence, as `scipy.spatial.distance.jensenshannon`.
    ///
    /// A metric: D. M. Endres and J. E. Schindelin, "A New Metric for Probability Distributions" (IEEE Transactions on
    /// Information Theory 49, 2003).
    package func jensenShannonDistance(base: LogarithmBase = .e) -> Double {
        Double.sqrt(jensenShannonDivergence(base: base))
    }
}
