import RealModule

/// The distribution of the two-sample Kolmogorov-Smirnov statistic.
package enum TwoSampleKolmogorov {
    /// `P(D >= d)` for samples of `n` and `m` from one continuous distribution, over all orders of the pooled values.
    ///
    /// A path that steps right for each value of the first sample and up for each of the second is outside once
    /// `|i/n - j/m| >= d`. The share of paths to a point `(i, j)` that have been outside is the mean of the shares at
    /// its two predecessors, weighted by `i` and `j`: only positive numbers are added, so small p-values keep all
    /// digits. After J. L. Hodges, "The Significance Probability of the Smirnov Two-Sample Test" (Arkiv för Matematik
    /// 3, 1958). The same values as `scipy.stats.ks_2samp(method="exact")`. O(n m d) steps.
    ///
    /// - Precondition: `n * m` fits an `Int`.
    package static func exactSF(_ n: Int, _ m: Int, _ d: Double) -> Double {
        // In whole steps of 1/(n m), which is what rounding of d allows to recover.
        let limit = Int((d * Double(n) * Double(m)).rounded())
        guard limit > 0 else { return 1 }
        var outside = [Double](repeating: 1, count: m + 1)
        var previousLow = 0
        for i in 0...n {
            // The j with |i m - j n| < limit.
            let low = Swift.max(0, floorDivide(i * m - limit, n) + 1)
            let high = Swift.min(m, -floorDivide(-(i * m + limit), n) - 1)
            guard low <= high else { return 1 }
            for j in previousLow..<low { outside[j] = 1 }
            for j in low...high {
                guard i + j > 0 else {
                    outside[j] = 0
                    continue
                }
                let fromLeft = i > 0 ? outside[j] * Double(i) : 0
                let fromBelow = j == 0 ? 0 : (j > low ? outside[j - 1] : 1) * Double(j)
                outside[j] = (fromLeft + fromBelow) / Double(i + j)
            }
            previousLow = low
        }
        return outside[m]
    }

    /// The limit for large samples: one sample of `n m / (n + m)` rows (rounded), as `ks_2samp(method="asymp")`.
    package static func asymptoticSF(_ n: Int, _ m: Int, _ d: Double) -> Double {
        let effective = Double(n) * (Double(m) / (Double(n) + Double(m)))
        // A product of one row with many rounds to one.
        return Kolmogorov.sf(count: Swift.max(1, Int(effective.rounded(.toNearestOrEven))), d)
    }

    private static func floorDivide(_ a: Int, _ b: Int) -> Int {
        let quotient = a / b
        return a % b < 0 ? quotient - 1 : quotient
    }
}
