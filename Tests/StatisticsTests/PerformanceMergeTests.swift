import Statistics
import Testing

/// Protects the merge law of the performance summaries: counts agree to the last bit, sums up to rounding.
@Suite struct PerformanceMergeTests {
    @Test(arguments: 0..<30)
    func binary(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        // Scores are multiples of 1/16, so that their sums are exact whatever the order.
        let rows = (0..<120).map { _ -> (score: Double, actual: Bool?) in
            let score = Double(Int.random(in: 0...16, using: &generator)) / 16
            return (score, Bool.random(using: &generator) ? Double.random(in: 0..<1, using: &generator) < score : nil)
        }
        func summary(_ rows: some Sequence<(score: Double, actual: Bool?)>) -> BinarySummary {
            BinarySummary(scores: rows.map(\.score), actual: rows.map(\.actual), predicted: rows.map { $0.score > 0.5 })
        }
        let whole = summary(rows)
        var merged = BinarySummary()
        for part in randomSplit(rows, using: &generator) { try merged.merge(summary(part)) }
        #expect(merged.scores == whole.scores)
        #expect(merged.confusion == whole.confusion)
        expectSame(merged.logLoss, whole.logLoss)
        expectSame(merged.squaredError, whole.squaredError)
        for metric in BinaryMetric.allCases {
            expectClose(merged.estimate(metric)?.value, whole.estimate(metric)?.value, relative: 1e-12, metric.rawValue)
        }
    }

    @Test(arguments: 0..<30)
    func multiclass(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let classes = ["a", "b", "c"]
        let rows = (0..<100).map { _ -> (scores: [Double], actual: Int) in
            let first = Double(Int.random(in: 0...8, using: &generator)) / 16
            let second = Double(Int.random(in: 0...8, using: &generator)) / 16
            return ([first, second, 1 - first - second], Int.random(in: 0..<3, using: &generator))
        }
        func summary(_ rows: some Sequence<(scores: [Double], actual: Int)>) -> MulticlassSummary {
            MulticlassSummary(
                classes: classes, scores: rows.map(\.scores), actual: rows.map(\.actual),
                predicted: rows.map { $0.scores[0] > 0.3 ? 0 : 2 })
        }
        let whole = summary(rows)
        var merged = MulticlassSummary(confusion: ConfusionCounts(classes: classes))
        for part in randomSplit(rows, using: &generator) { try merged.merge(summary(part)) }
        #expect(merged.labelled == whole.labelled)
        #expect(merged.confusion == whole.confusion)
        #expect(merged.oneVersusRest == whole.oneVersusRest)
        expectSame(merged.logLoss, whole.logLoss)
        expectSame(merged.squaredError, whole.squaredError)
    }

    @Test(arguments: 0..<30)
    func regression(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let rows = (0..<150).map { _ -> (actual: Double, predicted: Double) in
            let actual = 2 + 3 * generator.normal()
            return (Int.random(in: 0..<10, using: &generator) == 0 ? 0 : actual, actual + generator.normal())
        }
        func summary(_ rows: some Sequence<(actual: Double, predicted: Double)>) -> RegressionSummary {
            RegressionSummary(
                predicted: rows.map(\.predicted), actual: rows.map(\.actual), centre: 2, quantiles: [0.9, 0.1])
        }
        let whole = summary(rows)
        var merged = summary([])
        for part in randomSplit(rows, using: &generator) { try merged.merge(summary(part)) }
        #expect(merged.labelled == whole.labelled)
        #expect(merged.zeroActuals == whole.zeroActuals)
        #expect(merged.logErrorExcluded == whole.logErrorExcluded)
        for metric in RegressionMetric.allCases {
            let options = MetricOptions(quantile: 0.9)
            let one = merged.estimate(metric, options)
            let other = whole.estimate(metric, options)
            // Sums of 150 rounded terms of mixed size; the bias, near zero, is compared with the size of its terms.
            expectClose(one?.value, other?.value, relative: 1e-11, absolute: 1e-13, metric.rawValue)
            expectClose(one?.standardError, other?.standardError, relative: 1e-11, metric.rawValue + " SE")
        }
    }

    @Test func partsWithoutLabelsChangeNothing() throws {
        let labelled = BinarySummary(scores: [0.25, 0.75], actual: [false, true], predicted: [false, true])
        let unlabelled = BinarySummary(scores: [0.5], actual: [nil], predicted: [true])
        let one = try labelled.merging(unlabelled)
        let other = try unlabelled.merging(labelled)
        #expect(one == other)
        #expect(one.scores == labelled.scores)
        #expect(one.unlabelled == 1 && one.predictedPositives == 2)
    }

    @Test func whatDoesNotFitDoesNotMerge() {
        var regression = RegressionSummary(centre: 1)
        #expect(throws: SummaryMismatch.self) { try regression.merge(RegressionSummary(centre: 2)) }
        #expect(throws: SummaryMismatch.self) {
            try regression.merge(RegressionSummary(centre: 1, pinball: [.init(quantile: 0.5)]))
        }
        var multiclass = MulticlassSummary(labelled: 1, confusion: ConfusionCounts(classes: ["a", "b"]))
        let before = multiclass
        #expect(throws: SummaryMismatch.self) {
            try multiclass.merge(MulticlassSummary(labelled: 2, confusion: ConfusionCounts(classes: ["b", "a"])))
        }
        #expect(multiclass == before)
        var binary = BinarySummary(labelled: 1, scores: ScoreHistogram(points: [], isExact: true))
        #expect(throws: SummaryMismatch.self) {
            try binary.merge(BinarySummary(labelled: 2, scores: ScoreHistogram(points: [], isExact: false)))
        }
        #expect(binary.labelled == 1)
        var products = CoMoments(variables: 2)
        #expect(throws: SummaryMismatch.self) { try products.merge(CoMoments(variables: 3)) }
    }

    /// 1e-12 relative: the rounding of some hundred additions in another order.
    private func expectSame(_ one: Moments?, _ other: Moments?) {
        #expect(one?.count == other?.count)
        #expect(one?.minimum == other?.minimum)
        #expect(one?.maximum == other?.maximum)
        expectClose(one?.mean, other?.mean, relative: 1e-12, "mean")
        expectClose(one?.m2, other?.m2, relative: 1e-12, "m2")
    }
}
