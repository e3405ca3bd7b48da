/// Confidence-based performance estimation of a model with several classes, from each class against the rest.
///
/// Each class has a `PerformanceEstimator` of its own, whose records count as positive when they are of the class. ROC AUC, precision, recall,
/// specificity and F1 are means over the classes, the Brier score is their sum, and the share of errors half of it, for a record that is taken for
/// another class is an error of both. Estimates of classes err together, as they are of the same records, in ways that histograms of single classes do
/// not tell; so errors are added up as if they always did, which they do not exceed.
///
/// A record's probabilities are not divided by their sum (that takes rows): each is calibrated by itself.
package struct MulticlassEstimator: Sendable {
    private let classes: [PerformanceEstimator]

    package static let metrics: [MulticlassMetric] = [.rocAUC, .f1, .accuracy, .precision, .recall, .specificity, .brierScore]

    /// - Parameters:
    ///   - reference: labelled records, with scores of all classes.
    ///   - decisions: for each class, in their order, the records by score, those predicted to be of it as positives.
    ///   - poolings: of the scores of each class; estimates are made of bins, anchored at the metric of the scores themselves.
    /// - Returns: `nil` without scores, or when a class does not occur.
    package init?(reference: MulticlassSummary, decisions: [ScoreHistogram], poolings: [ScorePooling]) {
        guard let scores = reference.oneVersusRest, scores.count == decisions.count, scores.count == poolings.count else { return nil }
        var classes: [PerformanceEstimator] = []
        for index in scores.indices {
            let exact = BinarySummary(
                labelled: reference.labelled, confusion: reference.confusion.oneVersusRest(index), scores: scores[index],
                squaredError: scores[index].squaredError)
            var pooled = exact
            pooled.scores = poolings[index].pooled(scores[index])
            guard
                let estimator = PerformanceEstimator(
                    reference: pooled, decisions: poolings[index].pooled(decisions[index]), known: { exact.estimate($0)?.value })
            else { return nil }
            classes.append(estimator)
        }
        guard !classes.isEmpty else { return nil }
        self.classes = classes
    }

    /// The estimator of each class against the rest.
    package var oneVersusRest: [PerformanceEstimator] { classes }

    /// - Parameters:
    ///   - window: for each class, the records by score as the poolings have them, those predicted to be of it as positives.
    ///   - shifts: of what the scores of each class mean, since the reference; `nil` where they mean what they did.
    package func estimates(
        _ metrics: [MulticlassMetric], of window: [ScoreHistogram], after shifts: [CalibrationShift]? = nil
    ) -> [MulticlassMetric: PerformanceEstimate] {
        guard window.count == classes.count, shifts.map({ $0.count == classes.count }) ?? true else { return [:] }
        let parts = classes.indices.map {
            classes[$0].estimates([.rocAUC, .f1, .accuracy, .precision, .recall, .specificity, .brierScore], of: window[$0], after: shifts?[$0])
        }
        let count = Double(classes.count)
        var result: [MulticlassMetric: PerformanceEstimate] = [:]
        for metric in metrics {
            result[metric] =
                switch metric {
                case .rocAUC: combined(parts.map { $0[.rocAUC] }, scale: 1 / count)
                case .f1: combined(parts.map { $0[.f1] }, scale: 1 / count)
                case .precision: combined(parts.map { $0[.precision] }, scale: 1 / count)
                case .recall: combined(parts.map { $0[.recall] }, scale: 1 / count)
                case .specificity: combined(parts.map { $0[.specificity] }, scale: 1 / count)
                case .brierScore: combined(parts.map { $0[.brierScore] }, scale: 1, highest: 2)
                // One less half of what the classes' shares of errors add up to.
                case .accuracy: combined(parts.map { $0[.accuracy] }, scale: 0.5, offset: 1 - count / 2)
                default: nil
                }
        }
        return result
    }

    /// `offset` and `scale` times the sum; `nil` when a class has none.
    private func combined(_ parts: [PerformanceEstimate?], scale: Double, offset: Double = 0, highest: Double = 1) -> PerformanceEstimate? {
        let known = parts.compactMap(\.self)
        guard known.count == parts.count, let count = known.first?.count else { return nil }
        func sum(_ part: (PerformanceEstimate) -> Double) -> Double { scale * known.reduce(0) { $0 + part($1) } }
        let value = Swift.min(highest, Swift.max(0, offset + sum(\.value)))
        let error = sum(\.standardError)
        return PerformanceEstimate(
            value: value, reference: offset + sum(\.reference), outcomeError: sum(\.outcomeError), calibrationError: sum(\.calibrationError),
            recordError: sum(\.recordError), differenceError: sum(\.differenceError), count: count,
            interval: highest == 1
                ? .share(value, standardError: error, fallbackSize: count, .ninetyFive)
                : .normal(value, standardError: error, .ninetyFive, lowest: 0, highest: highest))
    }
}
