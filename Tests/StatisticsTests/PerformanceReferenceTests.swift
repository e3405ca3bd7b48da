import Statistics
import Testing

/// Protects the definitions: every metric equals scikit-learn's, and every standard error an independent computation,
/// including on the edge cases (one class, perfect, inverted, constant scores, one to three rows).
@Suite struct PerformanceReferenceTests {
    /// Numerical derivatives carry an error of about 1e-12 each; 1e-7 is far above it and far below any wrong formula.
    /// The absolute part is for standard errors of zero.
    static let derivativeTolerance = (relative: 1e-7, absolute: 1e-9)

    @Test(arguments: try PerformanceReference.load().binary)
    func binaryMetrics(_ reference: PerformanceReference.BinaryCase) throws {
        let expected = reference.expected
        let summary = BinarySummary(
            scores: reference.scores, actual: reference.actual.map { $0 == 1 },
            predicted: reference.predicted.map { $0 == 1 })
        let options = MetricOptions(values: ValueMatrix(try PerformanceReference.load().valueMatrix))
        for metric in BinaryMetric.allCases {
            let estimate = summary.estimate(metric, options)
            expectClose(estimate?.value, try expected.number(metric.rawValue), metric.rawValue)
            let errorName = metric.rawValue + "_se"
            guard expected.has(errorName) else { continue }
            switch metric {
            case .rocAUC, .businessValuePerPrediction:
                expectClose(estimate?.standardError, try expected.number(errorName), errorName)
            default:
                expectClose(
                    estimate?.standardError, try expected.number(errorName),
                    relative: Self.derivativeTolerance.relative, absolute: Self.derivativeTolerance.absolute, errorName)
            }
        }
        let scores = try #require(summary.scores)
        expectClose(scores.gain(atTopFraction: 0.35)?.value, try expected.number("gain_at_35"), "gain at 0.35")
        expectClose(
            scores.expectedCalibrationError(.equalCount(5))?.value,
            try expected.number("equal_count_calibration_error"), "calibration error of bins of equal count")
        if expected.has("reliability_rates") {
            let curve = scores.reliabilityCurve(.equalWidth(5))
            #expect(curve.count == (try expected.list("reliability_rates")).count)
            for (bin, rate) in zip(curve, try expected.list("reliability_rates")) {
                expectClose(bin.positiveRate.value, rate, "positive rate of a bin")
            }
            for (bin, mean) in zip(curve, try expected.list("reliability_means")) {
                expectClose(bin.meanScore, mean, "mean score of a bin")
            }
        }
        let table = scores.confusion(atThreshold: 0.3)
        #expect(table.ambiguous == 0)
        #expect(table.confusion.counts.counts.map { Double($0) } == (try expected.list("at_threshold_03")))
        #expect(summary.confusion?.counts.counts.map { Double($0) } == (try expected.list("confusion")))
    }

    @Test(arguments: try PerformanceReference.load().multiclass)
    func multiclassMetrics(_ reference: PerformanceReference.MulticlassCase) throws {
        let expected = reference.expected
        let classes = (0..<reference.classes).map { "class \($0)" }
        let summary = MulticlassSummary(
            classes: classes, scores: reference.scores, actual: reference.actual, predicted: reference.predicted)
        for metric in MulticlassMetric.allCases where expected.has(metric.rawValue) {
            let estimate = summary.estimate(metric)
            expectClose(estimate?.value, try expected.number(metric.rawValue), metric.rawValue)
            let errorName = metric.rawValue + "_se"
            guard expected.has(errorName) else { continue }
            expectClose(
                estimate?.standardError, try expected.number(errorName), relative: Self.derivativeTolerance.relative,
                absolute: Self.derivativeTolerance.absolute, errorName)
        }
        for metric in [ClassMetric.precision, .recall, .f1] {
            expectClose(
                summary.confusion.average(metric, .macro, undefined: .zero)?.value,
                try expected.number(metric.rawValue + "_zero"), "\(metric), undefined as zero")
            let perClass = classes.indices.map { summary.confusion.estimate(metric, ofClass: $0)?.value }
            for (value, reference) in zip(perClass, try expected.list(metric.rawValue + "_per_class")) {
                expectClose(value, reference, "\(metric) of a class")
            }
        }
    }

    @Test(arguments: try PerformanceReference.load().regression)
    func regressionMetrics(_ reference: PerformanceReference.RegressionCase) throws {
        let expected = reference.expected
        let quantiles = [0.1, 0.5, 0.9]
        let summary = RegressionSummary(
            predicted: reference.predicted, actual: reference.actual, centre: reference.actual[0], quantiles: quantiles)
        for metric in RegressionMetric.allCases where metric != .pinballLoss {
            let estimate = summary.estimate(metric)
            expectClose(estimate?.value, try expected.number(metric.rawValue), metric.rawValue)
            let errorName = metric.rawValue + "_se"
            guard expected.has(errorName) else { continue }
            // The square of an R² error of zero is a difference of rounded numbers near 1e-17, hence up to 1e-8.
            let absolute = metric == .r2 ? 1e-8 : Self.derivativeTolerance.absolute
            expectClose(
                estimate?.standardError, try expected.number(errorName), relative: Self.derivativeTolerance.relative,
                absolute: absolute, errorName)
        }
        for quantile in quantiles {
            let estimate = summary.estimate(.pinballLoss, MetricOptions(quantile: quantile))
            expectClose(estimate?.value, try expected.number("pinball_\(quantile)"), "pinball at \(quantile)")
        }
        #expect(Double(summary.zeroActuals) == (try expected.number("zero_actuals")))
        #expect(Double(summary.logErrorExcluded) == (try expected.number("log_error_excluded")))
    }

    @Test(arguments: try PerformanceReference.load().wilson)
    func wilsonIntervals(_ reference: PerformanceReference.WilsonCase) throws {
        let estimate = try #require(MetricEstimate.proportion(reference.hits, of: reference.rows, .ninetyFive))
        let interval = try #require(estimate.interval)
        expectClose(interval.lower, reference.lower, "lower bound")
        expectClose(interval.upper, reference.upper, "upper bound")
    }
}
