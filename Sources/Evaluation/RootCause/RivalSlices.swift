/// A slice of one condition that may be the one that changed, by its column's codes.
struct RivalSlice: Sendable {
    var column: Int
    var codes: ClosedRange<Int>
    var isInside: Bool
    /// What it explains.
    var gain: Double

    private static let most = 6
    /// Those that explain less than this share of what the best does are no rivals.
    private static let leastShare = 0.3

    func contains(_ code: Int) -> Bool { codes.contains(code) == isInside }

    /// The records of this slice; those of them that another one has not.
    func rows(of columns: [CodedEvidence.Column], without other: RivalSlice?, _ codes: KeyPath<CodedEvidence.Column, [Int]>) -> [Int] {
        let own = columns[column][keyPath: codes]
        guard let other else { return own.indices.filter { contains(own[$0]) } }
        let others = columns[other.column][keyPath: codes]
        return own.indices.filter { contains(own[$0]) && !other.contains(others[$0]) }
    }

    /// The one that changed, of slices that overlap as their columns go together: records that are only of that one changed, and those that are only of another
    /// did not, however much the other explains for what they share.
    ///
    /// - Parameter each: how much each record of the one that the other has not changed; `nil` for too few.
    static func guilty(_ rivals: [RivalSlice], each: (RivalSlice, RivalSlice) -> Double?) -> RivalSlice? {
        let sorted = rivals.sorted { ($0.gain, $1.column) > ($1.gain, $0.column) }
        guard let best = sorted.first else { return nil }
        var champion = best
        for rival in sorted.dropFirst().prefix(most) where rival.gain > leastShare * best.gain {
            if let own = each(rival, champion), let others = each(champion, rival), own > others { champion = rival }
        }
        return champion
    }
}
