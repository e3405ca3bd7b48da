package import Store

/// How Evidently takes a column, from what pandas makes of it and from its values in the current records.
///
/// Source: Evidently 0.7.21, `core/datasets.py`. The current records alone decide: an integer column whose current records happen to have ten
/// different values is categorical, whatever the reference has.
package enum EvidentlyColumnType: Sendable, Hashable {
    case numerical, categorical
    /// Judged by a classifier of words, which is not reproduced here.
    case text
    case datetime
    /// Left out.
    case unknown

    /// Integers with up to this many different values are categorical.
    package static let integerCardinality = 10

    /// - Parameters:
    ///   - values: current records with a value; `rows` are all of them.
    ///   - distinct: different values in them.
    package init(_ stored: StoredType, rows: Int, values: Int, distinct: Int) {
        switch stored {
        case .double: self = .numerical
        // Pandas has no missing integers: they become doubles, and booleans objects.
        case .integer: self = values == rows && distinct <= Self.integerCardinality ? .categorical : .numerical
        case .boolean: self = values == rows ? .categorical : .unknown
        case .text: self = values == 0 ? .unknown : 2 * distinct > values ? .text : .categorical
        case .timestamp: self = .datetime
        case .other: self = .unknown
        }
    }
}
