extension MetricEstimate {
    /// The share of `hits` in `rows` with binomial standard error `sqrt(p (1 - p) / n)` and Wilson's interval; `nil`
    /// when there are no rows. The standard error is zero when all rows agree, the interval is not.
    package static func proportion(_ hits: Int, of rows: Int, _ confidence: Confidence) -> MetricEstimate? {
        guard rows > 0 else { return nil }
        let size = Double(rows)
        let share = Double(hits) / size
        return MetricEstimate(
            value: share, standardError: (share * (1 - share) / size).squareRoot(), method: .binomial,
            sampleSize: rows, interval: .wilson(share: share, size: size, confidence))
    }
}

/// The metrics of a binary confusion matrix that are plain proportions.
///
/// Definitions as in scikit-learn's `accuracy_score`, `precision_score` and `recall_score`. Rows without an actual or a
/// predicted class are not in the matrix. Where the denominator is empty scikit-learn returns 0 with a warning; here
/// the metric is `nil`, because a window without, say, predicted positives says nothing about their precision. The
/// standard error of precision is conditional on the number of predicted positives. Cost O(1).
extension BinaryConfusion {
    /// Rows whose actual class is the positive one.
    package var actualPositives: Int { truePositives + falseNegatives }
    /// Rows whose actual class is the negative one.
    package var actualNegatives: Int { trueNegatives + falsePositives }
    /// Rows predicted positive.
    package var predictedPositives: Int { truePositives + falsePositives }
    /// Rows predicted negative.
    package var predictedNegatives: Int { trueNegatives + falseNegatives }

    /// `(TP + TN) / n`; `nil` without rows.
    package func accuracy(_ confidence: Confidence = .ninetyFive) -> MetricEstimate? {
        .proportion(truePositives + trueNegatives, of: total, confidence)
    }

    /// `TP / (TP + FP)`; `nil` when no row is predicted positive.
    package func precision(_ confidence: Confidence = .ninetyFive) -> MetricEstimate? {
        .proportion(truePositives, of: predictedPositives, confidence)
    }

    /// `TP / (TP + FN)`, also sensitivity or true positive rate; `nil` when no row is positive.
    package func recall(_ confidence: Confidence = .ninetyFive) -> MetricEstimate? {
        .proportion(truePositives, of: actualPositives, confidence)
    }

    /// `TN / (TN + FP)`, also true negative rate; `nil` when no row is negative.
    package func specificity(_ confidence: Confidence = .ninetyFive) -> MetricEstimate? {
        .proportion(trueNegatives, of: actualNegatives, confidence)
    }

    /// `FP / (TN + FP)`; `nil` when no row is negative.
    package func falsePositiveRate(_ confidence: Confidence = .ninetyFive) -> MetricEstimate? {
        .proportion(falsePositives, of: actualNegatives, confidence)
    }

    /// `FN / (TP + FN)`; `nil` when no row is positive.
    package func falseNegativeRate(_ confidence: Confidence = .ninetyFive) -> MetricEstimate? {
        .proportion(falseNegatives, of: actualPositives, confidence)
    }

    /// `TN / (TN + FN)`; `nil` when no row is predicted negative.
    package func negativePredictiveValue(_ confidence: Confidence = .ninetyFive) -> MetricEstimate? {
        .proportion(trueNegatives, of: predictedNegatives, confidence)
    }

    /// `(TP + FN) / n`, the base rate; `nil` without rows.
    package func positiveRate(_ confidence: Confidence = .ninetyFive) -> MetricEstimate? {
        .proportion(actualPositives, of: total, confidence)
    }
}
