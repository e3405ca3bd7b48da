import RealModule

/// How many of a number of rows have a property: missing, unseen, out of range, positive.
package struct Proportion: Sendable, Hashable, Codable {
    /// Rows with the property.
    package let count: Int
    /// All rows.
    package let total: Int

    /// - Returns: `nil` unless `0 <= count <= total` and `total > 0`: there is no rate of no rows.
    package init?(count: Int, total: Int) {
        guard total > 0, count >= 0, count <= total else { return nil }
        self.count = count
        self.total = total
    }

    /// The share of rows with the property.
    package var rate: Double { Double(count) / Double(total) }

    /// `sqrt(p (1 - p) / n)`; 0 when all or no rows have the property.
    package var standardError: Double { Double.sqrt(rate * (1 - rate) / Double(total)) }

    /// Wilson's score interval; `ConfidenceInterval.wilson` has the source. O(1).
    package func wilsonInterval(_ confidence: Confidence = .ninetyFive) -> ConfidenceInterval {
        .wilson(share: rate, size: Double(total), confidence)
    }
}
