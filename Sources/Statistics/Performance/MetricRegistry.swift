// The registry: every metric by task, with its stable name and one line about it. A new metric gets a case, a line here
// and a line in its task's `estimate`; the compiler asks for both.

/// Metrics of a binary task.
package enum BinaryMetric: String, Sendable, Hashable, Codable, CaseIterable {
    case rocAUC = "roc_auc"
    case averagePrecision = "average_precision"
    case accuracy, precision, recall, specificity
    case balancedAccuracy = "balanced_accuracy"
    case f1
    case f2
    case fHalf = "f0_5"
    case mcc
    case logLoss = "log_loss"
    case brierScore = "brier_score"
    case expectedCalibrationError = "expected_calibration_error"
    case scoreSeparation = "ks_separation"
    case gain
    case lift
    case positiveRate = "positive_rate"
    case predictedPositiveRate = "predicted_positive_rate"
    case businessValue = "business_value"
    case businessValuePerPrediction = "business_value_per_prediction"
    case businessValueByPredictedClass = "business_value_by_predicted_class"

    /// The metric's line in the registry.
    package var descriptor: MetricDescriptor {
        switch self {
        case .rocAUC: line("ROC AUC", .score, "Chance that a positive row scores above a negative one, ties half")
        case .averagePrecision: line("Average precision", .score, "Area under the precision-recall curve by steps")
        case .accuracy: line("Accuracy", .predictedClass, "Share of rows predicted right")
        case .precision: line("Precision", .predictedClass, "Share of predicted positives that are positive")
        case .recall: line("Recall", .predictedClass, "Share of positives that are predicted positive")
        case .specificity: line("Specificity", .predictedClass, "Share of negatives that are predicted negative")
        case .balancedAccuracy: line("Balanced accuracy", .predictedClass, "Mean of recall and specificity")
        case .f1: line("F1", .predictedClass, "Harmonic mean of precision and recall")
        case .f2: line("F2", .predictedClass, "Mean of precision and recall in which recall counts twice as much")
        case .fHalf: line("F0.5", .predictedClass, "Mean of precision and recall in which recall counts half as much")
        case .mcc:
            line(
                "MCC", .predictedClass, "Matthews' correlation of actual and predicted class", lowest: -1, unit: .ratio)
        case .logLoss:
            line(
                "Log loss", .probability, "Mean of -ln of the probability given to the actual class", .lowerIsBetter,
                highest: nil, unit: .nats)
        case .brierScore:
            line(
                "Brier score", .probability, "Mean squared distance of score and outcome", .lowerIsBetter, unit: .ratio)
        case .expectedCalibrationError:
            line(
                "Expected calibration error", .probability,
                "Mean gap between score and rate of positives, by bin of score",
                .lowerIsBetter)
        case .scoreSeparation:
            line("KS separation", .score, "Largest gap between the score distributions of the two classes")
        case .gain: line("Gain", .score, "Share of positives found in the top fraction of rows by score")
        case .lift:
            line(
                "Lift", .score, "Positives in the top fraction of rows against as many rows drawn at random",
                highest: nil, unit: .ratio)
        case .positiveRate: line("Positive rate", .actualClass, "Share of rows that are positive", .none)
        case .predictedPositiveRate:
            line(
                "Predicted positive rate", .predictedClass, "Share of all rows, labelled or not, predicted positive",
                .none)
        case .businessValue:
            line(
                "Business value", .valueMatrix, "Sum of the value matrix over all predictions", lowest: nil,
                highest: nil, unit: .value)
        case .businessValuePerPrediction:
            line(
                "Business value per prediction", .valueMatrix, "Mean of the value matrix over all predictions",
                lowest: nil, highest: nil, unit: .value)
        case .businessValueByPredictedClass:
            line(
                "Business value by predicted class", .valueMatrix,
                "Mean of the value matrix for each predicted class, added up: NannyML's value per prediction",
                lowest: nil, highest: nil, unit: .value)
        }
    }

    private func line(
        _ title: String, _ input: MetricDescriptor.Input, _ summary: String,
        _ direction: MetricDescriptor.Direction = .higherIsBetter, lowest: Double? = 0, highest: Double? = 1,
        unit: MetricDescriptor.Unit = .share
    ) -> MetricDescriptor {
        MetricDescriptor(
            name: rawValue, task: .binary, title: title, direction: direction, lowest: lowest, highest: highest,
            unit: unit, input: input, summary: summary)
    }
}

