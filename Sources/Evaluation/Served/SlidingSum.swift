package import Statistics

/// The sum of the latest of a row of summaries, while newer ones come and older ones go.
///
/// Two stacks: of the older ones, the sum from each to the newest among them; of the newer ones, all and their sum. Each
/// summary is merged three times at most, however long the stretch is, and nothing is ever taken away from a sum, which
/// moments would not bear.
package struct SlidingSum<Summary: Mergeable> {
    /// The oldest last.
    private var older: [(key: Int64, sum: Summary)] = []
    private var newer: [(key: Int64, summary: Summary)] = []
    private var newerSum: Summary?

    package init() {}

    /// - Precondition: `key` is above those before.
    package mutating func push(_ summary: Summary, key: Int64) throws {
        newer.append((key, summary))
        try newerSum.merge(summary)
    }

    /// Forgets all whose key is below this one.
    package mutating func drop(before key: Int64) throws {
        while let oldest = older.last?.key ?? newer.first?.key, oldest < key {
            if older.isEmpty { try turn() }
            older.removeLast()
        }
    }

    /// `nil` when there are none.
    package var sum: Summary? {
        get throws {
            var sum = older.last?.sum
            try sum.merge(newerSum)
            return sum
        }
    }

    private mutating func turn() throws {
        for (key, summary) in newer.reversed() {
            var sum = summary
            if let younger = older.last?.sum { try sum.merge(younger) }
            older.append((key, sum))
        }
        newer = []
        newerSum = nil
    }
}
