extension Moments {
    /// The mean of a row's loss as a metric: log loss, Brier score, mean absolute error, bias and all others that are
    /// averages over rows.
    ///
    /// Standard error: `s / sqrt(n)`. Interval: normal, cut to the range of the loss; by the central limit theorem, so
    /// too narrow for a few dozen rows of a heavy-tailed loss. `nil` without values; the standard error needs two.
    /// O(1).
    package func meanEstimate(
        _ confidence: Confidence = .ninetyFive, lowest: Double = -.infinity, highest: Double = .infinity
    ) -> MetricEstimate? {
        guard count > 0 else { return nil }
        let standardError = standardErrorOfMean
        return MetricEstimate(
            value: mean, standardError: standardError, method: .mean, sampleSize: count,
            interval: .normal(mean, standardError: standardError, confidence, lowest: lowest, highest: highest))
    }

    /// The square root of the mean of a row's squared loss: RMSE and RMSLE.
    ///
    /// Standard error: delta method, `SE(mean) / (2 root)`; `nil` when the root is zero, where the square root has no
    /// derivative. Interval: normal, cut at zero. `nil` without values. O(1).
    package func rootMeanEstimate(_ confidence: Confidence = .ninetyFive) -> MetricEstimate? {
        guard count > 0, mean >= 0 else { return nil }
        let root = mean.squareRoot()
        let standardError = root > 0 ? standardErrorOfMean.map { $0 / (2 * root) } : nil
        return MetricEstimate(
            value: root, standardError: standardError, method: .delta, sampleSize: count,
            interval: .normal(root, standardError: standardError, confidence, lowest: 0))
    }
}
