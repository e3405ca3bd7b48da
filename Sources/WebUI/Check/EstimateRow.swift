import Domain

/// A metric that is estimated without labels, as the page tells it.
enum EstimateRow {
    /// Of a classifier: the plain estimate, and the same metric by other methods.
    case classes(EstimatedMetricReport, others: [EstimatedMetricReport])
    /// Of a model of numbers: what it loses.
    case loss(MetricReport)

    static func rows(_ report: CheckReport) -> [EstimateRow] {
        let estimates = report.estimatedPerformance.filter { !$0.points.isEmpty }
        let classes = estimates.filter { $0.method == .cbpe }.map { plain in
            EstimateRow.classes(plain, others: estimates.filter { $0.method != .cbpe && $0.metric == plain.metric })
        }
        return classes + (report.multivariate?.estimatedPerformance ?? []).filter { !$0.points.isEmpty }.map(EstimateRow.loss)
    }

    var severity: Severity {
        switch self {
        case .classes(let metric, _): metric.severity
        case .loss(let metric): metric.severity
        }
    }

    var higherIsBetter: Bool {
        switch self {
        case .classes(let metric, _): metric.higherIsBetter
        case .loss(let metric): metric.higherIsBetter
        }
    }

    var reference: Double? {
        switch self {
        case .classes(let metric, _): metric.reference
        case .loss(let metric): metric.reference?.value
        }
    }
}
