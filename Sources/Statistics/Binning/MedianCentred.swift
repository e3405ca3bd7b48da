extension BinEdges {
    /// Arize's bins: eight of a third of a standard deviation around the median, and one more to the minimum and to the
    /// maximum where values lie beyond them.
    ///
    /// Source: Arize's documentation of numeric binning (read 2026); offered for compatibility. Which divisor its
    /// standard deviation has is not published. A column without spread gets one bin around its median.
    ///
    /// - Returns: `nil` for a median that is not finite.
    package static func medianCentred(
        median: Double, standardDeviation: Double, minimum: Double, maximum: Double
    ) -> BinEdges? {
        let inner = (-4...4).map { median + Double($0) * standardDeviation / 3 }
        guard median.isFinite, standardDeviation > 0, let cuts = repaired(inner) else { return around(median) }
        let outer = [minimum, maximum].filter { $0 < cuts.first || $0 > cuts.last }
        return repaired(cuts.values + outer)
    }
}
