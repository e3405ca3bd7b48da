/// One watched column: how it is distributed in the reference and now, and how far it moved in each window.
package struct FeatureReport: Sendable, Hashable, Codable {
    package var name: String
    /// `feature`, `tag`, `prediction_score`, `class_score` or `prediction_label`.
    package var role: String
    package var type: FeatureType
    package var severity: Severity
    package var reference: ColumnSummary
    /// All current records together.
    package var current: ColumnSummary
    /// Reference and current side by side over the same bins; `nil` for columns that have none.
    package var distribution: Distribution?
    /// One series for each distance; the first is the one that was judged.
    package var drift: [DriftSeries]

    package init(
        name: String, role: String, type: FeatureType, severity: Severity, reference: ColumnSummary,
        current: ColumnSummary, distribution: Distribution?, drift: [DriftSeries]
    ) {
        self.name = name
        self.role = role
        self.type = type
        self.severity = severity
        self.reference = reference
        self.current = current
        self.distribution = distribution
        self.drift = drift
    }
}

/// A column of some records in a few numbers.
package struct ColumnSummary: Sendable, Hashable, Codable {
    package var rows: Int
    package var missing: Int
    package var typeErrors: Int
    /// NaN and infinities (numeric columns).
    package var nonFinite: Int
    /// Different values, estimated; `nil` where it was not counted.
    package var distinct: Int?
    package var mean: Double?
    package var standardDeviation: Double?
    package var minimum: Double?
    package var median: Double?
    package var maximum: Double?

    package init(
        rows: Int, missing: Int, typeErrors: Int = 0, nonFinite: Int = 0, distinct: Int? = nil, mean: Double? = nil,
        standardDeviation: Double? = nil, minimum: Double? = nil, median: Double? = nil, maximum: Double? = nil
    ) {
        self.rows = rows
        self.missing = missing
        self.typeErrors = typeErrors
        self.nonFinite = nonFinite
        self.distinct = distinct
        self.mean = mean
        self.standardDeviation = standardDeviation
        self.minimum = minimum
        self.median = median
        self.maximum = maximum
    }
}

/// Counts of two sets of records over the same bins.
package struct Distribution: Sendable, Hashable, Codable {
    /// Bin boundaries (numeric columns), one more than bins; values outside are in the first and the last bin.
    package var edges: [Double]?
    /// Bin names (categorical columns), most frequent in the reference first; the last two may be
    /// `(other)` and `(unseen)`.
    package var categories: [String]?
    package var reference: [Int]
    package var current: [Int]

    package init(edges: [Double]?, categories: [String]?, reference: [Int], current: [Int]) {
        self.edges = edges
        self.categories = categories
        self.reference = reference
        self.current = current
    }
}

/// One distance of a column from the reference, followed over the windows.
package struct DriftSeries: Sendable, Hashable, Codable {
    /// The distance's stable name, such as `jensen_shannon`.
    package var signal: String
    /// All current records together.
    package var overall: DriftPoint?
    package var points: [DriftPoint]

    package init(signal: String, overall: DriftPoint?, points: [DriftPoint]) {
        self.signal = signal
        self.overall = overall
        self.points = points
    }
}

/// One distance of one window.
package struct DriftPoint: Sendable, Hashable, Codable {
    /// Place in `CheckReport.windows`; `nil` for all records.
    package var window: Int?
    /// Valid values in the window.
    package var count: Int
    package var value: Double
    /// What chance alone would give at these sample sizes.
    package var expected: Double?
    /// The limit that the value was held against.
    package var threshold: Double?
    /// Probability of a value this far from the reference, or farther, if nothing had changed.
    package var pValue: Double?
    package var severity: Severity

    package init(
        window: Int?, count: Int, value: Double, expected: Double? = nil, threshold: Double? = nil,
        pValue: Double? = nil, severity: Severity
    ) {
        self.window = window
        self.count = count
        self.value = value
        self.expected = expected
        self.threshold = threshold
        self.pValue = pValue
        self.severity = severity
    }
}
