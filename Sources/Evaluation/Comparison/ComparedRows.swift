internal import Domain
internal import Statistics
internal import Store

/// Paired records, and what metrics are made of them.
struct ComparedRows {
    let task: ModelTask
    let pairs: VersionsRows
    let classCount: Int
    let costs: ComparisonOptions.Costs?

    var count: Int { pairs.actuals.count }

    private var haveDecisions: Bool { pairs.versions.allSatisfy { !$0.decisions.isEmpty } }
    private var haveScores: Bool { pairs.versions.allSatisfy { !$0.scores.isEmpty } }

    /// Metrics that exist for all versions.
    func metrics() -> [ComparedMetric] {
        let areProbabilities = haveScores && pairs.versions.allSatisfy { version in
            version.scores.allSatisfy { $0.allSatisfy { (0...1).contains($0) } }
                && (task != .multiclass || sumToOne(version.scores))
        }
        return ComparedMetric.allCases.filter { metric in
            switch (metric, task) {
            case (.logLoss, .binary), (.brierScore, .binary), (.expectedCalibrationError, .binary): areProbabilities
            case (.logLoss, .multiclass), (.brierScore, .multiclass): areProbabilities
            case (.rocAUC, .binary), (.averagePrecision, .binary): haveScores
            case (.accuracy, .binary), (.accuracy, .multiclass), (.f1, .binary), (.f1, .multiclass): haveDecisions
            case (.precision, .binary), (.recall, .binary): haveDecisions
            case (.cost, .binary): haveDecisions && costs != nil
            case (.mae, .regression), (.mse, .regression), (.rmse, .regression): true
            default: false
            }
        }
    }

    /// What each record adds to a mean metric of a version.
    ///
    /// - Precondition: the metric is a mean that exists.
    func values(_ metric: ComparedMetric, of version: Int) -> [Double] {
        let predictions = pairs.versions[version]
        let actuals = pairs.actuals
        return actuals.indices.map { row in
            switch metric {
            case .logLoss:
                guard task == .binary else { return ClassLoss.logLoss(ofActual: predictions.scores[Int(actuals[row])][row]) }
                let score = predictions.scores[0][row]
                return ClassLoss.logLoss(ofActual: actuals[row] == 1 ? score : 1 - score)
            case .brierScore:
                guard task == .binary else {
                    return ClassLoss.brier(scores: predictions.scores.map { $0[row] }, actual: Int(actuals[row]))
                }
                return ClassLoss.brier(score: predictions.scores[0][row], isPositive: actuals[row] == 1)
            case .cost:
                guard predictions.decisions[row] != actuals[row] else { return 0 }
                return (predictions.decisions[row] == 1 ? costs?.falsePositive : costs?.falseNegative) ?? 0
            case .mae: return abs(predictions.decisions[row] - actuals[row])
            case .mse: return (predictions.decisions[row] - actuals[row]) * (predictions.decisions[row] - actuals[row])
            default: return predictions.decisions[row] == actuals[row] ? 1 : 0
            }
        }
    }

    /// The first scores of the given records.
    func scores(of version: Int, _ rows: [Int]) -> [Double] { rows.map { pairs.versions[version].scores[0][$0] } }

    func isPositive(_ rows: [Int]) -> [Bool] { rows.map { pairs.actuals[$0] == 1 } }

    /// Metrics without an exact form, of one version on some records that each count with a weight.
    func weighted(_ metrics: [ComparedMetric], of version: Int, _ rows: [Int]) -> ([Double]) -> [Double] {
        let predictions = pairs.versions[version]
        switch task {
        case .binary:
            let prepared = WeightedBinaryRows(
                actual: isPositive(rows), decision: haveDecisions ? rows.map { predictions.decisions[$0] == 1 } : nil,
                score: haveScores ? scores(of: version, rows) : nil)
            return { weights in
                metrics.map { metric in
                    switch metric {
                    case .averagePrecision: prepared.averagePrecision(weights)
                    case .f1: prepared.f1(weights)
                    case .precision: prepared.precision(weights)
                    case .recall: prepared.recall(weights)
                    case .expectedCalibrationError: prepared.calibrationError(weights)
                    default: .nan
                    }
                }
            }
        case .multiclass:
            let (actual, decision) = (rows.map { Int(pairs.actuals[$0]) }, rows.map { Int(predictions.decisions[$0]) })
            return { [classCount] weights in
                metrics.map { _ in weightedMacroF1(actual: actual, decision: decision, classes: classCount, weights) }
            }
        case .regression:
            let squares = values(.mse, of: version)
            let chosen = rows.map { squares[$0] }
            return { weights in
                let mean = zip(weights, chosen).reduce(0) { $0 + $1.0 * $1.1 } / weights.reduce(0, +)
                return metrics.map { _ in mean.squareRoot() }
            }
        }
    }

    /// The records of a slice by its place among those asked for.
    func rows(inSlice place: Int?) -> [Int] {
        guard let place else { return Array(0..<count) }
        return pairs.membership.indices.filter { pairs.membership[$0] & (1 << Int64(place)) != 0 }
    }

    func time(_ row: Int) -> Timestamp? { pairs.times[row].map { Timestamp(microseconds: $0) } }

    private func sumToOne(_ scores: [[Double]]) -> Bool {
        pairs.actuals.indices.allSatisfy { row in abs(scores.reduce(0) { $0 + $1[row] } - 1) <= probabilitySumTolerance }
    }
}
