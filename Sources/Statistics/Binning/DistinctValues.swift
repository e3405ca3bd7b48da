extension BinEdges {
    /// One bin for each distinct value, cut half way between neighbours.
    ///
    /// For counts, ratings, flags: anything with few values, where a bin that mixes two of them hides a change. O(k).
    ///
    /// - Parameter distinct: finite values, strictly ascending. Neighbouring doubles are told apart too.
    /// - Returns: `nil` for no values, when they are not finite and ascending, or when the last two are the two largest
    ///   doubles, between which no half-open bin ends.
    package static func distinctValues(_ distinct: [Double]) -> BinEdges? {
        guard let first = distinct.first, let last = distinct.last else { return nil }
        // Nothing but the value itself: what never varied and begins to lies outside, be it by ever so little.
        guard distinct.count > 1 else { return BinEdges([first, first.nextUp]) ?? BinEdges([first.nextDown, first]) }
        guard BinEdges(distinct) != nil else { return nil }
        let cuts = zip(distinct, distinct.dropFirst()).map { low, high in
            // Halves are added so that the sum cannot overflow. A bin holds its left edge, so a cut may be `high`
            // itself.
            let middle = low / 2 + high / 2
            return middle > low && middle <= high ? middle : high
        }
        let end = cuts.last == last ? last.nextUp : last
        return BinEdges([first] + cuts + [end])
    }
}
