import RealModule

/// The distribution of the Kolmogorov statistic `D_n = sup |F_n - F|` of one sample, and its limit.
package enum Kolmogorov {
    /// `lim P(sqrt(n) D_n > x)`, by `2 * sum of (-1)^(k-1) e^(-2 k^2 x^2)` (Kolmogorov 1933), and below 0.8 by the
    /// theta function's other form, `1 - sqrt(2 pi)/x * sum of e^(-(2k-1)^2 pi^2 / (8 x^2))`. O(1).
    package static func limitSF(_ x: Double) -> Double {
        if x <= 0.04 { return x.isNaN ? .nan : 1 }
        var sum = 0.0
        if x < 0.8 {
            for k in 1...4 {
                let odd = Double(2 * k - 1) * Double.pi / x
                sum += Double.exp(-odd * odd / 8)
            }
            return 1 - Double.sqrt(2 * Double.pi) / x * sum
        }
        for k in 1...6 {
            let term = Double.exp(-2 * Double(k * k) * x * x)
            sum += k % 2 == 1 ? term : -term
        }
        return 2 * sum
    }

    /// The `x` with `limitSF(x) = p`, for `p` in `0..<1`, by bisection.
    package static func limitUpperQuantile(_ p: Double) -> Double {
        var low = 0.04
        var high = 20.0
        while true {
            let middle = 0.5 * (low + high)
            if middle <= low || middle >= high { return high }
            if limitSF(middle) <= p { high = middle } else { low = middle }
        }
    }

    /// `P(D_n >= d)` for a sample of `n` from a continuous distribution.
    ///
    /// The scheme of R. Simard and P. L'Ecuyer, "Computing the Two-Sided Kolmogorov-Smirnov Distribution" (Journal of
    /// Statistical Software 39, 2011), as SciPy's `kstwo`: twice the one-sided tail where that is exact or good to all
    /// digits, the matrix of Marsaglia, Tsang and Wang for small `n d`, else the expansion of Pelz and Good.
    /// Relative accuracy 1e-10 above the expansion's region, 1e-6 inside it (there p lies between 0.02 and 1).
    /// At most some 70 000 terms.
    package static func sf(count n: Int, _ d: Double) -> Double {
        let count = Double(n)
        let t = count * d
        if d >= 1 { return 0 }
        if t <= 0.5 { return 1 }
        if t <= 1 {
            // n! (2 t - 1)^n / n^n; Stirling's formula for n! / n^n.
            let log = SaddlePoint.stirlingError(count) + SaddlePoint.halfLogTwoPi + 0.5 * Double.log(count) - count
            return 1 - Double.exp(log + count * Double.log(2 * t - 1))
        }
        if t >= count - 1 { return 2 * Double.pow(1 - d, count) }
        if d >= 0.5 || t * d > (n <= 140 ? 4 : 2.2) { return Swift.min(1, 2 * oneSidedSF(count: n, d)) }
        let usesMatrix = n <= 140 || (n <= 100_000 && count * Double.pow(d, 1.5) <= 1.4)
        let cdf = usesMatrix ? KolmogorovMatrix.cdf(count: n, d) : PelzGood.cdf(count: n, d)
        return Swift.min(1, Swift.max(0, 1 - cdf))
    }

    /// `P(sup (F_n - F) >= d) = d * sum over j of b(j) / (d + j/n)`, where `b(j)` is the binomial probability of `j`
    /// among `n` at the rate `d + j/n` (Birnbaum and Tingey 1951).
    ///
    /// All terms are positive. For large `n` they are a smooth function of `j / n` that vanishes at both ends, so
    /// that a sum over every s-th term, s times, has all digits.
    static func oneSidedSF(count n: Int, _ d: Double) -> Double {
        let count = Double(n)
        let stride = Swift.max(1, n / 32_768)
        var sum = 0.0
        var j = 0
        while Double(j) <= count * (1 - d) {
            let p = d + Double(j) / count
            let q = (count * (1 - d) - Double(j)) / count
            if p < 1, q > 0 {
                sum += Double.exp(SaddlePoint.logBinomialTerm(Double(j), count - Double(j), p: p, q: q)) / p
            }
            j += stride
        }
        return Swift.min(1, d * sum * Double(stride))
    }
}
