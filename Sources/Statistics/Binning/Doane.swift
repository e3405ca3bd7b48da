import RealModule

extension BinEdges {
    /// Doane's rule: Sturges' with more bins for skewed data, of width `range / (1 + log2 n + log2(1 + |g1| / s))` with
    /// `s = sqrt(6 (n - 2) / ((n + 1)(n + 3)))`.
    ///
    /// Source: D. P. Doane, "Aesthetic Frequency Classifications" (The American Statistician 30, 1976); the same
    /// edges as `numpy.histogram_bin_edges(x, "doane")`. One or two values, or a constant column, get one bin. At
    /// most `automaticBinLimit` bins.
    ///
    /// - Parameter skewness: `g1 = (m3 / n) / (m2 / n)^1.5` from the sums of cubed and squared deviations from the
    ///   mean; `nil` or not finite when there is no spread.
    /// - Returns: `nil` for no values, or a range that is not finite and in order.
    package static func doane(
        count: Int, minimum: Double, maximum: Double, skewness: Double?, integers: Bool = false
    ) -> BinEdges? {
        guard count > 0 else { return nil }
        guard count > 2, let skewness, skewness.isFinite else {
            return equalWidth(minimum: minimum, maximum: maximum, bins: 1)
        }
        let n = Double(count)
        let scale = Double.sqrt(6 * (n - 2) / ((n + 1) * (n + 3)))
        let classes = 1 + Double.log2(n) + Double.log2(1 + abs(skewness) / scale)
        return ofWidth((maximum - minimum) / classes, minimum: minimum, maximum: maximum, integers: integers)
    }

    /// Doane's rule on finite values, in two passes.
    package static func doane(_ values: [Double], integers: Bool = false) -> BinEdges? {
        let moments = Moments(values)
        guard let minimum = moments.minimum, let maximum = moments.maximum else { return nil }
        return doane(
            count: values.count, minimum: minimum, maximum: maximum, skewness: skewness(values, moments),
            integers: integers)
    }

    private static func skewness(_ values: [Double], _ moments: Moments) -> Double? {
        guard let deviation = moments.standardDeviation(ddof: 0), deviation > 0 else { return nil }
        var sum = 0.0
        for value in values {
            let z = (value - moments.mean) / deviation
            sum += z * z * z
        }
        return sum / Double(values.count)
    }
}
