import RealModule

extension AlignedCounts {
    /// Population stability index: `sum of (p - q) ln(p / q)`, the sum of both Kullback-Leibler divergences.
    ///
    /// Source: H. Jeffreys, "An Invariant Form for the Prior Probability in Estimation Problems" (Proc. Royal Society
    /// A 186, 1946), as the J-divergence; known as PSI from credit scoring. Symmetric; zero exactly for equal shares
    /// (under `pooledPrior` and `none`); infinite under `none` when a cell is empty on one side only. O(k).
    package func populationStabilityIndex(emptyCells rule: EmptyCellRule = .standard) -> Double {
        shares(rule).reduce(0) { sum, share in
            let (p, q) = share
            return p == q ? sum : sum + (p - q) * Double.log(p / q)
        }
    }
}
