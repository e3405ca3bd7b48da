import RealModule

extension AlignedCounts {
    /// Hellinger distance: `sqrt(1/2 sum of (sqrt p - sqrt q)^2)`.
    ///
    /// Source: E. Hellinger (1909); with the factor that makes it 1 for disjoint shares. A metric in `0...1`, zero
    /// exactly for equal shares. O(k).
    package var hellingerDistance: Double {
        let sum = sumOverCells { p, q in
            let difference = Double.sqrt(p) - Double.sqrt(q)
            return difference * difference
        }
        return Swift.min(1, Double.sqrt(0.5 * sum))
    }
}
