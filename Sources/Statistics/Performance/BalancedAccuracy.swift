extension BinaryConfusion {
    /// Mean of recall and specificity, as scikit-learn's `balanced_accuracy_score`.
    ///
    /// Standard error: `sqrt(r (1 - r) / P + s (1 - s) / N) / 2`, since recall `r` and specificity `s` rest on
    /// different rows (delta method). Interval: Wilson's with effective size; the smaller class when the standard error
    /// is zero.
    ///
    /// `nil` unless both classes occur (scikit-learn warns and leaves out the missing one). O(1).
    package func balancedAccuracy(_ confidence: Confidence = .ninetyFive) -> MetricEstimate? {
        guard actualPositives > 0, actualNegatives > 0 else { return nil }
        let positives = Double(actualPositives)
        let negatives = Double(actualNegatives)
        let recall = Double(truePositives) / positives
        let specificity = Double(trueNegatives) / negatives
        let value = (recall + specificity) / 2
        let variance = recall * (1 - recall) / positives + specificity * (1 - specificity) / negatives
        let standardError = variance.squareRoot() / 2
        return MetricEstimate(
            value: value, standardError: standardError, method: .delta, sampleSize: total,
            interval: .share(
                value, standardError: standardError, fallbackSize: min(actualPositives, actualNegatives), confidence))
    }
}
