/// Some records as columns of equal length.
package struct Batch: Sendable, Hashable {
    /// One column: values, and which of them are null.
    package struct Column: Sendable, Hashable {
        package var name: String
        package var values: Values
        /// Whether each value is null; `nil` when none is. A null's value is ignored.
        package var nulls: [Bool]?

        package init(_ name: String, _ values: Values, nulls: [Bool]? = nil) {
            precondition(nulls.map { $0.count == values.count } ?? true, "one null flag for each value")
            self.name = name
            self.values = values
            self.nulls = nulls
        }

        package func isNull(_ row: Int) -> Bool { nulls?[row] ?? false }
    }

    /// Values of one type.
    package enum Values: Sendable, Hashable {
        case booleans([Bool])
        case integers([Int64])
        case doubles([Double])
        case texts([String])
        /// Microseconds since 1970 in UTC.
        case timestamps([Int64])

        /// So many values that mean nothing; texts for what Assay does not count.
        package init(of type: StoredType, count: Int) {
            self =
                switch type {
                case .boolean: .booleans(Array(repeating: false, count: count))
                case .integer: .integers(Array(repeating: 0, count: count))
                case .double: .doubles(Array(repeating: 0, count: count))
                case .text, .other: .texts(Array(repeating: "", count: count))
                case .timestamp: .timestamps(Array(repeating: 0, count: count))
                }
        }

        package var count: Int {
            switch self {
            case .booleans(let values): values.count
            case .integers(let values), .timestamps(let values): values.count
            case .doubles(let values): values.count
            case .texts(let values): values.count
            }
        }

        package var type: StoredType {
            switch self {
            case .booleans: .boolean
            case .integers: .integer
            case .doubles: .double
            case .texts: .text
            case .timestamps: .timestamp
            }
        }
    }

    package let columns: [Column]
    package let rowCount: Int

    /// - Precondition: all columns have the same number of values.
    package init(_ columns: [Column]) {
        let rowCount = columns.first?.values.count ?? 0
        precondition(columns.allSatisfy { $0.values.count == rowCount }, "columns of a batch have equal lengths")
        self.columns = columns
        self.rowCount = rowCount
    }
}
