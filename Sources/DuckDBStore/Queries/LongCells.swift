internal import SQLText
internal import Store

/// Columns below one another: makes of each row one for each of `values`, with the place in this list as `i`.
///
/// The engine plans and groups many columns as fast as one this way; an aggregate or a statement for each needs a hash
/// table each, and binds all columns of the relation each time.
///
/// - Parameter values: expressions of about one type.
func belowOneAnother(_ values: [SQL], as name: SQL) -> SQL {
    let places = values.indices.map { SQL.literal(Int64($0)) }
    return "unnest([\(places.joined())]) AS i, unnest([\(values.joined())]) AS \(name)"
}

extension RandomAccessCollection where Index == Int {
    /// Parts of at most `size` elements, in order.
    func parts(of size: Int) -> [SubSequence] {
        stride(from: startIndex, to: endIndex, by: size).map { self[$0..<Swift.min($0 + size, endIndex)] }
    }
}

/// Columns that are asked for in one statement: a table of usual width takes one, and the plan and the memory for one of
/// thousands stay small.
let columnsPerPass = 100
