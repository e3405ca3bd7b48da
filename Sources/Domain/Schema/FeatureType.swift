/// How a column's values are counted and compared.
package enum FeatureType: String, Sendable, Hashable, Codable, CaseIterable {
    /// Numbers with an order and a distance: histograms, moments.
    case numeric
    /// Values from a limited set (texts, codes, booleans): counts per value.
    case categorical
    /// Texts or identifiers with too many different values to count each: missing values and cardinality only.
    case text
    /// Moments in time: missing values and range only.
    case timestamp
}
