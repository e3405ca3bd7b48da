internal import Domain
internal import Statistics
internal import Store

/// What estimates need of the store: scores by predicted class, without labels in the windows, with labels in the reference.
struct ScoredRecords {
    let store: any Store
    let plan: PerformancePlan

    /// One histogram for a binary model, one for each class otherwise; those predicted positive, or to be of the class, as positives.
    struct Window {
        var key: Int64?
        var scores: [ScoreHistogram]
    }

    /// The baseline's labels, and its records by predicted class.
    ///
    /// - Parameter known: the labels, where they were asked for already.
    /// - Returns: `nil` without scores or labels, or when scores must be put into bins and are no probabilities.
    func reference(
        _ baseline: Relation, known: PerformanceSummary?, current: Relation
    ) async throws -> (labelled: PerformanceSummary, decisions: [ScoreHistogram]?)? {
        guard let labelled = try await labelled(baseline, known: known), labelled.hasUsableScores,
            let decisions = try await windows(baseline, by: .whole, like: labelled).first?.scores
        else { return nil }
        return (labelled, hasDecisions(baseline) && hasDecisions(current) ? decisions : nil)
    }

    private func labelled(_ baseline: Relation, known: PerformanceSummary?) async throws -> PerformanceSummary? {
        if let known { return known }
        guard let query = plan.query(baseline, windowing: .whole, actuals: nil, rows: baseline.rowCount) else { return nil }
        return try await store.performance(query).first?.summary
    }

    /// The records of each window; empty where they have no scores.
    ///
    /// - Parameter labelled: the reference; where its scores fill many bins, bins are as good as scores and cost the engine less.
    func windows(_ records: Relation, by windowing: Windowing, like labelled: PerformanceSummary) async throws -> [Window] {
        let resolution = labelled.fillsBins ? PerformancePlan.binned : PerformancePlan.resolution(rows: records.rowCount)
        let query: PerformanceQuery
        var threshold: Double?
        switch plan.prediction(in: records, resolution: resolution) {
        case .binary(let score?, let label, let positive, _, let limit, _)?:
            query = .decisions(of: records, by: windowing, score: score, label: label, positiveClass: positive, resolution: resolution)
            threshold = label == nil ? limit ?? .infinity : nil
        case .multiclass(let label?, let scores, let classes, _)? where !scores.isEmpty:
            query = .decisions(of: records, by: windowing, scores: scores, label: label, classes: classes, resolution: resolution)
        default: return []
        }
        return try await store.performance(query).compactMap { answer in
            switch answer.summary {
            case .binary(let summary):
                summary.scores.map { scores in
                    Window(key: answer.key, scores: [threshold.map(scores.decided) ?? scores])
                }
            case .multiclass(let summary): summary.oneVersusRest.map { Window(key: answer.key, scores: $0) }
            case .regression: nil
            }
        }
    }

    private func hasDecisions(_ records: Relation) -> Bool {
        plan.schema.decisionThreshold != nil
            || plan.schema.column(.predictionLabel).map { records.column($0.name) != nil } ?? false
    }
}

extension PerformanceSummary {
    /// Whether the scores are probabilities, of which many differ, and lie in many bins.
    fileprivate var fillsBins: Bool {
        switch self {
        case .binary(let summary): summary.squaredError != nil && summary.scores.map(\.fillsBins) ?? false
        case .multiclass(let summary): summary.squaredError != nil && summary.oneVersusRest?.allSatisfy(\.fillsBins) ?? false
        case .regression: false
        }
    }

    /// Whether there are scores of each record's own, or probabilities, whose bins are narrow.
    fileprivate var hasUsableScores: Bool {
        switch self {
        case .binary(let summary): summary.scores.map { $0.isExact || summary.squaredError != nil } ?? false
        case .multiclass(let summary):
            summary.oneVersusRest.map { $0.allSatisfy { $0.isExact } || summary.squaredError != nil } ?? false
        case .regression: false
        }
    }
}

extension ScoreHistogram {
    /// Scores in fewer bins are counted one by one.
    private static let manyBins = 200

    fileprivate var fillsBins: Bool {
        guard points.count > PerformancePlan.scoreBins else { return false }
        return Set(points.map { PerformancePlan.binned.group(of: $0.meanScore) }).count >= Self.manyBins
    }

    /// Records at or above the threshold as positives, all others as negatives. Of the bin that the threshold divides, all go by their mean.
    fileprivate func decided(by threshold: Double) -> ScoreHistogram {
        ScoreHistogram(
            points: points.map { point in
                // A mean is a sum divided: of equal scores it may be a digit off.
                let isPositive = point.meanScore >= threshold - 1e-12
                return Point(
                    score: point.score, positives: isPositive ? point.count : 0, negatives: isPositive ? 0 : point.count,
                    positiveScoreSum: isPositive ? point.scoreSum : 0, negativeScoreSum: isPositive ? 0 : point.scoreSum)
            }, isExact: isExact)
    }
}
