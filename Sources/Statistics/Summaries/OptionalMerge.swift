/// `nil` is the summary of rows that carry nothing to summarise (no score column, no label yet), so merging with it
/// changes nothing.
extension Optional: Mergeable where Wrapped: Mergeable {
    package mutating func merge(_ other: Self) throws(SummaryMismatch) {
        guard let other else { return }
        if let own = self { self = try own.merging(other) } else { self = other }
    }
}
