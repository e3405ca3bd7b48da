import RealModule

/// A count whose own mean is drawn from a gamma distribution: a Poisson count with `variance = mean + dispersion mean^2`.
///
/// With `r = 1/dispersion` and `p = r / (r + mean)`: `P(X <= k) = I_p(r, k + 1)`, `P(X >= k) = I_{1-p}(k, r)` (Johnson, Kemp, Kotz,
/// Univariate Discrete Distributions, 3rd ed. 2005, 5.6).
package struct NegativeBinomial: Sendable, Hashable {
    package let mean: Double
    /// 0 for a Poisson count.
    package let dispersion: Double

    /// - Precondition: `mean > 0` and `dispersion >= 0`.
    package init(mean: Double, dispersion: Double) {
        precondition(mean > 0 && dispersion >= 0, "a negative binomial needs a mean above 0 and a dispersion of 0 or more")
        self.mean = mean
        self.dispersion = dispersion
    }

    package var variance: Double { mean + dispersion * mean * mean }

    /// Below this its distribution is the Poisson's to ten digits.
    private var isPoisson: Bool { dispersion * mean * mean < 1e-10 * mean }

    /// `P(X >= k)`, to a relative 1e-9 in the tail.
    package func probabilityOfAtLeast(_ k: Int) -> Double {
        guard k > 0 else { return 1 }
        if isPoisson { return IncompleteGamma.lower(Double(k), mean) }
        let r = 1 / dispersion
        return IncompleteBeta.value(Double(k), r, x: mean / (r + mean), complement: r / (r + mean))
    }

    /// `P(X <= k)`, to a relative 1e-9 in the tail.
    package func probabilityOfAtMost(_ k: Int) -> Double {
        guard k >= 0 else { return 0 }
        if isPoisson { return IncompleteGamma.upper(Double(k) + 1, mean) }
        let r = 1 / dispersion
        return IncompleteBeta.value(r, Double(k) + 1, x: r / (r + mean), complement: mean / (r + mean))
    }
}
