/// Confidence-based performance estimation (CBPE) of a binary model.
///
/// What a score meant in the reference (`ScoreCalibrator`) gives each record's probability of being positive, and the expected confusion matrix
/// and ranking give the metrics (the idea is NannyML's; Guillory et al., "Predicting with Confidence on Unseen Distributions", ICCV 2021, compare with
/// relatives). Two things are added:
///
/// **An anchor.** Isotonic regression flatters a ranking a little: it has no step down. So the estimate is the reference's metric by its labels, plus
/// the difference that the calibrator expects between these records and the reference's. When scores fall as they did, the estimate is the reference's metric.
///
/// **Errors**, by the delta method. With `a` and `b` the derivatives of the metric by positive and negative records of a cell, `n` its records and `p` their probability:
/// outcomes have the variance `Σ n p (1 - p) (a - b)²`; each label of the reference moves the estimate by its part of its block's value,
/// `Σ n (a - b)` over the block divided by the block's records, and by what the anchor owes it; which records came has the variance `Σ n (p a + (1 - p) b)²`.
///
/// Assumption: records of a score are positive as often as in the reference. `SupportCheck` and `BackTest` say whether to believe it.
package struct PerformanceEstimator: Sendable {
    package let calibrator: ScoreCalibrator
    /// Whether records have predicted classes.
    package let hasDecisions: Bool
    package let options: MetricOptions
    private let reference: ExpectedCells
    private let labelled: BinarySummary

    /// - Parameters:
    ///   - reference: labelled records, with scores.
    ///   - decisions: the same records, or all, by score, those predicted positive as positives; `nil` where there are no predicted classes.
    /// - Returns: `nil` when the reference has no scores or labels of one class only.
    package init?(reference: BinarySummary, decisions: ScoreHistogram?, options: MetricOptions = MetricOptions()) {
        guard let scores = reference.scores, let calibrator = ScoreCalibrator(scores) else { return nil }
        self.calibrator = calibrator
        self.options = options
        hasDecisions = decisions != nil && reference.confusion != nil
        labelled = reference
        self.reference = ExpectedCells(decisions ?? scores, calibrator)
    }

    /// - Parameter window: the records by score, those predicted positive as positives.
    /// - Returns: `nil` where the metric cannot be estimated or does not exist.
    package func estimate(_ metric: BinaryMetric, of window: ScoreHistogram) -> PerformanceEstimate? {
        let cells = ExpectedCells(window, calibrator)
        guard let known = labelled.estimate(metric, options),
            let expected = cells.gradient(metric, hasDecisions: hasDecisions, values: options.values),
            let before = reference.gradient(metric, hasDecisions: hasDecisions, values: options.values)
        else { return nil }
        let now = Change(cells, expected, calibrator)
        let then = Change(reference, before, calibrator)
        let descriptor = metric.descriptor
        let value = Swift.min(
            descriptor.highest ?? .infinity, Swift.max(descriptor.lowest ?? -.infinity, known.value + expected.value - before.value))
        let calibration = calibrationError(now, then, anchored: true)
        let difference = (now.recordVariance + then.recordVariance + square(calibrationError(now, then, anchored: false))).squareRoot()
        let error = (now.outcomeVariance + calibration * calibration).squareRoot()
        let count = window.positives + window.negatives
        let interval: ConfidenceInterval? =
            descriptor.lowest == 0 && descriptor.highest == 1
            ? .share(value, standardError: error, fallbackSize: count, options.confidence)
            : .normal(
                value, standardError: error, options.confidence, lowest: descriptor.lowest ?? -.infinity,
                highest: descriptor.highest ?? .infinity)
        guard value.isFinite, error.isFinite else { return nil }
        return PerformanceEstimate(
            value: value, reference: known.value, outcomeError: now.outcomeVariance.squareRoot(), calibrationError: calibration,
            recordError: now.recordVariance.squareRoot(), differenceError: difference, count: count, interval: interval)
    }

    /// - Parameter anchored: whether the error of the estimate is meant, whose anchor hangs on the reference's labels too, or that of the difference of
    ///   the two expectations alone.
    private func calibrationError(_ now: Change, _ then: Change, anchored: Bool) -> Double {
        var variance = 0.0
        for (index, cell) in reference.cells.enumerated() where cell.count > 0 {
            var perLabel = anchored ? then.byOutcome[index] : 0
            for (block, share) in calibrator.parts(of: cell.score) {
                let size = calibrator.effectiveSize(ofBlock: block)
                if size > 0 { perLabel += share * (now.byBlock[block] - then.byBlock[block]) / size }
            }
            variance += cell.count * calibrator.outcomeVariance(of: cell.score) * perLabel * perLabel
        }
        return variance.squareRoot()
    }

    private func square(_ value: Double) -> Double { value * value }

    /// How a metric of some records moves with their outcomes, with their calibration and with which they are.
    private struct Change {
        /// Of each cell, for one record that turns from negative to positive.
        let byOutcome: [Double]
        /// Of each block, for its value.
        private(set) var byBlock: [Double]
        private(set) var outcomeVariance = 0.0
        private(set) var recordVariance = 0.0

        init(_ cells: ExpectedCells, _ gradient: MetricGradient, _ calibrator: ScoreCalibrator) {
            byOutcome = zip(gradient.byPositive, gradient.byNegative).map { $0 - $1 }
            byBlock = [Double](repeating: 0, count: calibrator.blockCount)
            for (index, cell) in cells.cells.enumerated() {
                let flip = byOutcome[index]
                for (block, share) in calibrator.parts(of: cell.score) { byBlock[block] += share * cell.count * flip }
                outcomeVariance += cell.count * calibrator.outcomeVariance(of: cell.score) * flip * flip
                let mean = cell.probability * gradient.byPositive[index] + (1 - cell.probability) * gradient.byNegative[index]
                recordVariance += cell.count * mean * mean
            }
        }
    }
}
