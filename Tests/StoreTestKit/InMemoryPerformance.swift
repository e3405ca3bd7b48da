package import Store

internal import Domain
internal import RealModule
internal import Statistics

extension InMemoryStore {
    package func performance(_ query: PerformanceQuery) async throws -> [WindowPerformance] {
        let table = try table(query.records)
        let keys = try keys(table, query.windowing)
        let labels = try labels(query, table, keys)
        var rows = Array(table.rows.indices)
        if let filter = query.filter {
            let cells = try table.cells(filter.column)
            rows = rows.filter { cells[$0].category == Bytes(filter.value) }
        }
        let scored = try ScoredRows(query.prediction, table, labels)
        return rows.grouped(by: rows.map { keys[$0] }).compactMap { key, rows in
            scored.summary(rows).map { WindowPerformance(key: key, summary: $0) }
        }
    }
}

/// The predictions and labels of all records.
private struct ScoredRows {
    let prediction: PerformanceQuery.Prediction
    let labels: [Cell]
    /// The predicted label, or the predicted value.
    var decisions: [Cell]?
    /// For each score column its cells' finite numbers.
    var scores: [[Double?]] = []

    init(_ prediction: PerformanceQuery.Prediction, _ table: InMemoryStore.Table, _ labels: [Cell]) throws {
        self.prediction = prediction
        self.labels = labels
        switch prediction {
        case .binary(let score, let label, _, _, _, _):
            decisions = try label.map { try table.cells($0) }
            scores = try score.map { [try table.cells($0).map(\.finiteNumber)] } ?? []
        case .multiclass(let label, let scores, _, _):
            decisions = try label.map { try table.cells($0) }
            self.scores = try scores.map { try table.cells($0).map(\.finiteNumber) }
        case .regression(let value, _, _):
            decisions = try table.cells(value)
        }
    }

    func summary(_ rows: [Int]) -> PerformanceSummary? {
        switch prediction {
        case .binary(_, _, let positive, let classes, let threshold, let resolution):
            binary(rows, Bytes(positive), classes.map(Bytes.init), threshold, resolution).map { .binary($0) }
        case .multiclass(_, _, let classes, let resolution):
            multiclass(rows, classes, resolution).map { .multiclass($0) }
        case .regression(_, let centre, let quantiles):
            regression(rows, centre, quantiles).map { .regression($0) }
        }
    }

    private func regression(_ rows: [Int], _ centre: Double, _ quantiles: [Double]) -> RegressionSummary? {
        var summary = RegressionSummary(centre: centre, pinball: quantiles.map { .init(quantile: $0) })
        for row in rows {
            guard let prediction = decisions?[row].finiteNumber else { continue }
            if let actual = labels[row].finiteNumber {
                summary.add(prediction: prediction, actual: actual)
            } else {
                summary.unlabelled += 1
            }
        }
        return summary.labelled + summary.unlabelled > 0 ? summary : nil
    }

    private func binary(
        _ rows: [Int], _ positive: Bytes, _ classes: [Bytes], _ threshold: Double?,
        _ resolution: PerformanceQuery.ScoreResolution
    ) -> BinarySummary? {
        var summary = BinarySummary()
        var confusion = BinaryConfusion()
        var points: [ScoreHistogram.Point] = []
        var (logLoss, squaredError, areProbabilities) = (Moments(), Moments(), true)
        for row in rows {
            let score = scores.first?[row]
            let decision: Bool?
            if let decisions {
                decision = decisions[row].classLabel.map { $0 == positive }
            } else {
                decision = threshold.flatMap { threshold in score.map { $0 >= threshold } }
            }
            guard decision != nil || score != nil else { continue }
            if decision == true { summary.predictedPositives += 1 }
            if decision == false { summary.predictedNegatives += 1 }
            guard let label = labels[row].classLabel else {
                summary.unlabelled += 1
                continue
            }
            guard classes.isEmpty || classes.contains(label) else {
                summary.unknownClass += 1
                continue
            }
            let actual = label == positive
            summary.labelled += 1
            switch (actual, decision) {
            case (true, true?): confusion.truePositives += 1
            case (true, false?): confusion.falseNegatives += 1
            case (false, true?): confusion.falsePositives += 1
            case (false, false?): confusion.trueNegatives += 1
            case (_, nil): break
            }
            guard let score else { continue }
            points.append(resolution.point(score, isPositive: actual))
            guard (0...1).contains(score) else {
                areProbabilities = false
                continue
            }
            logLoss.add(negativeLog(actual ? score : 1 - score))
            squaredError.add((score - (actual ? 1 : 0)) * (score - (actual ? 1 : 0)))
        }
        guard summary.labelled + summary.unlabelled + summary.unknownClass > 0 else { return nil }
        summary.confusion = confusion.total > 0 ? confusion : nil
        summary.scores = points.isEmpty ? nil : ScoreHistogram(points: points, isExact: resolution == .exact)
        summary.logLoss = areProbabilities && logLoss.count > 0 ? logLoss : nil
        summary.squaredError = areProbabilities && logLoss.count > 0 ? squaredError : nil
        return summary
    }

