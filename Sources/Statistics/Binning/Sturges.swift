import RealModule

extension BinEdges {
    /// Sturges' rule: bins of width `range / (log2 n + 1)`.
    ///
    /// Source: H. A. Sturges, "The Choice of a Class Interval" (JASA 21, 1926); the same edges as
    /// `numpy.histogram_bin_edges(x, "sturges")`, whose rule for integer arrays is `integers: true`.
    /// A constant column gets one bin.
    ///
    /// - Returns: `nil` for no values, or a range that is not finite and in order.
    package static func sturges(count: Int, minimum: Double, maximum: Double, integers: Bool = false) -> BinEdges? {
        guard count > 0 else { return nil }
        let width = (maximum - minimum) / (Double.log2(Double(count)) + 1)
        return ofWidth(width, minimum: minimum, maximum: maximum, integers: integers)
    }
}
