import RealModule

/// Derivatives of the logarithm of the gamma function, which are moments of the logarithm of a chi-square variable: with `d` degrees of freedom, `ln(X / d)`
/// has the mean `digamma(d/2) - ln(d/2)` and the variance `trigamma(d/2)`.
///
/// Asymptotic series (Abramowitz and Stegun 6.3.18 and 6.4.12) from 10 on, below it the recurrences 6.3.5 and 6.4.6. To a relative 1e-13, beside
/// digamma's zero.
package enum Polygamma {
    private static let asymptotic = 10.0

    /// The first derivative, for `x > 0`.
    package static func digamma(_ x: Double) -> Double {
        var (x, sum) = (x, 0.0)
        while x < asymptotic { (sum, x) = (sum - 1 / x, x + 1) }
        let y = 1 / (x * x)
        return sum + Double.log(x) - 0.5 / x
            - y * (1.0 / 12 - y * (1.0 / 120 - y * (1.0 / 252 - y * (1.0 / 240 - y * (1.0 / 132 - y * (691.0 / 32_760 - y / 12))))))
    }

    /// The second derivative, for `x > 0`.
    package static func trigamma(_ x: Double) -> Double {
        var (x, sum) = (x, 0.0)
        while x < asymptotic { (sum, x) = (sum + 1 / (x * x), x + 1) }
        let y = 1 / (x * x)
        return sum + 0.5 * y
            + (1 + y * (1.0 / 6 - y * (1.0 / 30 - y * (1.0 / 42 - y * (1.0 / 30 - y * (5.0 / 66 - y * (691.0 / 2_730 - y * 7.0 / 6))))))) / x
    }

    /// The `x` with `trigamma(x) = value`, for `value > 0`, by halving; infinite for 0 or less.
    package static func inverseTrigamma(_ value: Double) -> Double {
        guard value > 0 else { return .infinity }
        // 1 / x < trigamma(x) < 1 / x + 1 / x^2.
        var (low, high) = (1 / value, 1 / value + 1 / value.squareRoot())
        for _ in 0..<60 where high - low > 1e-14 * high {
            let middle = (low + high) / 2
            if trigamma(middle) > value { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }
}
