import RealModule

extension BinEdges {
    /// The most bins that a rule which chooses their number will make.
    ///
    /// Doane's and Freedman and Diaconis' rules ask for millions of bins when one value lies far out; a histogram of
    /// that size costs more than it shows.
    package static let automaticBinLimit = 10_000

    /// `bins` bins of equal width from `minimum` to `maximum`, as `numpy.linspace` places them.
    ///
    /// A constant column gets one bin around its value (`around`). Where neighbouring edges fall on the same double,
    /// they are one edge, so that there are fewer bins; a range too wide for a double is divided all the same.
    /// O(bins).
    ///
    /// - Returns: `nil` unless both ends are finite, in order, and `bins >= 1`.
    package static func equalWidth(minimum: Double, maximum: Double, bins: Int) -> BinEdges? {
        guard minimum.isFinite, maximum.isFinite, minimum <= maximum, bins >= 1 else { return nil }
        guard minimum < maximum else { return around(minimum) }
        let step = (maximum - minimum) / Double(bins)
        let inner = (1..<bins).map { index in
            if step.isFinite { return Swift.min(Double(index) * step + minimum, maximum) }
            let share = Double(index) / Double(bins)
            return minimum * (1 - share) + maximum * share
        }
        return repaired([minimum] + inner + [maximum])
    }

    /// Bins of about the given width, as many as `numpy.histogram_bin_edges` makes of it: `ceil(range / width)`, one
    /// for a width of zero, and widths of at least one for integers.
    static func ofWidth(_ width: Double, minimum: Double, maximum: Double, integers: Bool) -> BinEdges? {
        guard minimum < maximum else { return equalWidth(minimum: minimum, maximum: maximum, bins: 1) }
        let used = integers && width > 0 ? Swift.max(width, 1) : width
        let range = maximum - minimum
        guard used > 0, used.isFinite, range.isFinite else {
            return equalWidth(minimum: minimum, maximum: maximum, bins: 1)
        }
        let bins = Swift.min((range / used).rounded(.up), Double(automaticBinLimit))
        return equalWidth(minimum: minimum, maximum: maximum, bins: Int(Swift.max(bins, 1)))
    }
}
