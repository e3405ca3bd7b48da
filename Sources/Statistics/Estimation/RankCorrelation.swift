import RealModule

/// How closely two series rise and fall together: Spearman's rank correlation, equal values sharing the mean of their ranks.
///
/// Interval: Fisher's `atanh r ± z sqrt((1 + r² / 2) / (m - 3))` (Bonett and Wright, "Sample Size Requirements for Estimating Pearson, Kendall and
/// Spearman Correlations", Psychometrika 65, 2000). Values that follow one another in time are fewer than they look: with `a` and `b` the first
/// autocorrelations of the two series of ranks, `m = n (1 - a b) / (1 + a b)` (Bartlett, "Some Aspects of the Time-Correlation Problem", Journal of
/// the Royal Statistical Society 98, 1935).
package struct RankCorrelation: Sendable, Hashable {
    /// -1 to 1.
    package let value: Double
    /// Of all intervals together, where there are several, at a confidence of 95 %.
    package let lower: Double
    package let upper: Double
    /// Pairs of values.
    package let count: Int

    /// Fewer pairs tell nothing of how closely two series go together.
    package static let leastPairs = 8

    /// - Parameters:
    ///   - pairs: in order of time.
    ///   - intervals: how many such correlations are looked at together; each interval is then so much wider that all hold (Bonferroni).
    /// - Returns: `nil` for fewer than eight pairs, where a value is not finite, and where one side is constant. O(n log n).
    package init?(_ pairs: [(Double, Double)], intervals: Int = 1) {
        guard pairs.count >= Self.leastPairs, pairs.allSatisfy({ $0.0.isFinite && $0.1.isFinite }) else { return nil }
        let (left, right) = (Self.centredRanks(pairs.map(\.0)), Self.centredRanks(pairs.map(\.1)))
        func product(_ one: [Double], _ other: [Double]) -> Double { zip(one, other).reduce(0) { $0 + $1.0 * $1.1 } }
        let (own, others) = (product(left, left), product(right, right))
        guard own > 0, others > 0 else { return nil }
        value = Swift.max(-1, Swift.min(1, product(left, right) / (own * others).squareRoot()))
        count = pairs.count
        let common = Autocorrelation.first(left) * Autocorrelation.first(right)
        let effective = Swift.max(4, Double(count) * (1 - common) / (1 + common))
        // Ranks that agree wholly are not certain to do so for ever: as if one pair of neighbours had changed places.
        let limit = 1 - 12 / (Double(count) * (Double(count) * Double(count) - 1))
        let centre = Double.atanh(Swift.max(-limit, Swift.min(limit, value)))
        let reach = StandardNormal.upperQuantile(0.025 / Double(intervals)) * ((1 + value * value / 2) / (effective - 3)).squareRoot()
        (lower, upper) = (Double.tanh(centre - reach), Double.tanh(centre + reach))
    }

    /// Ranks less their mean.
    private static func centredRanks(_ values: [Double]) -> [Double] {
        midranks(values).map { $0 - Double(values.count + 1) / 2 }
    }
}