/// Metrics of a multiclass task over all classes. Names without an ending are macro averages, as NannyML's.
package enum MulticlassMetric: String, Sendable, Hashable, Codable, CaseIterable {
    case rocAUC = "roc_auc"
    case accuracy
    case precision
    case precisionWeighted = "precision_weighted"
    case recall
    case recallWeighted = "recall_weighted"
    case specificity
    case specificityWeighted = "specificity_weighted"
    case specificityMicro = "specificity_micro"
    case f1
    case f1Weighted = "f1_weighted"
    case f1Micro = "f1_micro"
    case mcc
    case logLoss = "log_loss"
    case brierScore = "brier_score"
    case businessValue = "business_value"
    case businessValuePerPrediction = "business_value_per_prediction"
    case businessValueByPredictedClass = "business_value_by_predicted_class"

    /// The metric's line in the registry.
    package var descriptor: MetricDescriptor {
        switch self {
        case .rocAUC: line("ROC AUC", .score, "ROC AUC of each class against the rest, averaged over the classes")
        case .accuracy: line("Accuracy", .predictedClass, "Share of rows predicted right")
        case .precision: line("Precision", .predictedClass, "Precision averaged over the classes")
        case .precisionWeighted:
            line("Weighted precision", .predictedClass, "Precision averaged over the rows' classes")
        case .recall: line("Recall", .predictedClass, "Recall averaged over the classes: balanced accuracy")
        case .recallWeighted:
            line("Weighted recall", .predictedClass, "Recall averaged over the rows' classes: accuracy")
        case .specificity: line("Specificity", .predictedClass, "Specificity averaged over the classes")
        case .specificityWeighted:
            line("Weighted specificity", .predictedClass, "Specificity averaged over the rows' classes")
        case .specificityMicro: line("Micro specificity", .predictedClass, "Specificity of all classes' cells added up")
        case .f1: line("F1", .predictedClass, "F1 averaged over the classes")
        case .f1Weighted: line("Weighted F1", .predictedClass, "F1 averaged over the rows' classes")
        case .f1Micro: line("Micro F1", .predictedClass, "F1 of all classes' cells added up: accuracy")
        case .mcc:
            line(
                "MCC", .predictedClass, "Matthews' correlation of actual and predicted class", lowest: -1, unit: .ratio)
        case .logLoss:
            line(
                "Log loss", .probability, "Mean of -ln of the probability given to the actual class", .lowerIsBetter,
                highest: nil, unit: .nats)
        case .brierScore:
            line(
                "Brier score", .probability, "Mean squared distance of scores and outcome, summed over the classes",
                .lowerIsBetter, highest: 2, unit: .ratio)
        case .businessValue:
            line(
                "Business value", .valueMatrix, "Sum of the value matrix over all predictions", lowest: nil,
                highest: nil, unit: .value)
        case .businessValuePerPrediction:
            line(
                "Business value per prediction", .valueMatrix, "Mean of the value matrix over all predictions",
                lowest: nil, highest: nil, unit: .value)
        case .businessValueByPredictedClass:
            line(
                "Business value by predicted class", .valueMatrix,
                "Mean of the value matrix for each predicted class, added up: NannyML's value per prediction",
                lowest: nil, highest: nil, unit: .value)
        }
    }

    private func line(
        _ title: String, _ input: MetricDescriptor.Input, _ summary: String,
        _ direction: MetricDescriptor.Direction = .higherIsBetter, lowest: Double? = 0, highest: Double? = 1,
        unit: MetricDescriptor.Unit = .share
    ) -> MetricDescriptor {
        MetricDescriptor(
            name: rawValue, task: .multiclass, title: title, direction: direction, lowest: lowest, highest: highest,
            unit: unit, input: input, summary: summary)
    }
}

/// Metrics of a regression task.
package enum RegressionMetric: String, Sendable, Hashable, Codable, CaseIterable {
    case mae, mse, rmse, msle, rmsle, mape, smape, wape, r2, bias
    case pinballLoss = "pinball_loss"

    /// The metric's line in the registry.
    package var descriptor: MetricDescriptor {
        switch self {
        case .mae: line("MAE", .target, "Mean absolute error")
        case .mse: line("MSE", .targetSquared, "Mean squared error")
        case .rmse: line("RMSE", .target, "Square root of the mean squared error")
        case .msle: line("MSLE", .ratio, "Mean squared error of ln(1 + value)")
        case .rmsle: line("RMSLE", .ratio, "Square root of the mean squared error of ln(1 + value)")
        case .mape: line("MAPE", .share, "Mean of the absolute error divided by the actual")
        case .smape:
            line(
                "sMAPE", .share, "Mean of the absolute error divided by the mean size of prediction and actual",
                highest: 2)
        case .wape: line("WAPE", .share, "Sum of absolute errors divided by the sum of absolute actuals")
        case .r2:
            line(
                "R²", .ratio, "Share of the actuals' variance that the predictions account for", .higherIsBetter,
                lowest: nil, highest: 1)
        case .bias: line("Bias", .target, "Mean of prediction minus actual", .closerToZeroIsBetter, lowest: nil)
        case .pinballLoss: line("Pinball loss", .target, "Mean loss of the predictions taken as a quantile")
        }
    }

    private func line(
        _ title: String, _ unit: MetricDescriptor.Unit, _ summary: String,
        _ direction: MetricDescriptor.Direction = .lowerIsBetter, lowest: Double? = 0, highest: Double? = nil
    ) -> MetricDescriptor {
        MetricDescriptor(
            name: rawValue, task: .regression, title: title, direction: direction, lowest: lowest, highest: highest,
            unit: unit, input: .predictedValue, summary: summary)
    }
}
