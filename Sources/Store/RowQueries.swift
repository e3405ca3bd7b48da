internal import Domain

/// Some records of one window, column after column.
package struct WindowRows: Keyed, Sendable, Hashable {
    /// The cells of one column.
    package enum Cells: Sendable, Hashable {
        /// Of a numeric column. NaN for what is missing, is no number or is infinite.
        case numbers([Double])
        /// Of all others, read as in `CategoryTable`; `nil` for what is missing.
        case categories([String?])

        package var count: Int {
            switch self {
            case .numbers(let values): values.count
            case .categories(let values): values.count
            }
        }
    }

    package var key: Int64?
    /// In the order of the columns asked for; each has a cell for every record.
    package var columns: [Cells]

    package init(key: Int64?, columns: [Cells]) {
        self.key = key
        self.columns = columns
    }
}

/// The order in which records are taken where not all are: by their places in the relation, stirred so that they are even and not in
/// step with any rhythm of the data. The same in every engine, so that all look at the same records.
package enum SamplingOrder {
    /// Different for all places below `modulus`. The arithmetic stays below 2^63, where engines would differ.
    package static func rank(of place: Int64) -> Int64 {
        let place = place % modulus
        let first = place * multipliers.first % word
        let second = (first / half + first % half * multipliers.middle) * multipliers.last % word
        return second * modulus + place
    }

    package static let modulus: Int64 = 1 << 31
    package static let word: Int64 = 1 << 32
    package static let half: Int64 = 1 << 16
    package static let multipliers: (first: Int64, middle: Int64, last: Int64) = (2_654_435_761, 60_493, 1_073_741_827)
}

extension WindowRows {
    /// No records yet.
    package init(key: Int64?, of columns: [CountedColumn]) {
        self.init(key: key, columns: columns.map { $0.type == .numeric ? .numbers([]) : .categories([]) })
    }

    /// Adds a cell to a numeric column.
    package mutating func append(_ number: Double, to column: Int) {
        guard case .numbers(var values) = columns[column] else { preconditionFailure("column \(column) has no numbers") }
        columns[column] = .numbers([])  // so that there is one owner, and nothing is copied
        values.append(number)
        columns[column] = .numbers(values)
    }

    /// Adds a cell to a column that is not numeric.
    package mutating func append(_ category: String?, to column: Int) {
        guard case .categories(var values) = columns[column] else { preconditionFailure("column \(column) has numbers") }
        columns[column] = .categories([])
        values.append(category)
        columns[column] = .categories(values)
    }
}

extension WindowRows {
    /// How many records there are.
    package var count: Int { columns.first?.count ?? 0 }

    /// These records and then others of the same columns.
    package func appending(_ others: WindowRows) -> WindowRows {
        WindowRows(
            key: key,
            columns: zip(columns, others.columns).map { cells, more in
                switch (cells, more) {
                case (.numbers(let values), .numbers(let others)): .numbers(values + others)
                case (.categories(let values), .categories(let others)): .categories(values + others)
                default: preconditionFailure("records of the same columns")
                }
            })
    }
}
