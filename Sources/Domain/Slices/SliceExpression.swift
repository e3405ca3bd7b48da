/// Tests joined by `or`, `and` and `not`.
///
/// Chains are one level: as pairs, `a or b or c ...` would nest as deep as it is long.
package indirect enum SliceExpression<Test: Sendable & Hashable>: Sendable, Hashable {
    case or([SliceExpression])
    case and([SliceExpression])
    case not(SliceExpression)
    case test(Test)

    /// The same structure over other tests.
    func map<New>(_ transform: (Test) throws(SliceError) -> New) throws(SliceError) -> SliceExpression<New> {
        switch self {
        case .or(let parts): return .or(try Self.map(parts, transform))
        case .and(let parts): return .and(try Self.map(parts, transform))
        case .not(let part): return .not(try part.map(transform))
        case .test(let test): return .test(try transform(test))
        }
    }

    private static func map<New>(
        _ parts: [SliceExpression], _ transform: (Test) throws(SliceError) -> New
    ) throws(SliceError) -> [SliceExpression<New>] {
        var result: [SliceExpression<New>] = []
        for part in parts { result.append(try part.map(transform)) }
        return result
    }
}

/// What is asked of one column.
package struct SliceTest<Column: Sendable & Hashable, Value: Sendable & Hashable>: Sendable, Hashable {
    package var column: Column
    package var condition: SliceCondition<Value>

    package init(_ column: Column, _ condition: SliceCondition<Value>) {
        self.column = column
        self.condition = condition
    }
}

/// What a column's value must be. None but `isNull` holds for null, and none but `isNaN` for NaN.
package enum SliceCondition<Value: Sendable & Hashable>: Sendable, Hashable {
    case isTrue
    case isNull
    case isNaN
    case compares(SliceComparison, Value)
    case isIn([Value])
    case isNotIn([Value])
    /// From the first to the second, both included.
    case isBetween(Value, Value)
    case contains(Value)
    case startsWith(Value)

    /// The same condition on other values.
    func map<New>(_ transform: (Value) throws(SliceError) -> New) throws(SliceError) -> SliceCondition<New> {
        switch self {
        case .isTrue: return .isTrue
        case .isNull: return .isNull
        case .isNaN: return .isNaN
        case .compares(let comparison, let value): return .compares(comparison, try transform(value))
        case .isIn(let values): return .isIn(try Self.map(values, transform))
        case .isNotIn(let values): return .isNotIn(try Self.map(values, transform))
        case .isBetween(let low, let high): return .isBetween(try transform(low), try transform(high))
        case .contains(let value): return .contains(try transform(value))
        case .startsWith(let value): return .startsWith(try transform(value))
        }
    }

    private static func map<New>(
        _ values: [Value], _ transform: (Value) throws(SliceError) -> New
    ) throws(SliceError) -> [New] {
        var result: [New] = []
        for value in values { result.append(try transform(value)) }
        return result
    }
}

package enum SliceComparison: String, Sendable, Hashable, CaseIterable {
    case equal = "="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="

    /// Whether it asks for an order, which truth values do not have.
    package var isOrder: Bool { self != .equal && self != .notEqual }
}
