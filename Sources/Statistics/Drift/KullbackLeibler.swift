import RealModule

extension AlignedCounts {
    /// Kullback-Leibler divergence of the current window from the reference: `sum of q ln(q / p)` for current shares
    /// `q` and reference shares `p`.
    ///
    /// Source: S. Kullback and R. A. Leibler, "On Information and Sufficiency" (Annals of Mathematical Statistics 22,
    /// 1951). In nats; not symmetric; the other direction is `swapped.kullbackLeiblerDivergence()`. Shares that a
    /// rule leaves with another sum are divided by it, as `scipy.stats.entropy` does. Infinite under `none` when the
    /// reference lacks a cell that the current window has. O(k).
    package func kullbackLeiblerDivergence(emptyCells rule: EmptyCellRule = .standard) -> Double {
        let shares = shares(rule)
        let p = shares.reduce(0) { $0 + $1.reference }
        let q = shares.reduce(0) { $0 + $1.current }
        var sum = 0.0
        for share in shares where share.current > 0 && share.current != share.reference {
            sum += share.current / q * Double.log(share.current / share.reference)
        }
        // Each logarithm lacks ln(p / q), the same for all cells, whose current shares add up to one.
        return Swift.max(0, sum + Double.log(p / q))
    }
}
