import RealModule

/// Metrics of one version on some rows of two classes, for rows that each count with a weight; with weights of one they are those of
/// the registry (`BinaryMetric`). Values are NaN where a metric does not exist.
package struct WeightedBinaryRows: Sendable {
    private let actual: [Bool]
    private let decision: [Bool]?
    private let score: [Double]?
    /// Rows from the highest score down, and whether each begins a new score.
    private let order: [Int]
    private let isFirst: [Bool]
    private let bin: [Int]
    private static let bins = 10

    /// - Precondition: as many decisions and scores as actual classes.
    package init(actual: [Bool], decision: [Bool]?, score: [Double]?) {
        precondition(decision.map { $0.count == actual.count } ?? true && score.map { $0.count == actual.count } ?? true, "one for each row")
        self.actual = actual
        self.decision = decision
        self.score = score
        guard let score else {
            (order, isFirst, bin) = ([], [], [])
            return
        }
        let order = score.indices.sorted { score[$0] > score[$1] }
        self.order = order
        isFirst = order.indices.map { $0 == 0 || score[order[$0]] != score[order[$0 - 1]] }
        bin = score.map { min(Self.bins - 1, max(0, Int($0 * Double(Self.bins)))) }
    }

    /// Weight of rows by predicted and actual class.
    private func cells(_ weights: [Double]) -> (tp: Double, fp: Double, fn: Double) {
        guard let decision else { return (.nan, .nan, .nan) }
        var (tp, fp, fn) = (0.0, 0.0, 0.0)
        for row in actual.indices {
            switch (decision[row], actual[row]) {
            case (true, true): tp += weights[row]
            case (true, false): fp += weights[row]
            case (false, true): fn += weights[row]
            case (false, false): break
            }
        }
        return (tp, fp, fn)
    }

    /// `2 TP / (2 TP + FP + FN)`.
    package func f1(_ weights: [Double]) -> Double {
        let (tp, fp, fn) = cells(weights)
        return 2 * tp / (2 * tp + fp + fn)
    }

    /// `TP / (TP + FP)`.
    package func precision(_ weights: [Double]) -> Double {
        let (tp, fp, _) = cells(weights)
        return tp / (tp + fp)
    }

    /// `TP / (TP + FN)`.
    package func recall(_ weights: [Double]) -> Double {
        let (tp, _, fn) = cells(weights)
        return tp / (tp + fn)
    }

    /// `Σ (R_k - R_(k-1)) P_k` over the distinct scores from the highest down.
    package func averagePrecision(_ weights: [Double]) -> Double {
        guard score != nil else { return .nan }
        var (positives, rows, area, found) = (0.0, 0.0, 0.0, 0.0)
        func close() { if rows > 0 { area += found * positives / rows } }
        for (place, row) in order.enumerated() {
            if isFirst[place] {
                close()
                found = 0
            }
            rows += weights[row]
            if actual[row] {
                positives += weights[row]
                found += weights[row]
            }
        }
        close()
        return area / positives
    }

    /// `Σ_b |Σ_(i in b) w_i (s_i - y_i)| / Σ w_i` over ten bins of equal width.
    package func calibrationError(_ weights: [Double]) -> Double {
        guard let score else { return .nan }
        var gaps = [Double](repeating: 0, count: Self.bins)
        var total = 0.0
        for row in actual.indices {
            gaps[bin[row]] += weights[row] * (score[row] - (actual[row] ? 1 : 0))
            total += weights[row]
        }
        return gaps.reduce(0) { $0 + abs($1) } / total
    }
}

/// F1 averaged over the classes that occur or are predicted, for rows that each count with a weight; NaN without any.
package func weightedMacroF1(actual: [Int], decision: [Int], classes: Int, _ weights: [Double]) -> Double {
    var hits = [Double](repeating: 0, count: classes)
    var all = hits
    for row in actual.indices {
        if actual[row] == decision[row] { hits[actual[row]] += weights[row] }
        all[actual[row]] += weights[row]
        if (0..<classes).contains(decision[row]) { all[decision[row]] += weights[row] }
    }
    let values = all.indices.filter { all[$0] > 0 }.map { 2 * hits[$0] / all[$0] }
    return values.reduce(0, +) / Double(values.count)
}
