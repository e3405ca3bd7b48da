internal import Domain
internal import Statistics
internal import Store

/// Performance without labels, window by window, with what speaks against believing it.
struct EstimationEvaluation {
    let store: any Store
    let rules: any Rules
    let schema: ModelSchema

    /// Share of a window's records, beyond the reference's own, that may have scores or values the reference hardly has.
    private static let outsideLimit = 0.05

    struct Outcome {
        var metrics: [EstimatedMetricReport] = []
        /// `nil` where nothing is estimated or no alert budget is kept.
        var alerts: [Alert]?
        /// What estimates are made of, for other methods; `nil` where nothing is estimated.
        var windows: EstimatedWindows?

        /// Leaves out what realised performance has proved as soon, and shows in the windows what is left.
        mutating func tellOnce(after realized: [Alert]) {
            guard let alerts else { return }
            let kept = EstimationScan.unproved(alerts, by: realized)
            self.alerts = kept
            for index in metrics.indices where metrics[index].method == .cbpe {
                let own = kept.filter { $0.signal == metrics[index].metric }
                metrics[index].severity = own.map(\.severity).max() ?? .ok
                for place in metrics[index].points.indices {
                    let window = metrics[index].points[place].window
                    metrics[index].points[place].severity = own.filter { $0.windows.contains(window) }.map(\.severity).max() ?? .ok
                }
            }
        }
    }

    /// - Parameters:
    ///   - reference: of the baseline's labels, where that was asked for already.
    ///   - realized: each window's labels, all that have come.
    ///   - quality: of the columns, for values that the reference has not.
    func evaluate(
        _ input: CheckInput, baseline: Relation, reference: PerformanceSummary?, windowing: Windowing, frame: WindowFrame,
        realized: [PerformanceSummary?], quality: [QualityReport], recordLag: Int64
    ) async throws -> Outcome {
        let records = ScoredRecords(store: store, plan: PerformancePlan(schema: schema))
        guard let (labelled, decisions) = try await records.reference(baseline, known: reference, current: input.current),
            let model = EstimatedModel(labelled, decisions: decisions)
        else { return Outcome() }
        let answers = try await records.windows(input.current, by: windowing, like: labelled)
        let scores = frame.aligned(answers, key: \.key, \.scores)
        let windows = scores.map { $0.map(model.pooled) }
        let labels = frame.windows.indices.map { index in
            realized.indices.contains(index) ? realized[index]?.labels.map(model.pooled) : nil
        }
        let contradicted = try model.contradictions(labels)
        let assumptions = scores.indices.map { index -> EstimatedMetricPoint.Assumption in
            if contradicted[index] { return .contradicted }
            if model.unsupportedShare(scores[index] ?? []) > Self.outsideLimit { return .unsupportedScores }
            return hasUnknownValues(index, quality) ? .unsupportedFeatures : .holds
        }
        let estimated = EstimatedWindows(model: model, scores: windows, labels: labels, assumptions: assumptions)
        let shifts = scores.map { $0.flatMap(model.classShift) }
        var outcome = Outcome(
            metrics: try estimated.reports(.cbpe)
                + estimated.reports(
                    .bbse, after: { shifts[$0]?.shifts }, doubt: { shifts[$0]?.fits == false ? .notAMixture : nil }))
        outcome.windows = estimated
        if let budget = (rules as? BudgetRules)?.forEstimates, let bucket = windowing.granularity.bucket {
            let scan = EstimationScan(budget: budget, unit: bucket.hours)
            let usable = zip(windows, assumptions).map { $1 == .holds ? $0 : nil }
            outcome.alerts = try scan.alerts(model, usable, windows: frame.windows, recordLag: recordLag)
        }
        return outcome
    }

    /// Whether a column has many values that the reference has not.
    private func hasUnknownValues(_ window: Int, _ quality: [QualityReport]) -> Bool {
        let checks = [QualityCheck.outOfRangeRate.rawValue, QualityCheck.unseenRate.rawValue]
        return quality.contains { report in
            checks.contains(report.check)
                && report.points.contains { $0.window == window && $0.value - (report.reference ?? 0) > Self.outsideLimit }
        }
    }
}

extension ModelSchema {
    /// Whether records have scores of several classes and not which of them was predicted, which estimates need.
    var lacksPredictedClass: Bool {
        task == .multiclass && column(.predictionLabel) == nil && columns.contains { if case .classScore = $0.role { true } else { false } }
    }
}

extension PerformanceSummary {
    /// Labelled records by score, for a binary model, or for each class; `nil` without scores.
    fileprivate var labels: [ScoreHistogram]? {
        switch self {
        case .binary(let summary): summary.scores.map { [$0] }
        case .multiclass(let summary): summary.oneVersusRest
        case .regression: nil
        }
    }
}
