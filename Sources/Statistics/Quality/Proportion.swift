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

    /// Wilson's score interval, which stays inside `0...1` and is sound for few rows and for rates near 0 and 1.
    ///
    /// Source: E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference" (JASA 22, 1927); as
    /// `scipy.stats.binomtest(...).proportion_ci(method="wilson")`. O(1).
    ///
    /// - Precondition: `confidence` lies between 0 and 1.
    package func wilsonInterval(confidence: Double = 0.95) -> ClosedRange<Double> {
        precondition(confidence > 0 && confidence < 1, "a confidence lies between 0 and 1")
        let z = StandardNormal.upperQuantile((1 - confidence) / 2)
        let n = Double(total)
        let scale = 1 + z * z / n
        let middle = (rate + z * z / (2 * n)) / scale
        let half = z / scale * Double.sqrt(rate * (1 - rate) / n + z * z / (4 * n * n))
        let low = count == 0 ? 0 : Swift.max(0, middle - half)
        let high = count == total ? 1 : Swift.min(1, middle + half)
        return low...high
    }
}
