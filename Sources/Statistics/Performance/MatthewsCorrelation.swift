extension ConfusionCounts {
    /// Rows by actual class, in the order of `classes`. O(K²).
    package var actualTotals: [Int] {
        classes.indices.map { actual in classes.indices.reduce(0) { $0 + self[actual: actual, predicted: $1] } }
    }

    /// Rows by predicted class, in the order of `classes`. O(K²).
    package var predictedTotals: [Int] {
        classes.indices.map { predicted in classes.indices.reduce(0) { $0 + self[actual: $1, predicted: predicted] } }
    }

    /// Rows whose predicted class is the actual one.
    package var correct: Int { classes.indices.reduce(0) { $0 + self[actual: $1, predicted: $1] } }

    /// Matthews' correlation of actual and predicted classes, for any number of classes.
    ///
    /// `R = (c s - Σ p_k t_k) / sqrt((s² - Σ p_k²) (s² - Σ t_k²))` with `c` correct of `s` rows and `p_k`, `t_k` rows
    /// predicted to be and being of class `k` (Gorodkin, Comput. Biol. Chem. 28, 2004); for two classes it is Matthews'
    /// coefficient (1975). As scikit-learn's `matthews_corrcoef`. Standard error: delta method over the multinomial of
    /// the cells. Interval: Wilson's with effective size on the scale `(R + 1) / 2`; the scarcest class that occurs
    /// gives the size when the standard error is zero.
    ///
    /// `nil` when all rows are of one class or all are predicted to be of one class: the correlation with a constant
    /// does not exist (scikit-learn returns 0). O(K²).
    package func matthewsCorrelation(_ confidence: Confidence = .ninetyFive) -> MetricEstimate? {
        let actuals = actualTotals.map(Double.init)
        let predictions = predictedTotals.map(Double.init)
        let rows = Double(total)
        let hits = Double(correct)
        let agreement = hits * rows - zip(actuals, predictions).reduce(0) { $0 + $1.0 * $1.1 }
        let spreadOfPredictions = rows * rows - predictions.reduce(0) { $0 + $1 * $1 }
        let spreadOfActuals = rows * rows - actuals.reduce(0) { $0 + $1 * $1 }
        guard spreadOfPredictions > 0, spreadOfActuals > 0 else { return nil }
        let scale = spreadOfPredictions.squareRoot() * spreadOfActuals.squareRoot()
        let value = max(-1, min(1, agreement / scale))

        var variance = 0.0
        for actual in classes.indices {
            for predicted in classes.indices {
                let byAgreement =
                    (actual == predicted ? rows : 0) + hits - actuals[predicted] - predictions[actual]
                let bySpread =
                    (rows - predictions[predicted]) / spreadOfPredictions
                    + (rows - actuals[actual]) / spreadOfActuals
                let derivative = byAgreement / scale - value * bySpread
                variance += Double(self[actual: actual, predicted: predicted]) * derivative * derivative
            }
        }
        let standardError = variance.squareRoot()
        let scarcest = actualTotals.filter { $0 > 0 }.min() ?? 0
        let interval = ConfidenceInterval.share(
            (value + 1) / 2, standardError: standardError / 2, fallbackSize: scarcest, confidence)
        return MetricEstimate(
            value: value, standardError: standardError, method: .delta, sampleSize: total,
            interval: interval.map {
                ConfidenceInterval(
                    lower: 2 * $0.lower - 1, upper: 2 * $0.upper - 1, level: $0.level, method: $0.method)
            })
    }
}

extension BinaryConfusion {
    /// The matrix with named classes, negative first.
    package var counts: ConfusionCounts {
        ConfusionCounts(
            classes: ["negative", "positive"],
            counts: [trueNegatives, falsePositives, falseNegatives, truePositives])
    }

    /// Matthews' correlation coefficient; see `ConfusionCounts.matthewsCorrelation`.
    package func matthewsCorrelation(_ confidence: Confidence = .ninetyFive) -> MetricEstimate? {
        counts.matthewsCorrelation(confidence)
    }
}
