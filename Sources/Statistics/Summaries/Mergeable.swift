/// A summary of some rows that can be combined with the summary of other rows.
///
/// The merge law: for any split of the rows into parts, merging the parts' summaries in any order gives the summary
/// of the whole. Counts agree to the last bit, sums of doubles up to rounding.
package protocol Mergeable {
    /// Takes in the rows behind `other`.
    ///
    /// - Throws: `SummaryMismatch` when the two do not describe the same column in the same way, such as histograms
    ///   over different edges. `self` is then unchanged.
    mutating func merge(_ other: Self) throws(SummaryMismatch)
}

extension Mergeable {
    /// The summary of the rows behind `self` and `other` together.
    package func merging(_ other: Self) throws(SummaryMismatch) -> Self {
        var result = self
        try result.merge(other)
        return result
    }
}

/// Two summaries that cannot be combined because they were taken over different bins, categories or classes.
package struct SummaryMismatch: Error, Equatable, CustomStringConvertible {
    /// What differs, in words.
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
