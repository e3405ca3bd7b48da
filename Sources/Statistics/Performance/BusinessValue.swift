/// What a prediction is worth by actual and predicted class: profit positive, cost negative, in any currency.
///
/// Row-major, `values[actual * classes + predicted]`, classes in the order of the confusion counts: for a binary task
/// `[TN, FP, FN, TP]`, the layout of NannyML's `business_value_matrix` `[[TN, FP], [FN, TP]]`.
package struct ValueMatrix: Sendable, Hashable, Codable {
    package let values: [Double]

    package init(_ values: [Double]) { self.values = values }
}

/// The worth of all predictions, and of the average one.
package struct BusinessValue: Sendable, Hashable, Codable {
    /// `Σ count · value` over the cells.
    package let total: MetricEstimate
    /// `total` divided by the number of rows.
    package let perPrediction: MetricEstimate
}

extension ConfusionCounts {
    /// The worth of the predictions under a matrix of values.
    ///
    /// The total is NannyML's `business_value` without `normalize_business_value`; what NannyML calls `per_prediction`
    /// is not a mean over predictions. Standard error: each row's value is one draw, so that of the mean is
    /// `s / sqrt(n)`, and that of the total `n` times as much (for a fixed number of rows). Interval: normal.
    ///
    /// `nil` without rows or when the matrix does not fit the number of classes. The standard error is `nil` for one
    /// row. O(K²).
    package func businessValue(_ matrix: ValueMatrix, _ confidence: Confidence = .ninetyFive) -> BusinessValue? {
        guard matrix.values.count == counts.count, total > 0 else { return nil }
        let rows = Double(total)
        let mean = zip(counts, matrix.values).reduce(0) { $0 + Double($1.0) * $1.1 } / rows
        let squares = zip(counts, matrix.values).reduce(0) { $0 + Double($1.0) * ($1.1 - mean) * ($1.1 - mean) }
        let standardError = total > 1 ? (squares / (rows - 1) / rows).squareRoot() : nil
        guard
            let all = MetricEstimate(
                value: mean * rows, standardError: standardError.map { $0 * rows }, method: .mean, sampleSize: total,
                interval: .normal(mean * rows, standardError: standardError.map { $0 * rows }, confidence)),
            let each = MetricEstimate(
                value: mean, standardError: standardError, method: .mean, sampleSize: total,
                interval: .normal(mean, standardError: standardError, confidence))
        else { return nil }
        return BusinessValue(total: all, perPrediction: each)
    }
}

extension BinaryConfusion {
    /// The worth of the predictions; see `ConfusionCounts.businessValue`.
    package func businessValue(_ matrix: ValueMatrix, _ confidence: Confidence = .ninetyFive) -> BusinessValue? {
        counts.businessValue(matrix, confidence)
    }
}
