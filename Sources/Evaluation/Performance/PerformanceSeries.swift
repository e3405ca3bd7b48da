internal import Domain
internal import Statistics
internal import Store

/// Metrics of the reference, of all current records and of each window, judged.
struct PerformanceSeries {
    let rules: any Rules
    /// Metrics that are looked at in each window, of whatever records.
    var comparisons = PerformanceSummary.judgedCount
    /// Whether all records are judged together where there are no windows.
    var judgesWhole = false

    /// - Parameter isIncomplete: whether the labels of the window with this number had not all come when the data ended.
    func reports(
        reference: PerformanceSummary?, windows: [PerformanceSummary?], overall: PerformanceSummary?,
        candidate: String? = nil, isIncomplete: (Int) -> Bool = { _ in false }
    ) -> [MetricReport] {
        guard let some = overall ?? reference else { return [] }
        let judgesWhole = windows.isEmpty && judgesWhole
        return some.metrics.compactMap { metric in
            let known = reference?.estimate(metric.descriptor.name)
            let now = overall?.estimate(metric.descriptor.name)
            guard known != nil || now != nil else { return nil }
            let points = windows.enumerated().compactMap { index, summary -> MetricPoint? in
                guard let summary, summary.labelled > 0 else { return nil }
                var point = point(
                    summary.estimate(metric.descriptor.name), metric, reference: known, window: index,
                    labelled: summary.labelled)
                point.labelledShare =
                    Double(summary.labelled) / Double(summary.labelled + summary.unlabelled + summary.unknownClass)
                point.labelsIncomplete = isIncomplete(index) ? true : nil
                return point
            }
            let current = now.map { point($0, metric, reference: judgesWhole ? known : nil, window: nil, labelled: $0.sampleSize) }
            return MetricReport(
                metric: metric.descriptor.name,
                higherIsBetter: metric.descriptor.direction == .higherIsBetter, candidate: candidate,
                severity: (points + [current].compactMap(\.self)).map(\.severity).max() ?? .ok,
                reference: known.map { point($0, metric, reference: nil, window: nil, labelled: $0.sampleSize) }, current: current,
                points: points)
        }
    }

    private func point(
        _ estimate: MetricEstimate?, _ metric: PerformanceSummary.Metric, reference: MetricEstimate?, window: Int?,
        labelled: Int
    ) -> MetricPoint {
        guard let estimate else { return MetricPoint(window: window, count: labelled, value: nil) }
        var severity = Severity.ok
        if metric.isJudged, let reference {
            severity = rules.judge(PerformanceEvidence(metric.descriptor, estimate, reference, comparisons: comparisons))
        }
        return MetricPoint(
            window: window, count: estimate.sampleSize, value: estimate.value,
            standardError: estimate.standardError, lower: estimate.interval?.lower, upper: estimate.interval?.upper,
            binningError: estimate.exactness.bound, severity: severity)
    }
}

extension PerformanceEvidence {
    init(_ metric: MetricDescriptor, _ now: MetricEstimate, _ reference: MetricEstimate, comparisons: Int) {
        self.init(
            metric, WatchedPerformance.Estimate(value: now.value, standardError: now.standardError, count: now.sampleSize), reference,
            comparisons: comparisons)
    }

    init(_ metric: MetricDescriptor, _ now: WatchedPerformance.Estimate, _ reference: MetricEstimate, comparisons: Int = 1) {
        self.init(
            value: now.value, standardError: now.standardError, reference: reference.value, referenceStandardError: reference.standardError,
            higherIsBetter: metric.direction == .higherIsBetter, isShare: metric.lowest == 0 && metric.highest == 1,
            comparisons: comparisons, count: now.count, referenceCount: reference.sampleSize)
        ofOthers = now.ofOthers
    }
}

extension Exactness {
    /// Largest error from bins; `nil` when exact or unknown.
    fileprivate var bound: Double? {
        if case .binned(let bound) = self { bound } else { nil }
    }
}

extension PerformanceSummary {
    /// A metric with whether it raises alerts.
    struct Metric {
        var descriptor: MetricDescriptor
        var isJudged: Bool
    }

    /// The metrics of the task that are judged: one for each way to fail, so that one failure is not told ten times.
    private static let judgedNames: [MetricTask: [String]] = [
        .binary: ["roc_auc", "log_loss", "f1", "accuracy", "brier_score"],
        .multiclass: ["roc_auc", "log_loss", "f1", "accuracy"],
        .regression: ["mae", "rmse", "r2"],
    ]

    static let judgedCount = 5

    /// The task's metrics, judged ones first.
    var metrics: [Metric] {
        let judged = Self.judgedNames[task] ?? []
        return MetricDescriptor.all.filter { $0.task == task }
            .map { Metric(descriptor: $0, isJudged: judged.contains($0.name)) }
            .sorted { (judged.firstIndex(of: $0.descriptor.name) ?? .max) < (judged.firstIndex(of: $1.descriptor.name) ?? .max) }
    }

    private var task: MetricTask {
        switch self {
        case .binary: .binary
        case .multiclass: .multiclass
        case .regression: .regression
        }
    }

    /// A metric by its registered name.
    func estimate(_ name: String, _ options: MetricOptions = MetricOptions()) -> MetricEstimate? {
        switch self {
        case .binary(let summary): BinaryMetric(rawValue: name).flatMap { summary.estimate($0, options) }
        case .multiclass(let summary): MulticlassMetric(rawValue: name).flatMap { summary.estimate($0, options) }
        case .regression(let summary): RegressionMetric(rawValue: name).flatMap { summary.estimate($0, options) }
        }
    }
}
