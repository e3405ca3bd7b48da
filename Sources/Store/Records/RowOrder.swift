/// By which column rows are put in order; missing values come last, equal ones in the order of their arrival.
package struct RowOrder: Sendable, Hashable {
    package var column: String
    package var isDescending: Bool

    package init(column: String, isDescending: Bool = false) {
        self.column = column
        self.isDescending = isDescending
    }
}
