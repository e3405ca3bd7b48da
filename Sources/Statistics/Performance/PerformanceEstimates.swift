/// What some metrics need to know beyond the rows.
package struct MetricOptions: Sendable, Hashable, Codable {
    /// Top fraction of rows for gain and lift.
    package var topFraction: Double
    /// Bins of the expected calibration error.
    package var calibration: CalibrationBinning
    /// For business value; without it the metric does not exist.
    package var values: ValueMatrix?
    /// For classes whose metric does not exist.
    package var undefinedClass: UndefinedClass
    /// For the pinball loss, one that the summary holds.
    package var quantile: Double
    /// For all intervals.
    package var confidence: Confidence

    package init(
        topFraction: Double = 0.1, calibration: CalibrationBinning = .equalWidth(10), values: ValueMatrix? = nil,
        undefinedClass: UndefinedClass = .skip, quantile: Double = 0.5, confidence: Confidence = .ninetyFive
    ) {
        self.topFraction = topFraction
        self.calibration = calibration
        self.values = values
        self.undefinedClass = undefinedClass
        self.quantile = quantile
        self.confidence = confidence
    }
}

extension BinarySummary {
    /// A metric by its place in the registry; `nil` where it does not exist for these rows.
    package func estimate(_ metric: BinaryMetric, _ options: MetricOptions = MetricOptions()) -> MetricEstimate? {
        let confidence = options.confidence
        return switch metric {
        case .rocAUC: scores?.rocAUC(confidence)
        case .averagePrecision: scores?.averagePrecision(confidence)
        case .accuracy: confusion?.accuracy(confidence)
        case .precision: confusion?.precision(confidence)
        case .recall: confusion?.recall(confidence)
        case .specificity: confusion?.specificity(confidence)
        case .balancedAccuracy: confusion?.balancedAccuracy(confidence)
        case .f1: confusion?.fBeta(1, confidence)
        case .f2: confusion?.fBeta(2, confidence)
        case .fHalf: confusion?.fBeta(0.5, confidence)
        case .mcc: confusion?.matthewsCorrelation(confidence)
        case .logLoss: logLoss?.meanEstimate(confidence, lowest: 0)
        case .brierScore: squaredError?.meanEstimate(confidence, lowest: 0, highest: 1)
        // A squared error is kept just where scores are probabilities.
        case .expectedCalibrationError:
            squaredError == nil ? nil : scores?.expectedCalibrationError(options.calibration, confidence)
        case .scoreSeparation: scores?.scoreSeparation(confidence)
        case .gain: scores?.gain(atTopFraction: options.topFraction, confidence)
        case .lift: scores?.lift(atTopFraction: options.topFraction, confidence)
        case .positiveRate: positiveRate(confidence)
        case .predictedPositiveRate: predictedPositiveRate(confidence)
        case .businessValue: businessValue(options)?.total
        case .businessValuePerPrediction: businessValue(options)?.perPrediction
        case .businessValueByPredictedClass:
            options.values.flatMap { confusion?.counts.businessValueByPredictedClass($0, confidence) }
        }
    }

    /// The share of the labelled rows that are positive, from the scores or else the confusion matrix; `nil` without
    /// either or without rows.
    package func positiveRate(_ confidence: Confidence = .ninetyFive) -> MetricEstimate? {
        if let scores, scores.points.isEmpty == false {
            return .proportion(scores.positives, of: scores.positives + scores.negatives, confidence)
        }
        return confusion?.positiveRate(confidence)
    }

    /// The share of all rows with a predicted class, labelled or not, that are predicted positive; `nil` without any.
    package func predictedPositiveRate(_ confidence: Confidence = .ninetyFive) -> MetricEstimate? {
        .proportion(predictedPositives, of: predictedPositives + predictedNegatives, confidence)
    }

    private func businessValue(_ options: MetricOptions) -> BusinessValue? {
        options.values.flatMap { confusion?.businessValue($0, options.confidence) }
    }
}

extension MulticlassSummary {
    /// A metric by its place in the registry; `nil` where it does not exist for these rows.
    package func estimate(_ metric: MulticlassMetric, _ options: MetricOptions = MetricOptions()) -> MetricEstimate? {
        let confidence = options.confidence
        func average(_ metric: ClassMetric, _ averaging: ClassAveraging) -> MetricEstimate? {
            confusion.average(metric, averaging, undefined: options.undefinedClass, confidence)
        }
        return switch metric {
        case .rocAUC: macroROCAUC(confidence)
        case .accuracy: confusion.accuracy(confidence)
        case .precision: average(.precision, .macro)
        case .precisionWeighted: average(.precision, .weighted)
        case .recall: average(.recall, .macro)
        case .recallWeighted: average(.recall, .weighted)
        case .specificity: average(.specificity, .macro)
        case .specificityWeighted: average(.specificity, .weighted)
        case .specificityMicro: average(.specificity, .micro)
        case .f1: average(.f1, .macro)
        case .f1Weighted: average(.f1, .weighted)
        case .f1Micro: average(.f1, .micro)
        case .mcc: confusion.matthewsCorrelation(confidence)
        case .logLoss: logLoss?.meanEstimate(confidence, lowest: 0)
        case .brierScore: squaredError?.meanEstimate(confidence, lowest: 0, highest: 2)
        case .businessValue: options.values.flatMap { confusion.businessValue($0, confidence)?.total }
        case .businessValuePerPrediction:
            options.values.flatMap { confusion.businessValue($0, confidence)?.perPrediction }
        case .businessValueByPredictedClass:
            options.values.flatMap { confusion.businessValueByPredictedClass($0, confidence) }
        }
    }
}

extension RegressionSummary {
    /// A metric by its place in the registry; `nil` where it does not exist for these rows.
    package func estimate(_ metric: RegressionMetric, _ options: MetricOptions = MetricOptions()) -> MetricEstimate? {
        let confidence = options.confidence
        return switch metric {
        case .mae: meanAbsoluteError(confidence)
        case .mse: meanSquaredError(confidence)
        case .rmse: rootMeanSquaredError(confidence)
        case .msle: meanSquaredLogError(confidence)
        case .rmsle: rootMeanSquaredLogError(confidence)
        case .mape: meanAbsolutePercentageError(confidence)
        case .smape: symmetricMeanAbsolutePercentageError(confidence)
        case .wape: weightedAbsolutePercentageError(confidence)
        case .r2: coefficientOfDetermination(confidence)
        case .bias: bias(confidence)
        case .pinballLoss: pinballLoss(quantile: options.quantile, confidence)
        }
    }
}
