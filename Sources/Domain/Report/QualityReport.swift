/// One quality check of one column, or of the records as a whole.
package struct QualityReport: Sendable, Hashable, Codable {
    /// The check's stable name, such as `missing_rate`.
    package var check: String
    /// `nil` for the records as a whole.
    package var feature: String?
    /// `share`, `count`, `values`, ...: the unit of all values.
    package var unit: String
    package var severity: Severity
    package var reference: Double?
    package var current: Double?
    /// Current records the value was taken over.
    package var count: Int
    package var points: [QualityPoint]
    /// What was found, with examples: the unseen values, the texts that were not numbers.
    package var detail: String?

    package init(
        check: String, feature: String?, unit: String, severity: Severity, reference: Double?, current: Double?,
        count: Int, points: [QualityPoint], detail: String? = nil
    ) {
        self.check = check
        self.feature = feature
        self.unit = unit
        self.severity = severity
        self.reference = reference
        self.current = current
        self.count = count
        self.points = points
        self.detail = detail
    }
}

/// A quality check in one window.
package struct QualityPoint: Sendable, Hashable, Codable {
    /// Place in `CheckReport.windows`.
    package var window: Int
    package var count: Int
    package var value: Double
    package var expected: Double?
    package var pValue: Double?
    package var severity: Severity

    package init(
        window: Int, count: Int, value: Double, expected: Double? = nil, pValue: Double? = nil, severity: Severity
    ) {
        self.window = window
        self.count = count
        self.value = value
        self.expected = expected
        self.pValue = pValue
        self.severity = severity
    }
}
