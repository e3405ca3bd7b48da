/// What a prediction is worth by actual and predicted class: profit positive, cost negative, in any currency.
///
/// Row-major, `values[actual * classes + predicted]`, classes in the order of the confusion counts: for a binary task
/// `[TN, FP, FN, TP]`, the layout of NannyML's `business_value_matrix` `[[TN, FP], [FN, TP]]`.
package struct ValueMatrix: Sendable, Hashable, Codable {
    /// One value for each cell.
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
    /// The total is NannyML's `business_value` without normalisation. The value per prediction is not what NannyML
    /// calls `per_prediction`: for that see `businessValueByPredictedClass`. Standard error: each row's value is one
    /// draw, so that of the mean is `s / sqrt(n)`, and that of the total `n` times as much (for a fixed number of
    /// rows). Interval: normal.
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

extension ConfusionCounts {
    /// The mean worth of the predictions of each predicted class, added up over the classes.
    ///
    /// `Σ_p Σ_a count(a, p) · value(a, p) / count(p)`: what NannyML calculates for `business_value` with
    /// `normalize_business_value="per_prediction"`. It is not the mean over all predictions, which is
    /// `businessValue(_:_:)`: it counts every predicted class the same, however rare, and grows with their number. For
    /// those who compare with NannyML's figures. As there, a class that is never predicted adds nothing. Standard
    /// error: delta method, `sqrt(Σ count(a, p) ((value(a, p) - mean_p) / count(p))²)`. Interval: normal.
    ///
    /// `nil` without rows or when the matrix does not fit the number of classes. O(K²).
    package func businessValueByPredictedClass(
        _ matrix: ValueMatrix, _ confidence: Confidence = .ninetyFive
    ) -> MetricEstimate? {
        guard matrix.values.count == counts.count, total > 0 else { return nil }
        var value = 0.0
        var variance = 0.0
        for (predicted, rows) in predictedTotals.enumerated() where rows > 0 {
            let size = Double(rows)
            let cells = classes.indices.map { actual in
                (
                    count: Double(self[actual: actual, predicted: predicted]),
                    value: matrix.values[actual * classes.count + predicted]
                )
            }
            let mean = cells.reduce(0) { $0 + $1.count * $1.value } / size
            value += mean
            variance += cells.reduce(0) { $0 + $1.count * ($1.value - mean) * ($1.value - mean) } / (size * size)
        }
        let standardError = total > 1 ? variance.squareRoot() : nil
        return MetricEstimate(
            value: value, standardError: standardError, method: .delta, sampleSize: total,
            interval: .normal(value, standardError: standardError, confidence))
    }
}

extension BinaryConfusion {
    /// The worth of the predictions; see `ConfusionCounts.businessValue`.
    package func businessValue(_ matrix: ValueMatrix, _ confidence: Confidence = .ninetyFive) -> BusinessValue? {
        counts.businessValue(matrix, confidence)
    }
}
