extension RegressionSummary {
    /// WAPE: `Σ |prediction - actual| / Σ |actual|`, the absolute error as a share of the volume (also MAD/mean ratio).
    ///
    /// Source: Kolassa and Schütz, "Advantages of the MAD/Mean ratio over the MAPE", Foresight 6, 2007. Standard error:
    /// that of a ratio of means (delta method, Cochran, "Sampling Techniques", 1977, chapter 6):
    /// `sd(|e| - WAPE |a|) / (sqrt(n) mean|a|)`. Interval: normal, cut at zero.
    ///
    /// `nil` without labelled rows or when all actuals are zero; the standard error needs two rows. O(1).
    package func weightedAbsolutePercentageError(_ confidence: Confidence = .ninetyFive) -> MetricEstimate? {
        guard weightedError.count > 0, weightedError.means[1] > 0 else { return nil }
        let meanActual = weightedError.means[1]
        let value = weightedError.means[0] / meanActual
        let standardError = weightedError.variance(ofCombination: [1, -value]).map {
            ($0 / Double(weightedError.count)).squareRoot() / meanActual
        }
        return MetricEstimate(
            value: value, standardError: standardError, method: .delta, sampleSize: weightedError.count,
            interval: .normal(value, standardError: standardError, confidence, lowest: 0))
    }
}
