/// A metric of every class as a ratio of counts, with its derivatives by the cells of the confusion matrix: the
/// arithmetic beneath the averages over classes.
struct ClassRatios {
    let metric: ClassMetric
    /// Rows by actual class.
    let actuals: [Double]
    /// The metric of each class; `nil` where the denominator is zero.
    let values: [Double?]
    private let denominators: [Double]

    init(_ metric: ClassMetric, of counts: ConfusionCounts) {
        let actuals = counts.actualTotals.map(Double.init)
        let predictions = counts.predictedTotals.map(Double.init)
        let rows = Double(counts.total)
        let cells = counts.classes.indices.map { index -> (numerator: Double, denominator: Double) in
            let hits = Double(counts[actual: index, predicted: index])
            let ofClass = actuals[index]
            let toClass = predictions[index]
            return switch metric {
            case .precision: (hits, toClass)
            case .recall: (hits, ofClass)
            case .specificity: (rows - ofClass - toClass + hits, rows - ofClass)
            case .f1: (2 * hits, ofClass + toClass)
            }
        }
        self.metric = metric
        self.actuals = actuals
        self.denominators = cells.map(\.denominator)
        self.values = cells.map { $0.denominator > 0 ? $0.numerator / $0.denominator : nil }
    }

    /// The derivative of `Σ weight_k value_k` by the count of one cell, the weights held fixed.
    ///
    /// For a ratio `N/D` it is `(N' - (N/D) D') / D`, where `N'` and `D'` say how often the cell counts in each. O(1),
    /// O(K) for specificity, in whose denominators a row counts for all classes but its own.
    func derivative(actual: Int, predicted: Int, weights: [Double]) -> Double {
        let isHit = actual == predicted
        func term(_ index: Int, _ byNumerator: Double, _ byDenominator: Double) -> Double {
            guard let value = values[index] else { return 0 }
            return weights[index] * (byNumerator - value * byDenominator) / denominators[index]
        }
        switch metric {
        case .precision: return term(predicted, isHit ? 1 : 0, 1)
        case .recall: return term(actual, isHit ? 1 : 0, 1)
        case .f1: return isHit ? term(actual, 2, 2) : term(actual, 0, 1) + term(predicted, 0, 1)
        case .specificity:
            return values.indices.reduce(0) { sum, index in
                index == actual ? sum : sum + term(index, index == predicted ? 0 : 1, 1)
            }
        }
    }
}
