/// One performance metric as it must be without looking at labels: in each window, from what scores meant in the reference, by one method.
package struct EstimatedMetricReport: Sendable, Hashable, Codable {
    /// How estimates came about.
    package enum Method: String, Sendable, Hashable, Codable, CaseIterable {
        /// Confidence-based performance estimation, anchored at the reference's metric: scores mean what they meant.
        case cbpe
        /// The same with the reference's records weighted as their features come in the window: records with the same features turn out as they did.
        case pape
        /// The same for other shares of the classes, which predicted classes tell (black-box shift estimation): records of a class are as they were.
        case bbse
    }

    /// The metric's stable name, such as `roc_auc`.
    package var metric: String
    package var higherIsBetter: Bool
    package var method: Method
    package var severity: Severity
    /// The reference's metric by its labels.
    package var reference: Double
    /// Windows in which there is an estimate.
    package var points: [EstimatedMetricPoint]

    package init(
        metric: String, higherIsBetter: Bool, method: Method = .cbpe, severity: Severity = .ok, reference: Double,
        points: [EstimatedMetricPoint]
    ) {
        self.metric = metric
        self.higherIsBetter = higherIsBetter
        self.method = method
        self.severity = severity
        self.reference = reference
        self.points = points
    }
}

/// An estimate in one window, and what labels say of it.
package struct EstimatedMetricPoint: Sendable, Hashable, Codable {
    /// Whether what the method assumes can be taken to hold.
    package enum Assumption: String, Sendable, Hashable, Codable, CaseIterable {
        /// Nothing speaks against it.
        case holds
        /// The reference hardly has such scores.
        case unsupportedScores = "unsupported_scores"
        /// Features have values that the reference has not.
        case unsupportedFeatures = "unsupported_features"
        /// Labels of this window, or of those before, contradict the estimates.
        case contradicted
        /// Of `bbse`: the scores are no mixture of those that the reference's classes have, so not only the classes' shares have changed.
        case notAMixture = "not_a_mixture"
    }

    /// Place in `CheckReport.windows`.
    package var window: Int
    /// Records with a score.
    package var count: Int
    package var value: Double
    /// Of the metric that all labels will show.
    package var standardError: Double
    /// 95 % interval for the metric that all labels will show.
    package var lower: Double?
    package var upper: Double?
    package var assumption: Assumption
    /// The metric of the labels that have come, each counting for the records of its stratum of scores; `nil` with fewer than twenty.
    package var realized: Double?
    /// Of what all labels will show; zero once they have come.
    package var realizedStandardError: Double?
    /// Records whose label has come.
    package var labelled: Int?
    /// Limits of the rules that judged it, where they have such.
    package var lowerThreshold: Double?
    package var upperThreshold: Double?
    package var severity: Severity

    package init(
        window: Int, count: Int, value: Double, standardError: Double, lower: Double?, upper: Double?, assumption: Assumption,
        realized: Double? = nil, realizedStandardError: Double? = nil, labelled: Int? = nil, lowerThreshold: Double? = nil,
        upperThreshold: Double? = nil, severity: Severity = .ok
    ) {
        self.window = window
        self.count = count
        self.value = value
        self.standardError = standardError
        self.lower = lower
        self.upper = upper
        self.assumption = assumption
        self.realized = realized
        self.realizedStandardError = realizedStandardError
        self.labelled = labelled
        self.lowerThreshold = lowerThreshold
        self.upperThreshold = upperThreshold
        self.severity = severity
    }
}
