/// Asks how many records repeat others: have the same cells in all of some columns.
package struct RepeatQuery: Sendable, Hashable {
    /// Among which records a repeated one is looked for.
    package enum Reach: Sendable, Hashable {
        /// Those of its own window.
        case window
        /// All. The earliest window that has one of several equal records has the one that is repeated.
        case all
    }

    package var records: Relation
    /// Cells without a value are equal to each other; a record with no value in any of the columns takes no part.
    package var columns: [String]
    package var windowing: Windowing
    package var reach: Reach

    package init(records: Relation, columns: [String], windowing: Windowing, reach: Reach) {
        self.records = records
        self.columns = columns
        self.windowing = windowing
        self.reach = reach
    }
}

/// How many records of a window repeat others.
package struct WindowRepeats: Keyed, Sendable, Hashable {
    package var key: Int64?
    /// All but one of those that are equal.
    package var count: Int

    package init(key: Int64?, count: Int) {
        self.key = key
        self.count = count
    }
}
