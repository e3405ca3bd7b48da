import RealModule

/// The pieces from which binomial, gamma and beta terms are put together without cancellation.
///
/// Source: C. Loader, "Fast and Accurate Computation of Binomial Probabilities" (2000). The naive form takes the
/// difference of log-gammas as large as the counts themselves; here the large parts are cancelled on paper, so that the
/// relative error of a term stays near 1e-15 times its own logarithm, for counts of a thousand million as for ten.
enum SaddlePoint {
    /// `ln sqrt(2 pi)`.
    static let halfLogTwoPi = 0.918_938_533_204_672_8

    /// `ln(x!) - ln(sqrt(2 pi x) (x/e)^x)` for real `x > 0`: what Stirling's formula leaves out.
    ///
    /// The asymptotic series is used from 16 on, where its first omitted term is below 1e-17.
    static func stirlingError(_ x: Double) -> Double {
        guard x < 16 else {
            let inverse = 1 / x
            let square = inverse * inverse
            let tail = 1 / 1680 - square * (1 / 1188 - square * 691 / 360_360)
            return inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * tail)))
        }
        return Double.logGamma(x + 1) - (x + 0.5) * Double.log(x) + x - halfLogTwoPi
    }

    /// `x ln(x/mean) + mean - x`, half the Poisson deviance, for `x >= 0` and `mean > 0`; never negative.
    static func deviance(_ x: Double, _ mean: Double) -> Double {
        if x == 0 { return mean }
        let difference = x - mean
        guard abs(difference) < 0.1 * (x + mean) else { return x * Double.log(x / mean) - difference }
        // With v = (x - mean)/(x + mean): ln(x/mean) = 2 (v + v^3/3 + v^5/5 + ...).
        let v = difference / (x + mean)
        var sum = difference * v
        var power = 2 * x * v
        var odd = 1.0
        while true {
            power *= v * v
            odd += 2
            let next = sum + power / odd
            if next == sum { return sum }
            sum = next
        }
    }

    /// `ln(x^a e^-x / Gamma(a + 1))` for `a > 0`, `x > 0`: the log of a Poisson term for real `a`.
    static func logPoissonTerm(_ a: Double, mean x: Double) -> Double {
        -stirlingError(a) - deviance(a, x) - halfLogTwoPi - 0.5 * Double.log(a)
    }

    /// `ln(p^a q^b Gamma(a + b + 1) / (Gamma(a + 1) Gamma(b + 1)))` for `p + q = 1` and real `a, b >= 0`: the log of a
    /// binomial term. Both shares are taken so that neither is a rounded complement of the other.
    static func logBinomialTerm(_ a: Double, _ b: Double, p: Double, q: Double) -> Double {
        let n = a + b
        if p == 0 { return a == 0 ? 0 : -.infinity }
        if q == 0 { return b == 0 ? 0 : -.infinity }
        if a == 0 { return n * (p < 0.5 ? Double.log(onePlus: -p) : Double.log(q)) }
        if b == 0 { return n * (q < 0.5 ? Double.log(onePlus: -q) : Double.log(p)) }
        return stirlingError(n) - stirlingError(a) - stirlingError(b)
            - deviance(a, n * p) - deviance(b, n * q)
            - halfLogTwoPi - 0.5 * (Double.log(a) + Double.log(b / n))
    }
}
