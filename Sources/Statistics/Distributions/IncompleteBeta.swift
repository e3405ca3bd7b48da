import RealModule

/// The regularised incomplete beta function `I_x(a, b)`.
///
/// Continued fraction of DLMF 8.17.22 by Lentz's method, on the side of the mean where it converges in O(sqrt(max(a,
/// b))) steps. Small values keep their relative accuracy.
enum IncompleteBeta {
    /// `I_x(a, b)` for `a, b > 0`. Both `x` and `complement = 1 - x` are taken so that neither has to be rounded.
    static func value(_ a: Double, _ b: Double, x: Double, complement: Double) -> Double {
        if x <= 0 { return 0 }
        if complement <= 0 { return 1 }
        return x <= (a + 1) / (a + b + 2)
            ? fraction(a, b, x: x, y: complement)
            : 1 - fraction(b, a, x: complement, y: x)
    }

    private static func fraction(_ a: Double, _ b: Double, x: Double, y: Double) -> Double {
        let tiny = Double.leastNormalMagnitude
        func safe(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
        var c = 1.0
        var d = 1 / safe(1 - (a + b) * x / (a + 1))
        var value = d
        var m = 0.0
        while m < 1e6 {
            m += 1
            let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            d = 1 / safe(1 + even * d)
            c = safe(1 + even / c)
            value *= d * c
            let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            d = 1 / safe(1 + odd * d)
            c = safe(1 + odd / c)
            let factor = d * c
            value *= factor
            if abs(factor - 1) < 1e-16 { break }
        }
        // x^a y^b / (a B(a, b)), as a binomial term.
        return value * Double.exp(SaddlePoint.logBinomialTerm(a, b, p: x, q: y)) * b / (a + b)
    }
}
