extension BinaryConfusion {
    /// F-beta: the harmonic mean of precision and recall, with recall counting `beta` times as much.
    ///
    /// `F = (1 + b²) TP / ((1 + b²) TP + b² FN + FP)`, as scikit-learn's `fbeta_score` (van Rijsbergen 1979).
    /// Standard error: delta method over the multinomial of the four cells; for a function of counts that does not
    /// change when all counts are scaled, the variance is the sum of count times squared derivative. Interval: Wilson's
    /// with effective size; `TP + FP + FN` rows when the standard error is zero.
    ///
    /// `nil` when no row is positive or predicted positive (scikit-learn: 0 with a warning). Zero, with neither
    /// precision nor recall above zero, is a value as any other. O(1).
    ///
    /// - Precondition: `beta` is positive.
    package func fBeta(_ beta: Double, _ confidence: Confidence = .ninetyFive) -> MetricEstimate? {
        precondition(beta > 0, "F-beta needs a positive beta")
        let square = beta * beta
        let hits = Double(truePositives)
        let misses = Double(falseNegatives)
        let falseAlarms = Double(falsePositives)
        let denominator = (1 + square) * hits + square * misses + falseAlarms
        guard denominator > 0 else { return nil }
        let value = (1 + square) * hits / denominator
        let byHit = (1 + square) * (1 - value) / denominator
        let byMiss = -square * value / denominator
        let byFalseAlarm = -value / denominator
        let variance = hits * byHit * byHit + misses * byMiss * byMiss + falseAlarms * byFalseAlarm * byFalseAlarm
        let standardError = variance.squareRoot()
        let involved = truePositives + falsePositives + falseNegatives
        return MetricEstimate(
            value: value, standardError: standardError, method: .delta, sampleSize: total,
            interval: .share(value, standardError: standardError, fallbackSize: involved, confidence))
    }

    /// F-beta with `beta` 1: `2 TP / (2 TP + FP + FN)`.
    package func f1(_ confidence: Confidence = .ninetyFive) -> MetricEstimate? { fBeta(1, confidence) }
}
