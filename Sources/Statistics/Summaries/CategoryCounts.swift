/// Counts of a categorical column's values over a fixed dictionary.
///
/// The dictionary is made once, from the reference, and holds its most frequent values. Reference values that did not
/// fit are `other`; values that the reference never had are `unseen`.
package struct CategoryCounts: Sendable, Hashable, Codable {
    /// The dictionary, in a fixed order; values are distinct.
    package let categories: [String]
    /// One count for each element of `categories`.
    package private(set) var counts: [Int]
    /// Values of the reference that are not in the dictionary.
    package private(set) var other: Int
    /// Values that the reference never had.
    package private(set) var unseen: Int

    /// - Precondition: one count for each category.
    package init(categories: [String], counts: [Int], other: Int = 0, unseen: Int = 0) {
        precondition(counts.count == categories.count, "category counts need one count for each category")
        self.categories = categories
        self.counts = counts
        self.other = other
        self.unseen = unseen
    }

    /// No values yet.
    package init(categories: [String]) {
        self.init(categories: categories, counts: Array(repeating: 0, count: categories.count))
    }

    /// All values counted.
    package var total: Int { counts.reduce(0, +) + other + unseen }

    /// The counts of the dictionary, then `other`, then `unseen`: the form for comparing distributions.
    package var allCounts: [Int] { counts + [other, unseen] }
}

extension CategoryCounts: Mergeable {
    package mutating func merge(_ other: Self) throws(SummaryMismatch) {
        guard categories == other.categories else {
            throw SummaryMismatch("the category counts have different dictionaries")
        }
        for index in counts.indices { counts[index] += other.counts[index] }
        self.other += other.other
        unseen += other.unseen
    }
}
