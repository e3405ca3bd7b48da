import Statistics
import Testing

/// Protects what happens where metrics do not exist or certainty is only apparent.
@Suite struct PerformanceEdgeTests {
    @Test(arguments: BinaryMetric.allCases)
    func noBinaryMetricWithoutRows(_ metric: BinaryMetric) {
        let options = MetricOptions(values: ValueMatrix([1, -1, -1, 1]))
        let empty = BinarySummary(
            confusion: BinaryConfusion(), scores: ScoreHistogram(points: [], isExact: true), logLoss: Moments(),
            squaredError: Moments())
        #expect(empty.estimate(metric, options) == nil)
        #expect(BinarySummary().estimate(metric, options) == nil)
    }

    @Test(arguments: MulticlassMetric.allCases)
    func noMulticlassMetricWithoutRows(_ metric: MulticlassMetric) {
        let options = MetricOptions(values: ValueMatrix([1, 0, 0, 1]))
        #expect(MulticlassSummary(confusion: ConfusionCounts(classes: ["a", "b"])).estimate(metric, options) == nil)
        #expect(MulticlassSummary(confusion: ConfusionCounts(classes: [])).estimate(metric, options) == nil)
    }

    @Test(arguments: RegressionMetric.allCases)
    func noRegressionMetricWithoutRows(_ metric: RegressionMetric) {
        #expect(RegressionSummary().estimate(metric) == nil)
        let withQuantile = RegressionSummary(pinball: [.init(quantile: 0.5)])
        #expect(withQuantile.estimate(metric) == nil)
    }

    @Test func overflowIsNoMetric() {
        let summary = RegressionSummary(predicted: [1e308, -1e308], actual: [-1e308, 1e308])
        for metric in RegressionMetric.allCases {
            #expect(summary.estimate(metric)?.value.isFinite != false)
        }
        #expect(summary.meanSquaredError() == nil)
    }

    @Test func perfectRankingOfFewRowsIsNotCertain() throws {
        let histogram = ScoreHistogram(scores: [0.1, 0.2, 0.8, 0.9], isPositive: [false, false, true, true])
        let estimate = try #require(histogram.rocAUC())
        let interval = try #require(estimate.interval)
        #expect(estimate.standardError == 0)
        #expect(interval.upper == 1)
        #expect(interval.lower < 0.5)
        #expect(interval.method == .wilsonEffectiveSize)
    }

    @Test func labelsAloneGiveNoCalibrationError() {
        var summary = BinarySummary(scores: [0.1, 0.9], actual: [false, true], predicted: [false, true])
        summary.squaredError = nil
        #expect(summary.estimate(.expectedCalibrationError) == nil)
        #expect(summary.estimate(.rocAUC) != nil)
    }

    @Test func predictedPositiveRateCountsUnlabelledRows() {
        let summary = BinarySummary(
            scores: [0.1, 0.9, 0.8], actual: [false, nil, nil], predicted: [false, true, true])
        #expect(summary.estimate(.predictedPositiveRate)?.value == 2.0 / 3)
        #expect(summary.estimate(.positiveRate)?.value == 0)
        #expect(summary.labelled == 1 && summary.unlabelled == 2)
    }

    @Test func equalCountBinsKeepTiesTogether() {
        let scores = [0.1, 0.2, 0.2, 0.2, 0.3, 0.4]
        let histogram = ScoreHistogram(scores: scores, isPositive: [false, false, true, true, true, true])
        let curve = histogram.reliabilityCurve(.equalCount(2))
        #expect(curve.map(\.count) == [4, 2])
        #expect(curve.map(\.positives) == [2, 2])
        #expect(curve.map(\.positiveRate.value) == [0.5, 1])
    }

    @Test func calibrationErrorByChanceIsWhatRightScoresShow() throws {
        var generator = SeededGenerator(seed: 5)
        var errors = Moments()
        var expected = Moments()
        for _ in 0..<60 {
            let scores = (0..<400).map { _ in Double.random(in: 0...1, using: &generator) }
            let outcomes = scores.map { Double.random(in: 0..<1, using: &generator) < $0 }
            let histogram = ScoreHistogram(scores: scores, isPositive: outcomes)
            errors.add(try #require(histogram.expectedCalibrationError(.equalWidth(10))).value)
            expected.add(try #require(histogram.expectedCalibrationErrorByChance(.equalWidth(10))))
        }
        // Four standard errors of the simulated mean, and 3 percent for the normal approximation in the outer bins.
        let slack = 4 * (errors.standardErrorOfMean ?? 0) + 0.03 * expected.mean
        #expect(abs(errors.mean - expected.mean) < slack)
    }

    @Test func r2ErrorSurvivesActualsFarFromZeroGivenACentre() throws {
        var generator = SeededGenerator(seed: 9)
        let actual = (0..<200).map { _ in generator.normal() }
        let predicted = actual.map { $0 + 0.5 * generator.normal() }
        let near = RegressionSummary(predicted: predicted, actual: actual)
        // A shift by a power of two that is exact to the last bit of numbers rounded to 2^-20.
        let shift = 1_073_741_824.0
        func rounded(_ values: [Double]) -> [Double] { values.map { ($0 * 1_048_576).rounded() / 1_048_576 } }
        let far = RegressionSummary(
            predicted: rounded(predicted).map { $0 + shift }, actual: rounded(actual).map { $0 + shift },
            centre: shift + 1)
        let one = try #require(near.coefficientOfDetermination())
        let other = try #require(far.coefficientOfDetermination())
        #expect(abs(one.value - other.value) < 1e-5)
        #expect(abs(try #require(one.standardError) - (try #require(other.standardError))) < 1e-5)
    }
}
