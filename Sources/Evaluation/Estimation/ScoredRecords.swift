internal import Domain
internal import Statistics
internal import Store

/// What estimates of a binary model need of the store: scores by predicted class, without labels in the windows, with labels in the reference.
struct ScoredRecords {
    let store: any Store
    let plan: PerformancePlan

    /// Records by score, those predicted positive as positives.
    struct Decisions {
        var key: Int64?
        var scores: ScoreHistogram
    }

    /// The baseline's records and labels; `nil` without scores, labels or a positive class, or when scores must be put into bins and are no probabilities.
    func reference(_ baseline: Relation) async throws -> (labelled: BinarySummary, decisions: ScoreHistogram?)? {
        guard plan.schema.task == .binary,
            let query = plan.query(baseline, windowing: .whole, actuals: nil, rows: baseline.rowCount),
            case .binary(let score?, _, _, _, _, let resolution) = query.prediction,
            case .binary(let labelled)? = try await store.performance(query).first?.summary, labelled.scores != nil,
            resolution.isExact || labelled.squaredError != nil,
            let decisions = try await decisions(baseline, score: score, by: .whole).first
        else { return nil }
        return (labelled, hasDecisions(baseline) ? decisions.scores : nil)
    }

    /// The records of each window; empty where they have no scores.
    func windows(_ records: Relation, by windowing: Windowing) async throws -> [Decisions] {
        guard let prediction = plan.prediction(in: records, resolution: .exact), case .binary(let score?, _, _, _, _, _) = prediction else { return [] }
        return try await decisions(records, score: score, by: windowing)
    }

    func hasDecisions(_ records: Relation) -> Bool {
        label(in: records) != nil || plan.schema.decisionThreshold != nil
    }

    private func label(in records: Relation) -> String? {
        plan.schema.column(.predictionLabel).flatMap { records.column($0.name) == nil ? nil : $0.name }
    }

    private func decisions(_ records: Relation, score: String, by windowing: Windowing) async throws -> [Decisions] {
        guard let positive = plan.schema.positiveClass else { return [] }
        let label = label(in: records)
        let answers = try await store.performance(
            .decisions(
                of: records, by: windowing, score: score, label: label, positiveClass: positive,
                resolution: PerformancePlan.resolution(rows: records.rowCount)))
        return answers.compactMap { answer in
            guard case .binary(let summary) = answer.summary, let scores = summary.scores else { return nil }
            return Decisions(key: answer.key, scores: label == nil ? scores.decided(by: plan.schema.decisionThreshold) : scores)
        }
    }
}

extension ScoreHistogram {
    /// Records at or above the threshold as positives, all others as negatives. Of the bin that the threshold divides, all go by its lower edge.
    fileprivate func decided(by threshold: Double?) -> ScoreHistogram {
        ScoreHistogram(
            points: points.map { point in
                let isPositive = threshold.map { point.score >= $0 } ?? false
                return Point(
                    score: point.score, positives: isPositive ? point.count : 0, negatives: isPositive ? 0 : point.count,
                    positiveScoreSum: isPositive ? point.scoreSum : 0, negativeScoreSum: isPositive ? 0 : point.scoreSum)
            }, isExact: isExact)
    }
}
