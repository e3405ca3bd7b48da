import RealModule

/// The normal distribution with mean 0 and variance 1.
package enum StandardNormal {
    /// `P(Z <= x) = erfc(-x / sqrt 2) / 2`.
    ///
    /// Accurate to a relative 1e-13 down to the smallest doubles, because `erfc` does not cancel. O(1).
    package static func cdf(_ x: Double) -> Double { 0.5 * Double.erfc(-x / Double.sqrt(2)) }

    /// `P(Z > x)`: use it in place of `1 - cdf`, which has no correct digit beyond 8 standard deviations.
    package static func sf(_ x: Double) -> Double { cdf(-x) }

    /// `P(|Z| >= |x|)`, at most 1.
    package static func twoSided(_ x: Double) -> Double { Swift.min(1, Double.erfc(abs(x) / Double.sqrt(2))) }

    /// The density, `exp(-x^2 / 2) / sqrt(2 pi)`.
    package static func density(_ x: Double) -> Double { Double.exp(-0.5 * x * x - SaddlePoint.halfLogTwoPi) }

    /// The `x` with `cdf(x) = p`; infinite at 0 and 1, NaN outside of `0...1`.
    package static func quantile(_ p: Double) -> Double {
        p <= 0.5 ? -upperQuantile(p) : upperQuantile(1 - p)
    }

    /// The `x` with `sf(x) = p`, exact in the far upper tail where `1 - p` rounds to 1.
    ///
    /// Starts from formula 26.2.23 of Abramowitz and Stegun (1964), whose error is below 4.5e-4, and refines it by
    /// Halley's method, which cubes the error at each step.
    package static func upperQuantile(_ p: Double) -> Double {
        guard p >= 0, p <= 1 else { return .nan }
        if p > 0.5 { return -upperQuantile(1 - p) }
        if p == 0.5 { return 0 }
        if p == 0 { return .infinity }
        let t = Double.sqrt(-2 * Double.log(p))
        let numerator = 2.515517 + t * (0.802853 + t * 0.010328)
        let denominator = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308))
        var x = t - numerator / denominator
        for _ in 0..<4 {
            let error = (sf(x) - p) / density(x)
            x += error / (1 - 0.5 * x * error)
        }
        return x
    }
}
