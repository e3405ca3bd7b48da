extension BinEdges {
    /// Edges from candidates in any order: sorted, repeated and non-finite ones dropped.
    ///
    /// - Returns: `nil` when fewer than two distinct finite candidates remain.
    package static func repaired(_ candidates: some Sequence<Double>) -> BinEdges? {
        var values: [Double] = []
        for candidate in candidates.filter(\.isFinite).sorted() where values.last != candidate {
            values.append(candidate)
        }
        return BinEdges(values)
    }

    /// One bin around a single finite value: half a unit to either side as numpy does, or the neighbouring doubles
    /// where half a unit is too small to be seen.
    ///
    /// - Returns: `nil` for a value that is not finite.
    package static func around(_ value: Double) -> BinEdges? {
        repaired([value - 0.5, value + 0.5])
            ?? repaired([value.nextDown, value, value.nextUp]).flatMap { repaired([$0.first, $0.last]) }
    }

    /// The same inner cuts with the outer edges moved outwards to hold `minimum` and `maximum`.
    ///
    /// Gives the open outer bins the width that the mass in them really has, which is what distances measured in the
    /// column's own unit need. Bounds that are inside already, or not finite, change nothing.
    package func extended(toCover minimum: Double, _ maximum: Double) -> BinEdges {
        var moved = values
        if minimum.isFinite, minimum < first { moved[0] = minimum }
        if maximum.isFinite, maximum > last { moved[moved.count - 1] = maximum }
        return BinEdges(moved) ?? self
    }
}
