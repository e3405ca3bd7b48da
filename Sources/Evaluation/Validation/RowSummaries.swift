internal import Domain
internal import Statistics
internal import Store

extension ComparedRows {
    /// What metrics of a version need of some records.
    ///
    /// - Parameter classes: of several classes their names, in the order of the numbers that stand for them.
    func summary(of version: Int, _ chosen: [Int], classes: [String]) -> PerformanceSummary {
        let predictions = pairs.versions[version]
        let (decisions, scores) = (predictions.decisions, predictions.scores)
        switch task {
        case .binary:
            var groups = BinaryGroups()
            for row in chosen {
                let isPositive = pairs.actuals[row] == 1
                let score = scores.first?[row]
                let isProbability = score.map { (0...1).contains($0) } ?? false
                groups.add(
                    .init(
                        isPositive: isPositive, isPredictedPositive: decisions.isEmpty ? nil : decisions[row] == 1, score: score, isLabelled: true,
                        count: 1, scoreSum: score ?? 0, outside: score != nil && !isProbability ? 1 : 0,
                        logLoss: Moments(isProbability ? score.map { [ClassLoss.logLoss(ofActual: isPositive ? $0 : 1 - $0)] } ?? [] : []),
                        squaredError: Moments(isProbability ? score.map { [ClassLoss.brier(score: $0, isPositive: isPositive)] } ?? [] : [])))
            }
            return .binary(groups.summary(.exact))
        case .multiclass:
            var groups = MulticlassGroups(classes: classes, scoreCount: scores.count)
            for row in chosen {
                let actual = Int(pairs.actuals[row])
                let own = scores.map { $0[row] }
                let areProbabilities = !own.isEmpty && own.allSatisfy { (0...1).contains($0) } && abs(own.reduce(0, +) - 1) <= probabilitySumTolerance
                groups.addDecision(
                    isLabelled: true, place: actual, predicted: decisions.isEmpty || decisions[row] < 0 ? nil : Int(decisions[row]), count: 1,
                    logLoss: Moments(areProbabilities ? [ClassLoss.logLoss(ofActual: own[actual])] : []),
                    squaredError: Moments(areProbabilities ? [ClassLoss.brier(scores: own, actual: actual)] : []),
                    outside: own.isEmpty || areProbabilities ? 0 : 1)
                for (place, score) in own.enumerated() { groups.addScore(of: place, score: score, isActual: place == actual, count: 1, sum: score) }
            }
            return .multiclass(groups.summary(.exact))
        case .regression:
            // Around a number near the actuals, where fourth powers do not cancel.
            var summary = RegressionSummary(centre: Moments(chosen.map { pairs.actuals[$0] }).mean, pinball: [.init(quantile: 0.5)])
            for row in chosen { summary.add(prediction: decisions[row], actual: pairs.actuals[row]) }
            return .regression(summary)
        }
    }

    /// What each record loses by a version; `nil` for records without such a loss.
    func losses(_ loss: PredictionLoss, of version: Int) -> [Double?] {
        let (decisions, scores) = (pairs.versions[version].decisions, pairs.versions[version].scores)
        return pairs.actuals.indices.map { row in
            let score = task == .multiclass ? (scores.isEmpty ? nil : scores[Int(pairs.actuals[row])][row]) : scores.first?[row]
            return loss.value(
                actual: pairs.actuals[row], predicted: decisions.isEmpty ? .nan : decisions[row], score: score ?? .nan, isBinary: task == .binary)
        }
    }

    /// These records with another choice of rows.
    func keeping(_ chosen: [Int]) -> ComparedRows {
        var result = pairs
        result.actuals = chosen.map { pairs.actuals[$0] }
        result.times = chosen.map { pairs.times[$0] }
        result.membership = chosen.map { pairs.membership[$0] }
        result.places = chosen.map { pairs.places[$0] }
        result.versions = pairs.versions.map { version in
            .init(
                decisions: version.decisions.isEmpty ? [] : chosen.map { version.decisions[$0] },
                scores: version.scores.map { scores in chosen.map { scores[$0] } })
        }
        return ComparedRows(task: task, pairs: result, classCount: classCount, costs: costs)
    }
}
