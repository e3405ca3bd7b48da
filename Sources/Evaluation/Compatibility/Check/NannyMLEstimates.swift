internal import Domain
internal import Statistics
internal import Store

/// NannyML's confidence-based performance estimation in a check: each metric of each chunk without labels, with its confidence band, against the thresholds that the labels of
/// the reference's chunks give. Of models with two classes and a score; several classes need whole rows, which a check does not read.
struct NannyMLEstimates {
    let store: any Store
    let schema: ModelSchema
    let frame: WindowFrame

    private static let metrics: [NannyMLBinaryEstimation.Metric] = [
        .rocAUC, .averagePrecision, .f1, .precision, .recall, .specificity, .accuracy,
    ]

    /// - Parameters:
    ///   - before: how the reference is cut into chunks.
    ///   - now: how the current records are.
    /// - Returns: none where scores or the reference's labels are missing.
    func reports(baseline: Relation, _ before: Windowing, current: Relation, _ now: Windowing) async throws -> [EstimatedMetricReport] {
        let plan = PerformancePlan(schema: schema)
        guard let score = schema.column(.predictionScore)?.name, let positive = schema.positiveClass,
            var labelled = plan.query(baseline, windowing: before, actuals: nil, rows: 0), case .binary = labelled.prediction
        else { return [] }
        let label = schema.column(.predictionLabel)?.name
        // What thresholds of the score decide is not in the records, and NannyML asks for predicted classes, too.
        guard let label, [baseline, current].allSatisfy({ $0.column(score) != nil && $0.column(label) != nil }) else { return [] }
        labelled.prediction = .binary(
            score: score, label: label, positiveClass: positive, classes: schema.classes, threshold: nil, resolution: .exact)
        let chunks = try await store.performance(labelled).filter { $0.key != nil }.compactMap { $0.summary.binary }
        guard let estimation = try NannyMLBinaryEstimation(reference: chunks) else { return [] }
        var whole = BinarySummary()
        for chunk in chunks { try whole.merge(chunk) }
        let answers = try await store.performance(
            .decisions(of: current, by: now, score: score, label: label, positiveClass: positive, resolution: .exact))
        let decisions = frame.aligned(answers, key: \.key) { $0.summary.binary?.scores }
        return Self.metrics.compactMap { metric in
            guard let reference = estimation.realized(metric, whole) else { return nil }
            let points = decisions.enumerated().compactMap { window, scores in
                scores.flatMap { $0 }.flatMap { scores in point(estimation.estimate(metric, scores), window, scores) }
            }
            return points.isEmpty
                ? nil
                : EstimatedMetricReport(
                    metric: metric.rawValue, higherIsBetter: true, severity: points.map(\.severity).max() ?? .ok, reference: reference, points: points)
        }
    }

    private func point(_ estimate: NannyMLEstimate?, _ window: Int, _ scores: ScoreHistogram) -> EstimatedMetricPoint? {
        guard let estimate else { return nil }
        return EstimatedMetricPoint(
            window: window, count: scores.positives + scores.negatives, value: estimate.value, standardError: estimate.samplingError ?? 0,
            lower: estimate.lowerBoundary, upper: estimate.upperBoundary, assumption: .holds, lowerThreshold: estimate.threshold?.lower?.ifFinite,
            upperThreshold: estimate.threshold?.upper?.ifFinite, severity: estimate.alerts ? .warning : .ok)
    }
}

extension PerformanceSummary {
    fileprivate var binary: BinarySummary? { if case .binary(let summary) = self { summary } else { nil } }
}
