import RealModule

/// A pair of columns whose correlation may have changed.
package struct CorrelationChange: Sendable, Hashable {
    /// Places of the columns, the lower first.
    package let pair: [Int]
    package let reference: Double
    package let current: Double
    /// The difference in standard errors, after Fisher's transformation; its sign is that of the change.
    package let z: Double
    /// Chance of such a difference or a larger one if the correlations were equal, for this pair alone.
    package let pValue: Double
    /// The same among all pairs (Bonferroni), at most 1.
    package let adjusted: Double

    /// Whether the correlations of two sets of rows are the same, pair by pair, most surely changed first.
    ///
    /// `z = (atanh r1 - atanh r2) / sqrt(1 / (n1 - 3) + 1 / (n2 - 3))` is about standard normal for rows of two normal variables
    /// (R. A. Fisher, Metron 1, 1921), of which only the ranks of the p-values survive where tails are heavy: for such columns the rows are
    /// to be ranks. Pairs of which a column is constant on one side are left out, and so are correlations that rounding has brought to 1 on
    /// both sides. Empty for fewer than four rows on a side. O(k^2) in the number of columns.
    ///
    /// - Precondition: both have the same columns.
    package static func all(reference: CoMoments, current: CoMoments) -> [CorrelationChange] {
        precondition(reference.means.count == current.means.count, "correlations are compared over the same columns")
        guard reference.count > 3, current.count > 3 else { return [] }
        let error = Double.sqrt(1 / Double(reference.count - 3) + 1 / Double(current.count - 3))
        var pairs: [(pair: [Int], reference: Double, current: Double, z: Double)] = []
        for first in reference.means.indices {
            for second in (first + 1)..<Swift.max(first + 1, reference.means.count) {
                guard let before = reference.correlation(first, second), let now = current.correlation(first, second) else { continue }
                let limit = 1 - 1e-12
                guard abs(before) < limit || abs(now) < limit else { continue }
                let (left, right) = (Swift.max(-limit, Swift.min(limit, before)), Swift.max(-limit, Swift.min(limit, now)))
                let z = (Double.atanh(right) - Double.atanh(left)) / error
                pairs.append(([first, second], before, now, z))
            }
        }
        return pairs.map { pair in
            let pValue = StandardNormal.twoSided(pair.z)
            return CorrelationChange(
                pair: pair.pair, reference: pair.reference, current: pair.current, z: pair.z, pValue: pValue,
                adjusted: Swift.min(1, pValue * Double(pairs.count)))
        }.sorted { abs($0.z) > abs($1.z) }
    }
}

extension CoMoments {
    /// Pearson's correlation; `nil` where a variable is constant, or but for rounding.
    package func correlation(_ first: Int, _ second: Int) -> Double? {
        let (left, right) = (product(first, first), product(second, second))
        func varies(_ variable: Int, _ square: Double) -> Bool {
            square > Double(count) * means[variable] * means[variable] * 1e-26 && square > 0
        }
        guard varies(first, left), varies(second, right) else { return nil }
        let correlation = product(first, second) / (Double.sqrt(left) * Double.sqrt(right))
        return correlation.isFinite ? Swift.max(-1, Swift.min(1, correlation)) : nil
    }
}
