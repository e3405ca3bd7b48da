import RealModule

/// The distribution of the two-sample Cramér-von Mises statistic.
package enum TwoSampleCramerVonMises {
    /// `P(T >= t)` for samples of `n` and `m` from one continuous distribution, over all orders of the pooled values.
    ///
    /// Counts, for each point of the grid of paths, how many paths reach it with which sum of squared distances from
    /// the diagonal. Source: Y. Xiao, A. Gordon and A. Yakovlev, "A C++ Program for the Cramér-von Mises Two-Sample
    /// Test" (Journal of Statistical Software 17, 2007); the same values as
    /// `scipy.stats.cramervonmises_2samp(method="exact")`. The number of different sums grows quickly: meant for
    /// samples of up to 20.
    ///
    /// - Parameter u: `n * sum of (rank - place)^2` of the first sample plus `m` times that of the second.
    package static func exactSF(_ n: Int, _ m: Int, u: Double) -> Double {
        let product = Double(n) * Double(m)
        // Paths are summed in units of the greatest common divisor; the bound on that sum is T solved for it.
        let unit = greatestCommonDivisor(n, m)
        let scaled = (Double(n) + Double(m)) * (6 * u - product * (4 * product - 1)) / 6
        let target = (scaled / Double(unit * unit)).rounded(.down)
        var row: [[Int: Double]] = Array(repeating: [:], count: m + 1)
        for i in 0...n {
            for j in 0...m {
                var paths: [Int: Double] = i == 0 && j == 0 ? [0: 1] : (i > 0 ? row[j] : [:])
                if j > 0 { paths.merge(row[j - 1], uniquingKeysWith: +) }
                let fromDiagonal = (i * m - j * n) / unit
                row[j] = [:]
                for (sum, count) in paths { row[j][sum + fromDiagonal * fromDiagonal] = count }
            }
        }
        var all = 0.0
        var extreme = 0.0
        for (sum, count) in row[m] {
            all += count
            if Double(sum) >= target { extreme += count }
        }
        return extreme / all
    }

    /// The limit for large samples after T. W. Anderson, "On the Distribution of the Two-Sample Cramér-von Mises
    /// Criterion" (Annals of Mathematical Statistics 33, 1962): the statistic brought to the limit's mean and
    /// variance.
    package static func asymptoticSF(_ n: Int, _ m: Int, _ t: Double) -> Double {
        let first = Double(n)
        let second = Double(m)
        let total = first + second
        let product = first * second
        let mean = (1 + 1 / total) / 6
        let spread = 4 * product * total - 3 * (first * first + second * second) - 2 * product
        let variance = (total + 1) * spread / (45 * total * total * 4 * product)
        return CramerVonMisesLimit.sf(1.0 / 6 + (t - mean) / Double.sqrt(45 * variance))
    }

    private static func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
        b == 0 ? a : greatestCommonDivisor(b, a % b)
    }
}
