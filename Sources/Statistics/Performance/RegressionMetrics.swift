/// The regression metrics that are means over rows, and their roots.
///
/// All as in scikit-learn (`mean_absolute_error` and its kin), which has no symmetric percentage error and no bias. All
/// are `nil` without labelled rows and have no standard error for a single row. O(1).
extension RegressionSummary {
    /// MAE: mean of `|prediction - actual|`.
    package func meanAbsoluteError(_ confidence: Confidence = .ninetyFive) -> MetricEstimate? {
        absoluteError.meanEstimate(confidence, lowest: 0)
    }

    /// MSE: mean of `(prediction - actual)²`.
    package func meanSquaredError(_ confidence: Confidence = .ninetyFive) -> MetricEstimate? {
        squaredError.meanEstimate(confidence, lowest: 0)
    }

    /// RMSE: square root of MSE.
    package func rootMeanSquaredError(_ confidence: Confidence = .ninetyFive) -> MetricEstimate? {
        squaredError.rootMeanEstimate(confidence)
    }

    /// MSLE: mean of `(ln(1 + prediction) - ln(1 + actual))²`, over the rows where both are above -1. scikit-learn
    /// refuses the whole input when one is not (NannyML already below 0); `logErrorExcluded` counts them here.
    package func meanSquaredLogError(_ confidence: Confidence = .ninetyFive) -> MetricEstimate? {
        squaredLogError.meanEstimate(confidence, lowest: 0)
    }

    /// RMSLE: square root of MSLE.
    package func rootMeanSquaredLogError(_ confidence: Confidence = .ninetyFive) -> MetricEstimate? {
        squaredLogError.rootMeanEstimate(confidence)
    }

    /// MAPE: mean of `|prediction - actual| / max(2^-52, |actual|)`, as a share and not in percent. One actual of zero
    /// makes it useless, as in scikit-learn; see `zeroActuals`, and WAPE for a metric without this flaw.
    package func meanAbsolutePercentageError(_ confidence: Confidence = .ninetyFive) -> MetricEstimate? {
        absolutePercentageError.meanEstimate(confidence, lowest: 0)
    }

    /// sMAPE: mean of `2 |prediction - actual| / (|prediction| + |actual|)`, between 0 and 2, zero where both are zero
    /// (Makridakis, Int. J. Forecasting 9, 1993).
    package func symmetricMeanAbsolutePercentageError(_ confidence: Confidence = .ninetyFive) -> MetricEstimate? {
        symmetricPercentageError.meanEstimate(confidence, lowest: 0, highest: 2)
    }

    /// Bias: mean of `prediction - actual`; above zero when predictions are too high.
    package func bias(_ confidence: Confidence = .ninetyFive) -> MetricEstimate? {
        error.meanEstimate(confidence)
    }

    /// Pinball (quantile) loss of the predictions taken as a quantile, as scikit-learn's `mean_pinball_loss`; `nil`
    /// when the summary does not hold this quantile.
    package func pinballLoss(
        quantile: Double, _ confidence: Confidence = .ninetyFive
    ) -> MetricEstimate? {
        pinball.first { $0.quantile == quantile }?.loss.meanEstimate(confidence, lowest: 0)
    }
}
