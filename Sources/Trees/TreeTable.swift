/// Rows of numbers that trees learn from or judge.
package struct TreeTable: Sendable, Hashable {
    /// The columns' names, in their order.
    package let columns: [String]
    /// Places of columns whose numbers are codes of categories (0, 1, 2, …): they are split by sets and not by limits.
    package let categorical: [Int]
    /// Row after row. NaN is missing; so is a negative code.
    package private(set) var values: [Double]

    package init(columns: [String], categorical: [Int] = [], values: [Double] = []) {
        precondition(!columns.isEmpty && values.count.isMultiple(of: columns.count), "rows have a value for each column")
        self.columns = columns
        self.categorical = categorical
        self.values = values
    }

    package var rowCount: Int { values.count / columns.count }

    package mutating func append(_ row: [Double]) {
        precondition(row.count == columns.count, "rows have a value for each column")
        values.append(contentsOf: row)
    }

    package mutating func append(contentsOf other: TreeTable) {
        precondition(other.columns == columns, "tables have the same columns")
        values.append(contentsOf: other.values)
    }

    /// Some of the rows, in the order asked for.
    package func rows(_ places: some Sequence<Int>) -> TreeTable {
        var picked: [Double] = []
        for place in places {
            picked.append(contentsOf: values[(place * columns.count)..<((place + 1) * columns.count)])
        }
        return TreeTable(columns: columns, categorical: categorical, values: picked)
    }

    /// One column's values.
    package func column(_ place: Int) -> [Double] {
        stride(from: place, to: values.count, by: columns.count).map { values[$0] }
    }
}
