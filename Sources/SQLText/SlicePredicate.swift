package import Domain

extension SQL {
    /// A condition that holds for the records of `slice`.
    ///
    /// It is true or false and never null: every test asks for a value first, so that `NOT` gives all other records,
    /// with nulls among them. A conjunction, unlike `coalesce(..., false)`, leaves the comparison for the engine's planner to
    /// see.
    package static func predicate(_ slice: CheckedSlice) -> SQL { predicate(slice.expression) }

    private static func predicate(_ expression: SliceExpression<CheckedSlice.Test>) -> SQL {
        switch expression {
        case .or(let parts): "(\(parts.map(predicate).joined(separator: " OR ")))"
        case .and(let parts): "(\(parts.map(predicate).joined(separator: " AND ")))"
        case .not(let part): "(NOT \(predicate(part)))"
        case .test(let test): predicate(test)
        }
    }

    private static func predicate(_ test: CheckedSlice.Test) -> SQL {
        let column = SQL.identifier(test.column.name)
        let condition: SQL
        switch test.condition {
        case .isNull: return "(\(column) IS NULL)"
        case .isNaN: return test.column.kind == .double ? "(\(column) IS NOT NULL AND isnan(\(column)))" : "FALSE"
        case .isTrue: condition = column
        case .compares(let comparison, let value): condition = "\(column) \(comparison.sql) \(operand(value))"
        case .isIn(let values): condition = membership(of: column, in: values)
        case .isNotIn(let values): condition = "NOT \(membership(of: column, in: values))"
        case .isBetween(let low, let high):
            condition = "\(column) >= \(operand(low)) AND \(column) <= \(operand(high))"
        case .contains(let text): condition = "contains(\(column), \(operand(text)))"
        case .startsWith(let text): condition = "starts_with(\(column), \(operand(text)))"
        }
        // NaN is above every number and equal to itself in SQL's order.
        let isNumber: SQL = test.column.kind == .double ? " AND NOT isnan(\(column))" : ""
        return "(\(column) IS NOT NULL\(isNumber) AND \(condition))"
    }

    /// Integers and doubles apart: in one list, all would be compared as doubles, which cannot tell large integers apart.
    private static func membership(of column: SQL, in values: [SliceValue]) -> SQL {
        let doubles = values.filter { if case .double = $0 { true } else { false } }
        let others = values.filter { if case .double = $0 { false } else { true } }
        let lists = [others, doubles].filter { !$0.isEmpty }.map { list -> SQL in
            "\(column) IN (\(list.map(operand).joined()))"
        }
        return "(\(lists.joined(separator: " OR ")))"
    }

    /// A value with its type: an engine may take an untyped one for a value of the column's type, and round it.
    private static func operand(_ value: SliceValue) -> SQL {
        switch value {
        case .boolean(let value): "CAST(\(bind: .boolean(value)) AS BOOLEAN)"
        case .integer(let value): "CAST(\(bind: .integer(value)) AS BIGINT)"
        case .double(let value): "CAST(\(bind: .double(value)) AS DOUBLE)"
        case .text(let value): "CAST(\(bind: .text(value)) AS VARCHAR)"
        case .timestamp(let value): "make_timestamp(CAST(\(bind: .integer(value.microseconds)) AS BIGINT))"
        }
    }
}

extension SliceComparison {
    fileprivate var sql: SQL {
        switch self {
        case .equal: "="
        case .notEqual: "<>"
        case .less: "<"
        case .lessOrEqual: "<="
        case .greater: ">"
        case .greaterOrEqual: ">="
        }
    }
}
