internal import Domain
internal import Statistics
internal import Store

/// Turns the schema into the store's performance queries.
struct PerformancePlan {
    let schema: ModelSchema
    /// Around which regression's fourth powers are taken; the reference's mean.
    var centre = 0.0

    /// Rows up to which each distinct score is told apart; above, scores go into bins and metrics carry a bound.
    static let exactRows = 200_000
    static let scoreBins = 1_000

    /// - Parameter within: microseconds after a window's end by which its labels must have arrived, where labels have
    ///   an arrival time; `nil` for all labels.
    /// - Returns: the query for records whose prediction columns are in `records`; `nil` when there is nothing to measure.
    func query(
        _ records: Relation, windowing: Windowing, actuals: Relation?, filter: PerformanceQuery.Filter? = nil,
        within: Int64? = nil, rows: Int
    ) -> PerformanceQuery? {
        guard let labels = labels(of: records, actuals: actuals, within: within), let prediction = prediction(in: records, rows: rows)
        else { return nil }
        return PerformanceQuery(
            records: records, windowing: windowing, labels: labels, prediction: prediction, filter: filter)
    }

    private func labels(of records: Relation, actuals: Relation?, within: Int64?) -> PerformanceQuery.Labels? {
        guard let actual = schema.column(.actual)?.name else { return nil }
        let arrival = schema.column(.actualTimestamp)?.name
        if let actuals, actuals.column(actual) != nil, let id = schema.column(.predictionID)?.name,
            actuals.column(id) != nil, records.column(id) != nil
        {
            let known = arrival.flatMap { actuals.column($0) == nil ? nil : $0 }
            return .joined(
                .init(
                    actuals: actuals, recordID: id, actualID: id, actual: actual, arrival: known,
                    knownWithin: known == nil ? nil : within))
        }
        guard records.column(actual) != nil else { return nil }
        guard let within, let arrival, records.column(arrival) != nil else { return .column(actual) }
        return .column(actual, known: .init(arrival: arrival, within: within))
    }

    private func prediction(in records: Relation, rows: Int) -> PerformanceQuery.Prediction? {
        prediction(in: records, resolution: Self.resolution(rows: rows))
    }

    static func resolution(rows: Int) -> PerformanceQuery.ScoreResolution { rows <= exactRows ? .exact : binned }

    /// Where there are too many scores to tell each apart.
    static let binned = PerformanceQuery.ScoreResolution.arcsineBins(scoreBins)

    /// What the model predicts in these records; `nil` when there is nothing to measure.
    func prediction(
        in records: Relation, resolution: PerformanceQuery.ScoreResolution
    ) -> PerformanceQuery.Prediction? {
        func present(_ role: ColumnRole) -> String? {
            schema.column(role).flatMap { records.column($0.name) == nil ? nil : $0.name }
        }
        let score = present(.predictionScore)
        let label = present(.predictionLabel)
        switch schema.task {
        case .binary:
            guard let positive = schema.positiveClass, score != nil || label != nil else { return nil }
            return .binary(
                score: score, label: label, positiveClass: positive, classes: schema.classes,
                threshold: schema.decisionThreshold, resolution: resolution)
        case .multiclass:
            let scores = schema.columns.compactMap { column -> String? in
                if case .classScore = column.role, records.column(column.name) != nil { column.name } else { nil }
            }
            // Scores are used when there is one for each class.
            let usable = scores.count == schema.classes.count ? scores : []
            guard label != nil || !usable.isEmpty else { return nil }
            return .multiclass(label: label, scores: usable, classes: schema.classes, resolution: resolution)
        case .regression:
            guard let value = score ?? label else { return nil }
            return .regression(value: value, centre: centre, quantiles: [0.5])
        }
    }

    /// Why there is no query for these records, and what to do about it.
    func whyNot(_ relation: Relation, _ actuals: Relation?) -> String {
        let hasPrediction = schema.columns.contains { column in
            switch column.role {
            case .predictionScore, .predictionLabel, .classScore: relation.column(column.name) != nil
            default: false
            }
        }
        guard let actual = schema.column(.actual)?.name else {
            // Both are said at once where both are missing, so that nobody looks for one after the other.
            guard hasPrediction else {
                return "\(relation.name) has neither a prediction nor a ground truth: name their columns with --column prediction_score=NAME (or "
                    + "prediction_label) and --column actual=NAME, or give --actuals FILE"
            }
            return "no ground truth is known: give --actuals FILE, or name its column with --column actual=NAME"
        }
        if !hasPrediction || prediction(in: relation, resolution: .exact) == nil {
            return "\(relation.name) has no prediction: name its column with --column prediction_score=NAME or --column prediction_label=NAME"
        }
        guard relation.column(actual) != nil || actuals?.column(actual) != nil else { return "\(relation.name) has no ground truth, '\(actual)'" }
        return "the actuals cannot be joined: both files need the same column of identities; name it with --column prediction_id=NAME"
    }
}
