/// Metrics of one class against the rest that NannyML's CBPE expects of rows with calibrated probabilities.
///
/// Source: NannyML 0.13.1, `performance_estimation/confidence_based/metrics.py`. Expected cells are sums of the
/// probabilities split by predicted class; metrics are those of the sums. (There, cumulative sums are rounded to five decimals for ROC AUC
/// and average precision, which changes no digit that is printed.)
package struct NannyMLExpectation: Sendable {
    /// Rows that agree in score and predicted class.
    package struct Rows: Sendable, Hashable {
        /// As the model gave it; it orders the rows.
        package var score: Double
        /// Of the class, calibrated.
        package var probability: Double
        package var isPredicted: Bool
        package var count: Int

        package init(score: Double, probability: Double, isPredicted: Bool, count: Int) {
            self.score = score
            self.probability = probability
            self.isPredicted = isPredicted
            self.count = count
        }
    }

    /// Highest score first.
    private let rows: [Rows]
    package private(set) var truePositives = 0.0
    package private(set) var falsePositives = 0.0
    package private(set) var falseNegatives = 0.0
    package private(set) var trueNegatives = 0.0

    package init(_ rows: [Rows]) {
        self.rows = rows.filter { $0.count > 0 }.sorted { $0.score > $1.score }
        for row in self.rows {
            let expected = row.probability * Double(row.count)
            let rest = Double(row.count) - expected
            if row.isPredicted {
                truePositives += expected
                falsePositives += rest
            } else {
                falseNegatives += expected
                trueNegatives += rest
            }
        }
    }

    package var count: Double { truePositives + falsePositives + falseNegatives + trueNegatives }

    package var accuracy: Double? { ratio(truePositives + trueNegatives, count) }
    /// Zero without a predicted positive, as there; so are recall, specificity and F1 without what they are a share of.
    package var precision: Double { ratio(truePositives, truePositives + falsePositives) ?? 0 }
    package var recall: Double { ratio(truePositives, truePositives + falseNegatives) ?? 0 }
    package var specificity: Double { ratio(trueNegatives, trueNegatives + falsePositives) ?? 0 }
    package var f1: Double { ratio(truePositives, truePositives + 0.5 * (falsePositives + falseNegatives)) ?? 0 }

    /// Area under the curve of expected rates, by trapezoids; `nil` unless both classes are expected.
    package var rocAUC: Double? {
        let positives = truePositives + falseNegatives
        let negatives = falsePositives + trueNegatives
        guard positives > 0, negatives > 0 else { return nil }
        var area = 0.0
        var hits = 0.0
        for row in rows {
            let expected = row.probability * Double(row.count)
            area += (Double(row.count) - expected) * (hits + expected / 2)
            hits += expected
        }
        return area / (positives * negatives)
    }

    /// Sum of expected precisions at each row times the recall it adds; `nil` when no positive is expected.
    package var averagePrecision: Double? {
        let positives = truePositives + falseNegatives
        guard positives > 0 else { return nil }
        var sum = 0.0
        var hits = 0.0
        var seen = 0.0
        for row in rows {
            for _ in 0..<row.count {
                hits += row.probability
                seen += 1
                sum += row.probability * hits / seen
            }
        }
        return sum / positives
    }

    private func ratio(_ part: Double, _ whole: Double) -> Double? { whole > 0 ? part / whole : nil }
}
