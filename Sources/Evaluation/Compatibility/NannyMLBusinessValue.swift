package import Statistics

extension ConfusionCounts {
    /// NannyML's `business_value` with `normalize_business_value="per_prediction"`: for each predicted class the mean
    /// value of the rows predicted so, summed over the classes; a class that is never predicted adds nothing.
    ///
    /// Not the worth of an average prediction, which is `businessValue(_:_:).perPrediction`: each predicted class
    /// counts the same, however rare, and the result can exceed the largest value of the matrix.
    /// Source: NannyML 0.13.1, `performance_calculation/metrics/binary_classification.py`.
    ///
    /// `nil` when the matrix does not fit the number of classes.
    package func nannyMLValuePerPrediction(_ matrix: ValueMatrix) -> Double? {
        guard matrix.values.count == counts.count else { return nil }
        return classes.indices.reduce(0) { sum, predicted in
            let cells = classes.indices.map { $0 * classes.count + predicted }
            let rows = cells.reduce(0) { $0 + counts[$1] }
            guard rows > 0 else { return sum }
            return sum + cells.reduce(0) { $0 + Double(counts[$1]) * matrix.values[$1] } / Double(rows)
        }
    }
}
