package import Domain

/// How a change is explained.
package struct ExplanationOptions: Sendable {
    /// How the records are checked; its alerts tell when what began.
    package var check: CheckOptions
    /// `nil` for log loss where scores are probabilities, else accuracy; of numbers the mean absolute error.
    package var metric: ComparedMetric?
    package var costs: ComparisonOptions.Costs?
    /// The window whose change is explained, of the current records; `nil` for all since the metric, or else the first signal, changed.
    package var span: Range<Timestamp>?
    /// The window it is compared with, of the current records, too; `nil` for the baseline.
    package var against: Range<Timestamp>?
    /// What training again costs, in the unit of the metric.
    package var retrainingCost: Double?
    /// Records of each window that are read, at most.
    package var rowLimit: Int

    package init(
        check: CheckOptions, metric: ComparedMetric? = nil, costs: ComparisonOptions.Costs? = nil, span: Range<Timestamp>? = nil,
        against: Range<Timestamp>? = nil, retrainingCost: Double? = nil, rowLimit: Int = 50_000
    ) {
        self.check = check
        self.metric = metric
        self.costs = costs
        self.span = span
        self.against = against
        self.retrainingCost = retrainingCost
        self.rowLimit = rowLimit
    }
}
