import RealModule

extension BinEdges {
    /// Freedman and Diaconis' rule: bins of width `2 (q3 - q1) / n^(1/3)`.
    ///
    /// Source: D. Freedman and P. Diaconis, "On the Histogram as a Density Estimator: L2 Theory" (Zeitschrift für
    /// Wahrscheinlichkeitstheorie 57, 1981); the same edges as `numpy.histogram_bin_edges(x, "fd")`. A column whose
    /// middle half is one value gets one bin. At most `automaticBinLimit` bins.
    ///
    /// - Returns: `nil` for no values, or a range that is not finite and in order.
    package static func freedmanDiaconis(
        count: Int, minimum: Double, maximum: Double, lowerQuartile: Double, upperQuartile: Double,
        integers: Bool = false
    ) -> BinEdges? {
        guard count > 0 else { return nil }
        let width = 2 * (upperQuartile - lowerQuartile) / Double.root(Double(count), 3)
        return ofWidth(width, minimum: minimum, maximum: maximum, integers: integers)
    }
}
