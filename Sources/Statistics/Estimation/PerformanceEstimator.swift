/// Confidence-based performance estimation (CBPE) of a binary model.
///
/// What a score meant in the reference (`ScoreCalibrator`) gives each record's probability of being positive, and the expected confusion matrix and
/// ranking give the metrics (the idea is NannyML's; Guillory et al., "Predicting with Confidence on Unseen Distributions", ICCV 2021, compare with
/// relatives). Two things are added:
///
/// **An anchor.** Isotonic regression flatters a ranking a little: it has no step down. So the estimate is the reference's metric by its labels, plus
/// the difference that the calibrator expects between these records and the reference's. When scores fall as they did, the estimate is the
/// reference's metric.
///
/// **Errors**, by the delta method. With `a` and `b` the derivatives of the metric by positive and negative records of a cell, `n` its records and
/// `p` their probability: outcomes have the variance `Σ n p (1 - p) (a - b)²`; each label of the reference moves the estimate by its part of its
/// block's value, `Σ n (a - b)` over the block divided by the block's records, and by what the anchor owes it; which records came has the variance `Σ
/// n (p a + (1 - p) b)²`.
///
/// Assumption: records of a score are positive as often as in the reference, or as a `CalibrationShift` says. `SupportCheck` and `BackTest` say
/// whether to believe it.
package struct PerformanceEstimator: Sendable {
    package let calibrator: ScoreCalibrator
    /// Whether records have predicted classes.
    package let hasDecisions: Bool
    package let options: MetricOptions
    private let references: [BinaryMetric: Reference]
    private let labelSpread: LabelSpread

    /// What can be estimated, where there are decisions.
    package static let metrics: [BinaryMetric] = [
        .rocAUC, .averagePrecision, .accuracy, .precision, .recall, .specificity, .f1, .f2, .fHalf, .logLoss, .brierScore, .positiveRate,
        .businessValuePerPrediction,
    ]

    /// - Parameters:
    ///   - reference: labelled records, with scores.
    ///   - decisions: the same records, or all, by score, those predicted positive as positives; `nil` where there are no predicted classes.
    ///   - known: the reference's metrics, where they are to be others than those of `reference`: the scores' own, while `reference` has bins of them.
    /// - Returns: `nil` when the reference has no scores or labels of one class only. O(points) for each metric.
    package init?(
        reference: BinarySummary, decisions: ScoreHistogram?, options: MetricOptions = MetricOptions(),
        known: ((BinaryMetric) -> Double?)? = nil
    ) {
        guard let scores = reference.scores, let calibrator = ScoreCalibrator(scores) else { return nil }
        self.calibrator = calibrator
        self.options = options
        let hasDecisions = decisions != nil && reference.confusion != nil
        self.hasDecisions = hasDecisions
        let records = CalibratedRecords(decisions ?? scores, calibrator)
        labelSpread = LabelSpread(records, calibrator)
        var references: [BinaryMetric: Reference] = [:]
        for metric in Self.metrics {
            guard let value = known.map({ $0(metric) }) ?? reference.estimate(metric, options)?.value,
                let gradient = records.cells.gradient(metric, hasDecisions: hasDecisions, values: options.values)
            else { continue }
            references[metric] = Reference(value: value, expected: gradient.value, change: records.change(gradient))
        }
        self.references = references
    }

    /// - Parameter window: the records by score, those predicted positive as positives.
    /// - Returns: `nil` where the metric cannot be estimated or does not exist.
    package func estimate(_ metric: BinaryMetric, of window: ScoreHistogram) -> PerformanceEstimate? {
        estimates([metric], of: window)[metric]
    }

    /// Several metrics at once, those that exist. O(points) for each.
    ///
    /// - Parameter shift: of what scores mean, since the reference; `nil` where they mean what they did.
    package func estimates(
        _ metrics: [BinaryMetric], of window: ScoreHistogram, after shift: CalibrationShift? = nil
    ) -> [BinaryMetric: PerformanceEstimate] {
        let records = CalibratedRecords(window, calibrator, after: shift)
        let count = window.points.reduce(0) { $0 + $1.count }
        var estimates: [BinaryMetric: PerformanceEstimate] = [:]
        for metric in metrics { estimates[metric] = estimate(metric, records, after: shift, count: count) }
        return estimates
    }

    private func estimate(
        _ metric: BinaryMetric, _ records: CalibratedRecords, after shift: CalibrationShift?, count: Int
    ) -> PerformanceEstimate? {
        guard let reference = references[metric],
            let expected = records.cells.gradient(metric, hasDecisions: hasDecisions, values: options.values)
        else { return nil }
        let now = records.change(expected)
        let descriptor = metric.descriptor
        let (lowest, highest) = (descriptor.lowest ?? -.infinity, descriptor.highest ?? .infinity)
        let value = Swift.min(highest, Swift.max(lowest, reference.value + expected.value - reference.expected))
        let calibration =
            labelSpread.variance(now, anchoredAt: reference.change)
            + (shift?.variance(records.cells.cells, byOutcome: now.byOutcome) ?? 0)
        let difference = now.recordVariance + reference.change.recordVariance + labelSpread.variance(now, minus: reference.change)
        let error = (now.outcomeVariance + calibration).squareRoot()
        guard value.isFinite, error.isFinite else { return nil }
        return PerformanceEstimate(
            value: value, reference: reference.value, outcomeError: now.outcomeVariance.squareRoot(),
            calibrationError: calibration.squareRoot(), recordError: now.recordVariance.squareRoot(),
            differenceError: difference.squareRoot(), count: count,
            interval: lowest == 0 && highest == 1
                ? .share(value, standardError: error, fallbackSize: count, options.confidence)
                : .normal(value, standardError: error, options.confidence, lowest: lowest, highest: highest))
    }

    /// A metric of the reference: by its labels, and as the calibrator expects it.
    private struct Reference {
        var value: Double
        var expected: Double
        var change: MetricChange
    }
}
