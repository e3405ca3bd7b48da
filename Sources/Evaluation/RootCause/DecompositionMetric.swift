internal import Domain
internal import Statistics
internal import Store

/// What a record adds to the metric whose change is taken apart.
struct DecompositionMetric: Sendable {
    let metric: ComparedMetric
    let task: ModelTask
    let costs: ComparisonOptions.Costs?

    /// Those that can be taken apart.
    static let possible: [ComparedMetric] = [.logLoss, .brierScore, .accuracy, .cost, .mae, .mse, .rocAUC]

    /// - Throws: `EvaluationError` for a metric that these predictions do not have.
    init(
        _ wanted: ComparedMetric?, task: ModelTask, costs: ComparisonOptions.Costs?, windows: [LabelledRows], hasLabels: Bool,
        audience: Audience = .files
    ) throws {
        let hasScores = windows.allSatisfy { !$0.predictions.scores.isEmpty }
        let hasDecisions = windows.allSatisfy { !$0.predictions.decisions.isEmpty }
        let areProbabilities = hasScores && windows.allSatisfy { rows in
            rows.predictions.scores.allSatisfy { $0.allSatisfy { $0.isNaN || (0...1).contains($0) } }
        }
        let able = Self.possible.filter { metric in
            switch metric {
            case .logLoss, .brierScore: task != .regression && areProbabilities
            case .accuracy: task != .regression && hasDecisions
            case .cost: task == .binary && hasDecisions && costs != nil
            case .rocAUC: task == .binary && hasScores && hasLabels
            case .mae, .mse: task == .regression
            default: false
            }
        }
        let preferred: [ComparedMetric] = costs != nil && task == .binary ? [.cost] : [.logLoss, .accuracy, .mae, .rocAUC]
        if let wanted, !able.contains(wanted) {
            throw EvaluationError(
                "\(audience.option("metric")): the change of \(wanted.rawValue) cannot be taken apart for these predictions"
                    + (wanted == .rocAUC && !hasLabels ? " without ground truth" : "") + "; use "
                    + able.map(\.rawValue).joined(separator: ", "))
        }
        guard let chosen = wanted ?? preferred.first(where: able.contains) ?? able.first else {
            throw EvaluationError("no metric can be had of what is predicted: \(audience.naming("prediction_score", "prediction_label"))")
        }
        (metric, self.task, self.costs) = (chosen, task, costs)
    }

    var kernel: ChangeDecomposition.Metric { metric == .rocAUC ? .rocAUC : .mean }

    /// - Parameter actual: as in `LabelledRows.actuals`.
    /// - Returns: `nil` where something is missing that it is made of.
    func value(_ rows: LabelledRows, _ row: Int, actual: Double) -> Double? {
        guard actual.isFinite else { return nil }
        func score(_ place: Int) -> Double { rows.predictions.scores.indices.contains(place) ? rows.predictions.scores[place][row] : .nan }
        func decision() -> Double { rows.predictions.decisions.isEmpty ? .nan : rows.predictions.decisions[row] }
        let value: Double
        switch metric {
        case .logLoss:
            let probability = task == .binary ? (actual == 1 ? score(0) : 1 - score(0)) : score(Int(actual))
            guard probability.isFinite else { return nil }
            value = ClassLoss.logLoss(ofActual: probability)
        case .brierScore:
            value = task == .binary
                ? ClassLoss.brier(score: score(0), isPositive: actual == 1)
                : ClassLoss.brier(scores: rows.predictions.scores.indices.map(score), actual: Int(actual))
        case .rocAUC: value = score(0)
        case .cost:
            guard decision().isFinite else { return nil }
            value = decision() == actual ? 0 : decision() == 1 ? costs?.falsePositive ?? 0 : costs?.falseNegative ?? 0
        case .mae: value = abs(decision() - actual)
        case .mse: value = (decision() - actual) * (decision() - actual)
        default:
            guard decision().isFinite else { return nil }
            value = decision() == actual ? 1 : 0
        }
        return value.isFinite ? value : nil
    }
}

/// What is to be expected of records without ground truth, by what scores, or predicted classes, meant in records that have it.
struct ExpectedValues: Sendable {
    private let metric: DecompositionMetric
    /// By class (of two the positive one only), what a score means.
    private let calibrators: [ScoreCalibrator?]
    /// Without scores, by predicted class the shares of actual ones.
    private let shares: [Double: [Double]]
    private let classCount: Int

    /// - Returns: `nil` for numbers, and where the records teach nothing.
    init?(_ metric: DecompositionMetric, learned rows: LabelledRows, classCount: Int) {
        guard metric.task != .regression, metric.kernel == .mean else { return nil }
        self.metric = metric
        self.classCount = metric.task == .binary ? 2 : classCount
        let known = rows.actuals.indices.filter { rows.actuals[$0].isFinite }
        calibrators = rows.predictions.scores.enumerated().map { place, scores in
            let positive = metric.task == .binary ? 1 : Double(place)
            return ScoreCalibrator(
                known.filter { scores[$0].isFinite }.map {
                    let isPositive = rows.actuals[$0] == positive
                    return ScoreCalibrator.Group(score: scores[$0], positives: isPositive ? 1 : 0, negatives: isPositive ? 0 : 1)
                })
        }
        var counts: [Double: [Double]] = [:]
        if calibrators.isEmpty {
            for row in known where rows.predictions.decisions[row].isFinite {
                counts[rows.predictions.decisions[row], default: Array(repeating: 0.5, count: self.classCount)][Int(rows.actuals[row])] += 1
            }
        }
        shares = counts.mapValues { counts in counts.map { $0 / counts.reduce(0, +) } }
        guard calibrators.contains(where: { $0 != nil }) || !shares.isEmpty else { return nil }
    }

    /// - Returns: `nil` where the record has no prediction.
    func value(_ rows: LabelledRows, _ row: Int) -> Double? {
        guard let chances = chances(rows, row) else { return nil }
        var sum = 0.0
        for (place, chance) in chances.enumerated() where chance > 0 {
            guard let value = metric.value(rows, row, actual: Double(place)) else { return nil }
            sum += chance * value
        }
        return sum
    }

    private func chances(_ rows: LabelledRows, _ row: Int) -> [Double]? {
        guard !calibrators.isEmpty else { return shares[rows.predictions.decisions[row]] }
        let raw = zip(calibrators, rows.predictions.scores).map { calibrator, scores in
            scores[row].isFinite ? calibrator?.probability(of: scores[row]) ?? 0 : Double.nan
        }
        guard raw.allSatisfy(\.isFinite) else { return nil }
        if metric.task == .binary { return [1 - raw[0], raw[0]] }
        let total = raw.reduce(0, +)
        return total > 0 ? raw.map { $0 / total } : nil
    }
}
