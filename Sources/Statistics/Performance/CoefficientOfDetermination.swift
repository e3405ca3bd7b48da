extension RegressionSummary {
    /// R²: `1 - Σ (prediction - actual)² / Σ (actual - mean)²`, the share of the actuals' variance that the predictions
    /// account for; negative when they do worse than the mean would.
    ///
    /// As scikit-learn's `r2_score`. Standard error: delta method. With `r = 1 - R²`, `T` the variance of the actuals
    /// and `b = actual - centre`, a row's influence is `-(e² - r (actual - mean)²) / T`, and since
    /// `(actual - mean)² = b² - 2 mean(b) b + mean(b)²` its variance is that of `e² + 2 r mean(b) b - r b²`, a
    /// combination of the three variables of `explained`. Interval: normal, cut at 1.
    ///
    /// `nil` for fewer than two rows and for constant actuals (scikit-learn: 1 if all errors are zero, else 0). A
    /// perfect prediction has standard error zero. O(1).
    package func coefficientOfDetermination(_ confidence: Confidence = .ninetyFive) -> MetricEstimate? {
        // Constant actuals can have an m2 just above zero, from rounding when parts were merged.
        let isConstant = actual.minimum != nil && actual.minimum == actual.maximum
        guard actual.count > 1, actual.count == squaredError.count, actual.m2 > 0, !isConstant else { return nil }
        let rows = Double(actual.count)
        let unexplained = squaredError.mean * rows / actual.m2
        var standardError: Double?
        if explained.count == actual.count {
            let weights = [1, 2 * unexplained * explained.means[1], -unexplained]
            standardError = explained.variance(ofCombination: weights).map {
                ($0 / rows).squareRoot() / (actual.m2 / rows)
            }
        }
        let value = 1 - unexplained
        return MetricEstimate(
            value: value, standardError: standardError, method: .delta, sampleSize: actual.count,
            interval: .normal(value, standardError: standardError, confidence, highest: 1))
    }
}
