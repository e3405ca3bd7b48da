extension AlignedCounts {
    /// Counts of two histograms over the same edges, outside values taken into the outer bins.
    ///
    /// For distances that know the order of bins but not their width. For `wassersteinDistance(over:)` the edges
    /// should hold all values: `edges.extended(toCover:_:)`. O(k).
    ///
    /// - Returns: `nil` when one side has no values.
    /// - Throws: `SummaryMismatch` when the edges differ.
    package init?(reference: Histogram, current: Histogram) throws(SummaryMismatch) {
        guard reference.edges == current.edges else {
            throw SummaryMismatch("the histograms have different edges")
        }
        self.init(reference: reference.countsWithOpenEnds, current: current.countsWithOpenEnds)
    }

    /// Counts of two sets of categories over the same dictionary; `other` and `unseen` are a cell each. O(k).
    ///
    /// - Returns: `nil` when one side has no values.
    /// - Throws: `SummaryMismatch` when the dictionaries differ.
    package init?(reference: CategoryCounts, current: CategoryCounts) throws(SummaryMismatch) {
        guard reference.categories == current.categories else {
            throw SummaryMismatch("the category counts have different dictionaries")
        }
        self.init(reference: reference.allCounts, current: current.allCounts, isBinned: false)
    }
}
