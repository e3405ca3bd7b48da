extension BinEdges {
    /// Bins of about equal mass from quantiles at equal steps, the first being the minimum and the last the maximum.
    ///
    /// A value that several quantiles share holds at least a bin's worth of rows. It gets a bin of its own, from that
    /// value to the next double, so that a column that is zero half of the time keeps its zeros apart from small
    /// values. A constant column is one bin. O(k).
    ///
    /// - Parameter quantiles: in ascending order, finite.
    /// - Returns: `nil` for no quantiles, or any that is not finite.
    package static func equalMass(quantiles: [Double]) -> BinEdges? {
        guard let first = quantiles.first, quantiles.allSatisfy(\.isFinite) else { return nil }
        let repeats = zip(quantiles, quantiles.dropFirst()).filter { $0 == $1 }.map(\.0.nextUp)
        return repaired(quantiles + repeats) ?? around(first)
    }

    /// `bins` bins of about equal mass from a sorted sample of finite values.
    ///
    /// - Returns: `nil` for an empty sample or `bins < 1`.
    package static func equalMass(sorted: [Double], bins: Int) -> BinEdges? {
        guard bins >= 1 else { return nil }
        return equalMass(
            quantiles: (0...bins).compactMap { quantile(ofSorted: sorted, Double($0) / Double(bins)) })
    }
}
