/// One performance metric: in the reference, now, and in each window.
package struct MetricReport: Sendable, Hashable, Codable {
    /// The metric's stable name, such as `roc_auc`.
    package var metric: String
    package var higherIsBetter: Bool
    /// The candidate version it belongs to; `nil` for the model in production.
    package var candidate: String?
    /// The class it speaks of (multiclass, per class).
    package var className: String?
    package var severity: Severity
    /// From validation where there is one: training flatters a model.
    package var reference: MetricPoint?
    /// All labelled current records together.
    package var current: MetricPoint?
    package var points: [MetricPoint]

    package init(
        metric: String, higherIsBetter: Bool, candidate: String? = nil, className: String? = nil,
        severity: Severity, reference: MetricPoint?, current: MetricPoint?, points: [MetricPoint]
    ) {
        self.metric = metric
        self.higherIsBetter = higherIsBetter
        self.candidate = candidate
        self.className = className
        self.severity = severity
        self.reference = reference
        self.current = current
        self.points = points
    }
}

/// A metric of some records, with its uncertainty.
package struct MetricPoint: Sendable, Hashable, Codable {
    /// Place in `CheckReport.windows`; `nil` for all records or the reference.
    package var window: Int?
    /// Labelled records.
    package var count: Int
    /// Share of the window's predictions whose label had come when the window was judged.
    package var labelledShare: Double?
    /// True when the data end before the window's labels were due, so that it was judged with those there were.
    package var labelsIncomplete: Bool?
    /// `nil` where the metric is undefined, such as ROC AUC with one class only.
    package var value: Double?
    package var standardError: Double?
    /// 95 % confidence interval.
    package var lower: Double?
    package var upper: Double?
    /// Largest error from counting in bins; `nil` or 0 when exact.
    package var binningError: Double?
    /// Limits that the value was held against.
    package var lowerThreshold: Double?
    package var upperThreshold: Double?
    package var severity: Severity

    package init(
        window: Int?, count: Int, labelledShare: Double? = nil, labelsIncomplete: Bool? = nil, value: Double?,
        standardError: Double? = nil, lower: Double? = nil, upper: Double? = nil,
        binningError: Double? = nil, lowerThreshold: Double? = nil, upperThreshold: Double? = nil, severity: Severity = .ok
    ) {
        self.window = window
        self.count = count
        self.labelledShare = labelledShare
        self.labelsIncomplete = labelsIncomplete
        self.value = value
        self.standardError = standardError
        self.lower = lower
        self.upper = upper
        self.binningError = binningError
        self.lowerThreshold = lowerThreshold
        self.upperThreshold = upperThreshold
        self.severity = severity
    }
}
