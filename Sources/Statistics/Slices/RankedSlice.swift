/// A slice that a search has found.
package struct RankedSlice: Sendable, Hashable {
    /// In the order of the columns.
    package var conditions: [CodeRange]
    package var score: Double
    /// The maximum is not told.
    package var current: LossSum
    /// In the earlier window, where there is one.
    package var earlier: LossSum

    /// The score without its last bits, in which slices of the same records differ by the order of adding.
    private var rank: Double { Double(bitPattern: (score.bitPattern &+ 0x8000) & ~0xFFFF) }

    /// Of equal scores the slice with fewer conditions comes first, then the one of earlier columns and lower codes.
    static func precedes(_ left: Self, _ right: Self) -> Bool {
        let (one, other) = (left.rank, right.rank)
        if one != other { return one > other }
        if left.conditions.count != right.conditions.count { return left.conditions.count < right.conditions.count }
        return left.conditions.lexicographicallyPrecedes(right.conditions)
    }
}

/// The best slices seen so far.
struct TopSlices: Sendable {
    let limit: Int
    private(set) var slices: [RankedSlice] = []
    /// Slices that cannot score this much need not be looked at. A little below the last score, because bounds are rounded, too.
    private(set) var threshold = 0.0

    init(limit: Int) { self.limit = limit }

    mutating func insert(_ slice: RankedSlice) {
        guard slices.count < limit || slices.last.map({ RankedSlice.precedes(slice, $0) }) == true else { return }
        let place = slices.firstIndex { RankedSlice.precedes(slice, $0) } ?? slices.count
        slices.insert(slice, at: place)
        if slices.count > limit { slices.removeLast() }
        if slices.count == limit, let last = slices.last { threshold = last.score * (1 - 1e-9) }
    }

    mutating func insert(_ others: TopSlices) { for slice in others.slices { insert(slice) } }

    /// Nothing is in it, and no less is asked for.
    var emptied: TopSlices {
        var result = TopSlices(limit: limit)
        result.threshold = threshold
        return result
    }
}
