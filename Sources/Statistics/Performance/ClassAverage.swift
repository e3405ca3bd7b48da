/// A metric that each class of a multiclass task has for itself, against the rest.
package enum ClassMetric: String, Sendable, Hashable, Codable, CaseIterable {
    case precision, recall, specificity, f1
}

/// How the metric of the classes becomes one number.
package enum ClassAveraging: String, Sendable, Hashable, Codable, CaseIterable {
    /// Every class counts the same.
    case macro
    /// Every class counts by its number of actual rows.
    case weighted
    /// The classes' confusion cells are added up first.
    case micro
}

/// What a class does to an average in which its own metric does not exist, such as the precision of a class that was
/// never predicted.
package enum UndefinedClass: String, Sendable, Hashable, Codable, CaseIterable {
    /// It is left out, as in scikit-learn with `zero_division=np.nan`.
    case skip
    /// It counts as zero, as in scikit-learn by default and in NannyML.
    case zero
}

extension ConfusionCounts {
    /// The metric of one class against the rest, as of a binary confusion matrix. O(K²).
    package func estimate(
        _ metric: ClassMetric, ofClass index: Int, _ confidence: Confidence = .ninetyFive
    ) -> MetricEstimate? {
        let table = oneVersusRest(index)
        return switch metric {
        case .precision: table.precision(confidence)
        case .recall: table.recall(confidence)
        case .specificity: table.specificity(confidence)
        case .f1: table.f1(confidence)
        }
    }

    /// The metric averaged over the classes.
    ///
    /// As scikit-learn's `precision_score`, `recall_score` and `f1_score` with `average=`; macro specificity as
    /// NannyML. Standard error of macro and weighted averages: delta method over the multinomial of all cells, which
    /// accounts for a row's error counting in two classes; interval Wilson's with effective size, the scarcest class
    /// that occurs giving the size when the standard error is zero. Micro averages are proportions of rows: precision,
    /// recall and F1 are the accuracy, specificity is `1 - (1 - accuracy) / (K - 1)`.
    ///
    /// `nil` without rows, and when the metric exists for no class. O(K²), O(K³) for specificity.
    package func average(
        _ metric: ClassMetric, _ averaging: ClassAveraging, undefined: UndefinedClass = .skip,
        _ confidence: Confidence = .ninetyFive
    ) -> MetricEstimate? {
        guard total > 0 else { return nil }
        if averaging == .micro { return microAverage(metric, confidence) }
        let ratios = ClassRatios(metric, of: self)
        let weights = classes.indices.map { index -> Double in
            if ratios.values[index] == nil, undefined == .skip { return 0 }
            return averaging == .macro ? 1 : ratios.actuals[index]
        }
        let weight = weights.reduce(0, +)
        guard weight > 0, ratios.values.contains(where: { $0 != nil }) else { return nil }
        let value = zip(weights, ratios.values).reduce(0) { $0 + $1.0 * ($1.1 ?? 0) } / weight

        var variance = 0.0
        for actual in classes.indices {
            // One more row of a class also gives that class more weight.
            let byWeight =
                averaging == .weighted && weights[actual] > 0 ? (ratios.values[actual] ?? 0) - value : 0
            for predicted in classes.indices {
                let count = Double(self[actual: actual, predicted: predicted])
                guard count > 0 else { continue }
                let derivative = ratios.derivative(actual: actual, predicted: predicted, weights: weights)
                variance += count * (derivative + byWeight) * (derivative + byWeight) / (weight * weight)
            }
        }
        let standardError = variance.squareRoot()
        let scarcest = actualTotals.filter { $0 > 0 }.min() ?? 0
        return MetricEstimate(
            value: value, standardError: standardError, method: .delta, sampleSize: total,
            interval: .share(
                min(1, value), standardError: standardError, fallbackSize: scarcest, confidence))
    }

    /// Share of the rows whose predicted class is the actual one; `nil` without rows. O(K²).
    package func accuracy(_ confidence: Confidence = .ninetyFive) -> MetricEstimate? {
        .proportion(correct, of: total, confidence)
    }

    private func microAverage(_ metric: ClassMetric, _ confidence: Confidence) -> MetricEstimate? {
        guard let accuracy = accuracy(confidence), metric == .specificity else { return accuracy(confidence) }
        let others = Double(classes.count - 1)
        guard others > 0 else { return nil }
        return MetricEstimate(
            value: 1 - (1 - accuracy.value) / others, standardError: accuracy.standardError.map { $0 / others },
            method: .binomial, sampleSize: accuracy.sampleSize,
            interval: accuracy.interval.map {
                ConfidenceInterval(
                    lower: 1 - (1 - $0.lower) / others, upper: 1 - (1 - $0.upper) / others, level: $0.level,
                    method: $0.method)
            })
    }
}
