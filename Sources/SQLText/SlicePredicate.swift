package import Domain

extension SQL {
    /// A condition that holds for the records of `slice`.
    ///
    /// It is true or false and never null: every test asks for a value first, so that `NOT` gives all other records,
    /// with nulls among them. A conjunction, unlike `coalesce(..., false)`, leaves the comparison for the engine's planner to
    /// see.
    package static func predicate(_ slice: CheckedSlice, _ dialect: some SliceDialect) -> SQL {
        predicate(slice.expression, dialect)
    }

    private static func predicate(_ expression: SliceExpression<CheckedSlice.Test>, _ dialect: some SliceDialect) -> SQL {
        switch expression {
        case .or(let parts): "(\(parts.map { predicate($0, dialect) }.joined(separator: " OR ")))"
        case .and(let parts): "(\(parts.map { predicate($0, dialect) }.joined(separator: " AND ")))"
        case .not(let part): "(NOT \(predicate(part, dialect)))"
        case .test(let test): predicate(test, dialect)
        }
    }

    private static func predicate(_ test: CheckedSlice.Test, _ dialect: some SliceDialect) -> SQL {
        let column = dialect.column(test.column)
        let value = dialect.value(of: test.column)
        let condition: SQL
        switch test.condition {
        case .isNull: return "(\(column) IS NULL)"
        case .isNaN: return test.column.kind == .double ? "(\(column) IS NOT NULL AND \(dialect.isNaN(value)))" : dialect.never
        case .isTrue: condition = value
        case .compares(let comparison, let operand):
            condition = comparison.isOrder
                ? ordered(value, comparison.sql, operand, dialect) : "\(value) \(comparison.sql) \(dialect.operand(operand))"
        case .isIn(let values): condition = membership(of: value, in: values, dialect)
        case .isNotIn(let values): condition = "NOT \(membership(of: value, in: values, dialect))"
        case .isBetween(let low, let high):
            condition = "\(ordered(value, ">=", low, dialect)) AND \(ordered(value, "<=", high, dialect))"
        case .contains(let text): condition = dialect.contains(value, dialect.operand(text))
        case .startsWith(let text): condition = dialect.startsWith(value, dialect.operand(text))
        }
        // NaN is above every number and equal to itself in some engines' order.
        let mayBeNaN = test.column.kind == .double && !(dialect.sortsNaNLast && test.condition.failsAboveAll)
        let isNumber: SQL = mayBeNaN ? " AND NOT \(dialect.isNaN(value))" : ""
        return "(\(column) IS NOT NULL\(isNumber) AND \(condition))"
    }

    private static func ordered(_ column: SQL, _ sign: SQL, _ value: SliceValue, _ dialect: some SliceDialect) -> SQL {
        guard case .text = value else { return "\(column) \(sign) \(dialect.operand(value))" }
        return "\(dialect.sortable(column)) \(sign) \(dialect.sortable(dialect.operand(value)))"
    }

    /// Integers and doubles apart: in one list, all would be compared as doubles, which cannot tell large integers apart.
    private static func membership(of column: SQL, in values: [SliceValue], _ dialect: some SliceDialect) -> SQL {
        let doubles = values.filter { if case .double = $0 { true } else { false } }
        let others = values.filter { if case .double = $0 { false } else { true } }
        let lists = [others, doubles].filter { !$0.isEmpty }.map { list -> SQL in
            "\(column) IN (\(list.map(dialect.operand).joined()))"
        }
        return "(\(lists.joined(separator: " OR ")))"
    }
}

extension SliceCondition {
    /// Whether no value holds that lies above every one that the condition names.
    fileprivate var failsAboveAll: Bool {
        switch self {
        case .compares(.less, _), .compares(.lessOrEqual, _), .compares(.equal, _), .isIn, .isBetween: true
        default: false
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
