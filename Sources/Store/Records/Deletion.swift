package import Domain

/// Which rows are to go for good.
package enum Deletion: Sendable, Hashable {
    /// All rows of these identities, in every environment and version, with their ground truth.
    case identities([String])
    /// All rows of every identity that has, or ever had, this value in this column; and rows without an identity that have
    /// it. The value is compared as the column's type, or with the text of a cell that did not fit it.
    case value(column: String, text: String)
    /// Records whose event (where its time is not known: whose arrival) was before this, rounded down to a whole hour, and
    /// ground truth without a record that is as old. Summaries of the hours stay: bring roll-ups up to date before.
    case olderThan(Timestamp)
}

/// How many rows are gone, or would go.
package struct DeletionCounts: Sendable, Hashable, Codable {
    /// Records, with those that others had taken the place of.
    package var records: Int
    package var actuals: Int
    /// Texts of cells that did not fit their columns.
    package var misfits: Int

    package init(records: Int, actuals: Int, misfits: Int) {
        self.records = records
        self.actuals = actuals
        self.misfits = misfits
    }

    package var isNothing: Bool { records == 0 && actuals == 0 && misfits == 0 }
}
