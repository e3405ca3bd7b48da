import RealModule

/// The regularised incomplete gamma functions, `P(a, x) = 1/Gamma(a) * integral from 0 to x of t^(a-1) e^-t`, and
/// `Q = 1 - P`.
///
/// The power series serves below `x = a + 1`, Legendre's continued fraction above (DLMF 8.11.4 and 8.9.2), evaluated by
/// Lentz's method. Each gives the smaller of the two without cancellation; the other is its complement. Takes
/// O(sqrt a) steps near `x = a`, a dozen elsewhere.
enum IncompleteGamma {
    /// `P(a, x)` for `a > 0`.
    static func lower(_ a: Double, _ x: Double) -> Double {
        if x <= 0 { return 0 }
        if x == .infinity { return 1 }
        return x < a + 1 ? series(a, x) : 1 - continuedFraction(a, x)
    }

    /// `Q(a, x)` for `a > 0`; accurate in the far upper tail.
    static func upper(_ a: Double, _ x: Double) -> Double {
        if x <= 0 { return 1 }
        if x == .infinity { return 0 }
        return x < a + 1 ? 1 - series(a, x) : continuedFraction(a, x)
    }

    private static func series(_ a: Double, _ x: Double) -> Double {
        var term = 1.0
        var sum = 1.0
        var n = a
        while term > sum * 1e-17 {
            n += 1
            term *= x / n
            sum += term
        }
        return sum * Double.exp(SaddlePoint.logPoissonTerm(a, mean: x))
    }

    private static func continuedFraction(_ a: Double, _ x: Double) -> Double {
        var b = x + 1 - a
        var c = 1 / Double.leastNormalMagnitude
        var d = 1 / b
        var value = d
        var i = 0.0
        while i < 1e6 {
            i += 1
            let an = i * (a - i)
            b += 2
            d = 1 / (b + an * d)
            c = b + an / c
            let factor = c * d
            value *= factor
            if abs(factor - 1) < 1e-16 { break }
        }
        return value * a * Double.exp(SaddlePoint.logPoissonTerm(a, mean: x))
    }
}
