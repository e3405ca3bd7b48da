import RealModule

/// The number of successes in `trials` independent trials of probability `p`.
package struct Binomial: Sendable, Hashable {
    /// How many trials.
    package let trials: Int
    /// The chance of success of each trial.
    package let p: Double

    /// - Precondition: `trials >= 0` and `p` in `0...1`.
    package init(trials: Int, p: Double) {
        precondition(trials >= 0 && p >= 0 && p <= 1, "a binomial needs trials >= 0 and 0 <= p <= 1")
        self.trials = trials
        self.p = p
    }

    /// `ln P(X = k)`; minus infinity where that is impossible. By Loader's saddle-point expansion. O(1).
    package func logProbability(_ k: Int) -> Double {
        guard k >= 0, k <= trials else { return -.infinity }
        return SaddlePoint.logBinomialTerm(Double(k), Double(trials - k), p: p, q: 1 - p)
    }

    /// `P(X >= k) = I_p(k, n - k + 1)`.
    package func probabilityOfAtLeast(_ k: Int) -> Double {
        if k <= 0 { return 1 }
        if k > trials { return 0 }
        return IncompleteBeta.value(Double(k), Double(trials - k + 1), x: p, complement: 1 - p)
    }
}
