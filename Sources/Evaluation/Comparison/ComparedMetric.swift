/// The metrics by which versions are compared.
package enum ComparedMetric: String, Sendable, Hashable, CaseIterable {
    case logLoss = "log_loss"
    case brierScore = "brier_score"
    case accuracy
    case cost
    case rocAUC = "roc_auc"
    case averagePrecision = "average_precision"
    case f1, precision, recall
    case expectedCalibrationError = "expected_calibration_error"
    case mae, mse, rmse

    package var higherIsBetter: Bool {
        switch self {
        case .accuracy, .rocAUC, .averagePrecision, .f1, .precision, .recall: true
        case .logLoss, .brierScore, .cost, .expectedCalibrationError, .mae, .mse, .rmse: false
        }
    }

    /// Whether it is a mean over records.
    package var isMean: Bool {
        switch self {
        case .logLoss, .brierScore, .accuracy, .cost, .mae, .mse: true
        case .rocAUC, .averagePrecision, .f1, .precision, .recall, .expectedCalibrationError, .rmse: false
        }
    }

    /// Whether it can decide: there is a bound for all looks at once for means, and for ROC AUC, which is like one.
    package var canDecide: Bool { isMean || self == .rocAUC }

    /// Whether it compares versions; calibration and recall alone say little of which is better, and are shown beside.
    package static var deciding: [ComparedMetric] { allCases.filter(\.canDecide) }
}