    private func multiclass(
        _ rows: [Int], _ classes: [String], _ resolution: PerformanceQuery.ScoreResolution
    ) -> MulticlassSummary? {
        let names = classes.map(Bytes.init)
        var summary = MulticlassSummary(confusion: ConfusionCounts(classes: classes))
        var points = scores.map { _ in [ScoreHistogram.Point]() }
        var (logLoss, squaredError, areProbabilities) = (Moments(), Moments(), true)
        for row in rows {
            let all = scores.map { $0[row] }
            let complete = all.compactMap(\.self).count == all.count && !all.isEmpty ? all.compactMap(\.self) : nil
            let decision = decisions.map { $0[row].classLabel } ?? complete.flatMap { scores in
                scores.max().flatMap { highest in scores.firstIndex(of: highest) }.map { names[$0] }
            }
            guard decision != nil || all.contains(where: { $0 != nil }) else { continue }
            guard let actual = labels[row].classLabel else {
                summary.unlabelled += 1
                continue
            }
            guard let place = names.firstIndex(of: actual) else {
                summary.unknownClass += 1
                continue
            }
            summary.labelled += 1
            if let predicted = decision.flatMap({ names.firstIndex(of: $0) }) {
                summary.confusion[actual: place, predicted: predicted] += 1
            }
            for (index, score) in all.enumerated() {
                guard let score else { continue }
                points[index].append(resolution.point(score, isPositive: index == place))
            }
            guard let complete else { continue }
            let sum = complete.reduce(0, +)
            guard complete.allSatisfy({ (0...1).contains($0) }), abs(sum - 1) <= probabilitySumTolerance else {
                areProbabilities = false
                continue
            }
            logLoss.add(negativeLog(complete[place]))
            squaredError.add(
                complete.enumerated().map { ($1 - ($0 == place ? 1 : 0)) * ($1 - ($0 == place ? 1 : 0)) }.reduce(0, +))
        }
        guard summary.labelled + summary.unlabelled + summary.unknownClass > 0 else { return nil }
        let histograms = points.map { ScoreHistogram(points: $0, isExact: resolution == .exact) }
        return MulticlassSummary(
            labelled: summary.labelled, unlabelled: summary.unlabelled, unknownClass: summary.unknownClass,
            confusion: summary.confusion,
            oneVersusRest: points.contains { !$0.isEmpty } ? histograms : nil,
            logLoss: areProbabilities && logLoss.count > 0 ? logLoss : nil,
            squaredError: areProbabilities && logLoss.count > 0 ? squaredError : nil)
    }

    private func negativeLog(_ probability: Double) -> Double {
        -Double.log(min(max(probability, .ulpOfOne), 1 - .ulpOfOne))
    }
}

extension PerformanceQuery.ScoreResolution {
    fileprivate func point(_ score: Double, isPositive: Bool) -> ScoreHistogram.Point {
        let place = lowest(of: group(of: score))
        return ScoreHistogram.Point(
            score: place, positives: isPositive ? 1 : 0, negatives: isPositive ? 0 : 1,
            positiveScoreSum: isPositive ? score : 0, negativeScoreSum: isPositive ? 0 : score)
    }
}
