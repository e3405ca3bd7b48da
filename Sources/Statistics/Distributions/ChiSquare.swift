import RealModule

/// The chi-square distribution with real, positive degrees of freedom.
package struct ChiSquare: Sendable, Hashable {
    /// Its mean; half of its variance.
    package let degreesOfFreedom: Double

    /// - Precondition: `degreesOfFreedom > 0`.
    package init(degreesOfFreedom: Double) {
        precondition(degreesOfFreedom > 0, "chi-square needs positive degrees of freedom")
        self.degreesOfFreedom = degreesOfFreedom
    }

    /// `P(X <= x)`; 0 for negative `x`.
    package func cdf(_ x: Double) -> Double { IncompleteGamma.lower(degreesOfFreedom / 2, x / 2) }

    /// `P(X > x)`, to a relative 1e-12 down to the smallest doubles.
    package func sf(_ x: Double) -> Double { IncompleteGamma.upper(degreesOfFreedom / 2, x / 2) }

    /// The mean of `sqrt(X)`: `sqrt 2 Gamma((k + 1)/2) / Gamma(k/2)`.
    package var meanOfSquareRoot: Double {
        let half = degreesOfFreedom / 2
        // By Stirling's expansion for large k, where the difference of log-gammas would cancel.
        guard half < 1e6 else { return Double.sqrt(degreesOfFreedom - 0.5) }
        return Double.sqrt(2) * Double.exp(Double.logGamma(half + 0.5) - Double.logGamma(half))
    }

    /// The `x` with `cdf(x) = p`; 0 at 0, infinite at 1, NaN outside of `0...1`.
    package func quantile(_ p: Double) -> Double {
        guard p >= 0, p <= 1 else { return .nan }
        if p > 0.5 { return upperQuantile(1 - p) }
        return p == 0 ? 0 : root { cdf($0) >= p }
    }

    /// The `x` with `sf(x) = p`, also for `p` far too small to be told from `1 - p = 1`.
    package func upperQuantile(_ p: Double) -> Double {
        guard p >= 0, p <= 1 else { return .nan }
        if p == 0 { return .infinity }
        if p > 0.5 { return quantile(1 - p) }
        return root { sf($0) <= p }
    }

    /// The smallest `x` that is high enough, by bisection to the last bit: about 60 evaluations after bracketing.
    private func root(isHighEnough: (Double) -> Bool) -> Double {
        var high = degreesOfFreedom
        while !isHighEnough(high) { high *= 2 }
        var low = high / 2
        while low > 0, isHighEnough(low) {
            high = low
            low /= 2
        }
        while true {
            let middle = low + (high - low) / 2
            if middle <= low || middle >= high { return high }
            if isHighEnough(middle) { high = middle } else { low = middle }
        }
    }
}
