/// What several columns together tell, which none of them need show alone.
package struct MultivariateReport: Sendable, Hashable, Codable {
    /// Features that were looked at.
    package var columns: [String]
    /// Features that were not, because they tell the time and so tell every window from all others.
    package var calendarColumns: [String]
    /// Rows of each window at most, chosen evenly.
    package var rowsPerWindow: Int
    /// Windows of the baseline that tell how far signals go by themselves; 0 where chance alone is the measure.
    package var baselineWindows: Int
    /// `domain_classifier`, `reconstruction_error` and `correlation_change`, as far as the columns allow; of each column of vectors `embedding_mmd` and
    /// `embedding_centroid`.
    package var signals: [MultivariateSignal]
    /// What predictions of numbers lose, estimated without labels, with the interval in which each metric will lie when labels have come (95 %
    /// confidence); counts are of records that were looked at. Empty for other tasks, and without labels in the reference.
    package var estimatedPerformance: [MetricReport]

    package init(
        columns: [String], calendarColumns: [String] = [], rowsPerWindow: Int, baselineWindows: Int, signals: [MultivariateSignal],
        estimatedPerformance: [MetricReport] = []
    ) {
        self.columns = columns
        self.calendarColumns = calendarColumns
        self.rowsPerWindow = rowsPerWindow
        self.baselineWindows = baselineWindows
        self.signals = signals
        self.estimatedPerformance = estimatedPerformance
    }
}

/// One number of several columns, or of one of vectors, followed over windows.
package struct MultivariateSignal: Sendable, Hashable, Codable {
    package var signal: String
    /// The column of vectors that it is of; `nil` for those of several columns.
    package var column: String?
    package var severity: Severity
    package var points: [MultivariatePoint]

    package init(signal: String, column: String? = nil, severity: Severity, points: [MultivariatePoint]) {
        self.signal = signal
        self.column = column
        self.severity = severity
        self.points = points
    }
}

/// One window's number. Windows may be longer than the report's where these are very many.
package struct MultivariatePoint: Sendable, Hashable, Codable {
    /// What to call it: a day, `rows 0-4999`.
    package var label: String
    package var start: Timestamp?
    package var end: Timestamp?
    /// Rows that were looked at.
    package var count: Int
    /// The area under the ROC curve; the mean distance of a row; the largest change of a correlation; the root of the squared discrepancy; how far the
    /// mean has moved, in parts of the vectors' spread.
    package var value: Double
    /// What the baseline's windows have on average, or chance gives.
    package var expected: Double?
    /// Chance of such a value if nothing had changed.
    package var pValue: Double?
    package var severity: Severity
    /// The columns it goes back to, the first ones first; where something was found.
    package var features: [GuiltyFeature]

    package init(
        label: String, start: Timestamp?, end: Timestamp?, count: Int, value: Double, expected: Double?, pValue: Double?,
        severity: Severity, features: [GuiltyFeature]
    ) {
        self.label = label
        self.start = start
        self.end = end
        self.count = count
        self.value = value
        self.expected = expected
        self.pValue = pValue
        self.severity = severity
        self.features = features
    }
}

/// A column that a signal goes back to.
package struct GuiltyFeature: Sendable, Hashable, Codable {
    package var name: String
    /// Its part of what all columns contribute, 0 to 1.
    package var share: Double
    /// What shows it by itself: `distribution`, or `correlation` with another column; `nil` for neither.
    package var confirmedBy: String?

    package init(name: String, share: Double, confirmedBy: String?) {
        self.name = name
        self.share = share
        self.confirmedBy = confirmedBy
    }
}
