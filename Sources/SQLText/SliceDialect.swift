package import Domain

/// How an engine writes what slices ask.
package protocol SliceDialect {
    /// The column, of which some values may be null.
    func column(_ column: SliceColumn) -> SQL

    /// The column's value where there is one; where there is none, anything.
    func value(of column: SliceColumn) -> SQL

    /// A value with its type: an engine may take an untyped one for a value of the column's type, and round it.
    func operand(_ value: SliceValue) -> SQL

    /// A text, or its column, as what is to be compared by order.
    func sortable(_ text: SQL) -> SQL

    func isNaN(_ value: SQL) -> SQL

    /// Whether NaN lies above every number in the engine's order, so that what asks for less need not ask for a number.
    var sortsNaNLast: Bool { get }

    func contains(_ text: SQL, _ part: SQL) -> SQL
    func startsWith(_ text: SQL, _ part: SQL) -> SQL

    /// A condition that never holds.
    var never: SQL { get }
}

/// DuckDB's way; columns have their own names.
package struct DuckDBSliceDialect: SliceDialect {
    package init() {}

    package func column(_ column: SliceColumn) -> SQL { .identifier(column.name) }

    package func value(of column: SliceColumn) -> SQL { .identifier(column.name) }

    package func operand(_ value: SliceValue) -> SQL {
        switch value {
        case .boolean(let value): "CAST(\(bind: .boolean(value)) AS BOOLEAN)"
        case .integer(let value): "CAST(\(bind: .integer(value)) AS BIGINT)"
        case .double(let value): "CAST(\(bind: .double(value)) AS DOUBLE)"
        case .text(let value): "CAST(\(bind: .text(value)) AS VARCHAR)"
        case .timestamp(let value): "make_timestamp(CAST(\(bind: .integer(value.microseconds)) AS BIGINT))"
        }
    }

    package func sortable(_ text: SQL) -> SQL { text }

    package func isNaN(_ value: SQL) -> SQL { "isnan(\(value))" }

    package var sortsNaNLast: Bool { true }

    package func contains(_ text: SQL, _ part: SQL) -> SQL { "contains(\(text), \(part))" }

    package func startsWith(_ text: SQL, _ part: SQL) -> SQL { "starts_with(\(text), \(part))" }

    package var never: SQL { "FALSE" }
}

/// ClickHouse's way; columns have names that the store made, and moments are microseconds.
package struct ClickHouseSliceDialect: SliceDialect {
    private let columns: [String: SQL]

    /// - Parameter columns: for each column's name what it is called in the engine.
    package init(columns: [String: SQL]) { self.columns = columns }

    package func column(_ column: SliceColumn) -> SQL {
        guard let known = columns[column.name] else { preconditionFailure("a checked slice asks for known columns") }
        return known
    }

    /// Zero has two signs, and lists of numbers tell them apart; adding zero leaves one.
    package func value(of column: SliceColumn) -> SQL {
        let value: SQL = "assumeNotNull(\(self.column(column)))"
        return column.kind == .double ? "(\(value) + 0.)" : value
    }

    package func operand(_ value: SliceValue) -> SQL {
        switch value {
        case .boolean(let value): value ? "1" : "0"
        case .integer(let value): .clickHouse(value)
        case .double(let value): .clickHouse(value)
        case .text(let value): .clickHouse(value)
        case .timestamp(let value): .clickHouse(value.microseconds)
        }
    }

    /// By the numbers of the bytes: older servers take the end of a text for a byte of the value zero.
    package func sortable(_ text: SQL) -> SQL { "hex(\(text))" }

    package func isNaN(_ value: SQL) -> SQL { "isNaN(\(value))" }

    package var sortsNaNLast: Bool { false }

    package func contains(_ text: SQL, _ part: SQL) -> SQL { "position(\(text), \(part)) > 0" }

    package func startsWith(_ text: SQL, _ part: SQL) -> SQL { "startsWith(\(text), \(part))" }

    package var never: SQL { "0" }
}
