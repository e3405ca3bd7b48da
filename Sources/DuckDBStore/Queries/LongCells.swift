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
