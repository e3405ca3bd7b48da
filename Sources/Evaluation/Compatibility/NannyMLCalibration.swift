package import Statistics

/// How NannyML's CBPE turns scores into probabilities: by isotonic regression of the reference, where that makes them
/// better calibrated.
///
/// Source: NannyML 0.13.1, `calibration.py`. Better is a smaller calibration error over ten bins of equal count of the pooled test folds of
/// ten stratified splits, a tenth of the rows each. Scores of one class only, or that tell the classes apart nearly
/// perfectly (ROC AUC above 0.999), are left as they are. The splits are drawn at random there, with a generator of their own (NumPy's, seed 42), and
/// here by another: where both errors are nearly the same the decision may differ.
package struct NannyMLCalibration: Sendable, Hashable {
    /// `nil` when scores are used as they are.
    package let regression: IsotonicRegression?

    private static let splits = 10
    private static let testShare = 0.1
    private static let bins = 10
    private static let perfectArea = 0.999

    /// - Parameter reference: exact, of all labelled rows.
    package init(reference: ScoreHistogram) {
        regression = Self.helps(reference) ? IsotonicRegression(reference) : nil
    }

    package func probability(of score: Double) -> Double { regression?.value(at: score) ?? score }

    private static func helps(_ reference: ScoreHistogram) -> Bool {
        guard let area = reference.rocAUC(), area.value <= perfectArea else { return false }
        var generator = SplitMix64(seed: 42)
        var before: [CalibratedRows] = []
        var after: [CalibratedRows] = []
        for _ in 0..<splits {
            let test = testFold(of: reference, &generator)
            let training = zip(reference.points, test).map { point, test in
                ScoreHistogram.Point(
                    score: point.score, positives: point.positives - test.positives, negatives: point.negatives - test.negatives,
                    positiveScoreSum: point.score * Double(point.positives - test.positives),
                    negativeScoreSum: point.score * Double(point.negatives - test.negatives))
            }
            guard let fitted = IsotonicRegression(ScoreHistogram(points: training, isExact: true)) else { continue }
            for (point, test) in zip(reference.points, test) where test.positives + test.negatives > 0 {
                before.append(CalibratedRows(probability: point.score, positives: test.positives, negatives: test.negatives))
                after.append(
                    CalibratedRows(probability: fitted.value(at: point.score), positives: test.positives, negatives: test.negatives))
            }
        }
        return calibrationError(of: before) > calibrationError(of: after)
    }

    /// A tenth of each class, without replacement.
    private static func testFold(
        of reference: ScoreHistogram, _ generator: inout SplitMix64
    ) -> [(positives: Int, negatives: Int)] {
        func drawn(_ cells: [Int]) -> [Int] {
            let rows = Double(cells.reduce(0, +))
            return generator.nextMultivariateHypergeometric(cells: cells, draws: Int((rows * testShare).rounded()))
        }
        return Array(zip(drawn(reference.points.map(\.positives)), drawn(reference.points.map(\.negatives))))
    }

    private struct CalibratedRows {
        var probability: Double
        var positives: Int
        var negatives: Int
    }

    /// Expected calibration error over bins of equal count in the order of the probability; of rows that share one, each bin gets its part.
    private static func calibrationError(of rows: [CalibratedRows]) -> Double {
        let total = rows.reduce(0) { $0 + $1.positives + $1.negatives }
        let width = total > 2 * bins ? Double(total / bins) : 2
        var gaps = [Double](repeating: 0, count: bins)
        var begun = 0.0
        for group in rows.sorted(by: { $0.probability < $1.probability }) {
            let count = Double(group.positives + group.negatives)
            let gap = group.probability - Double(group.positives) / count
            var position = begun
            begun += count
            while position < begun {
                let bin = min(Int(position / width), bins - 1)
                let end = bin == bins - 1 ? begun : min(begun, Double(bin + 1) * width)
                gaps[bin] += (end - position) * gap
                position = end
            }
        }
        return gaps.reduce(0) { $0 + abs($1) } / Double(total)
    }
}
