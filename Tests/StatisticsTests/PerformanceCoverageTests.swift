import Foundation
import Statistics
import Testing

/// Protects the standard errors: over simulated windows of 500 rows the 95 percent interval holds the true value about
/// 95 times in 100, and the mean standard error is the spread of the values.
@Suite struct PerformanceCoverageTests {
    static let rows = 500
    static let repetitions = 300

    @Test func areaUnderTheCurveAndAveragePrecision() throws {
        var generator = SeededGenerator(seed: 11)
        let rate = 0.3
        let distance = 1.2
        var areas = Coverage(truth: normalDistribution(distance / 2.0.squareRoot()))
        var precisions = Coverage(truth: Self.averagePrecision(rate: rate, distance: distance))
        for _ in 0..<Self.repetitions {
            let isPositive = (0..<Self.rows).map { _ in Double.random(in: 0..<1, using: &generator) < rate }
            let scores = isPositive.map { ($0 ? distance : 0) + generator.normal() }
            let histogram = ScoreHistogram(scores: scores, isPositive: isPositive)
            try areas.add(histogram.rocAUC())
            try precisions.add(histogram.averagePrecision())
        }
        areas.check()
        precisions.check()
    }

    @Test func confusionMetrics() throws {
        var generator = SeededGenerator(seed: 12)
        // Cell probabilities: TP 0.2, FP 0.1, FN 0.15, TN 0.55.
        var f1 = Coverage(truth: 0.4 / 0.65)
        var mcc = Coverage(truth: (0.2 * 0.55 - 0.1 * 0.15) / (0.3 * 0.35 * 0.65 * 0.7).squareRoot())
        var balanced = Coverage(truth: (0.2 / 0.35 + 0.55 / 0.65) / 2)
        var macro = Coverage(truth: (0.2 / 0.3 + 0.55 / 0.7) / 2)
        for _ in 0..<Self.repetitions {
            var table = BinaryConfusion()
            for _ in 0..<Self.rows {
                switch Double.random(in: 0..<1, using: &generator) {
                case ..<0.2: table.truePositives += 1
                case ..<0.3: table.falsePositives += 1
                case ..<0.45: table.falseNegatives += 1
                default: table.trueNegatives += 1
                }
            }
            try f1.add(table.f1())
            try mcc.add(table.matthewsCorrelation())
            try balanced.add(table.balancedAccuracy())
            try macro.add(table.counts.average(.precision, .macro))
        }
        f1.check()
        mcc.check()
        balanced.check()
        macro.check()
    }

    @Test func rankingAtTheTop() throws {
        var generator = SeededGenerator(seed: 13)
        // Uniform scores that are right: P(y = 1 | score) = score, so the top fifth holds 1 - 0.8² of all positives.
        var gains = Coverage(truth: 0.36)
        // The gap of the classes' distributions s² and 2 s - s² is largest at one half.
        var separations = Coverage(truth: 0.5)
        for _ in 0..<Self.repetitions {
            let scores = (0..<Self.rows).map { _ in Double.random(in: 0..<1, using: &generator) }
            let isPositive = scores.map { Double.random(in: 0..<1, using: &generator) < $0 }
            let histogram = ScoreHistogram(scores: scores, isPositive: isPositive)
            try gains.add(histogram.gain(atTopFraction: 0.2))
            try separations.add(histogram.scoreSeparation())
        }
        gains.check()
        // A maximum is biased upwards by about 0.4 standard errors here, so the interval holds the truth a little less
        // often and the values spread a little less than the formula says.
        separations.check(lowest: 0.88, spread: 0.2)
    }

    @Test func regressionMetrics() throws {
        var generator = SeededGenerator(seed: 14)
        // Actuals 10 + 2 N(0, 1), errors N(0, 1): the mean of |error| is sqrt(2 / pi).
        var rmse = Coverage(truth: 1)
        var wape = Coverage(truth: (2 / Double.pi).squareRoot() / 10)
        var r2 = Coverage(truth: 0.75)
        for _ in 0..<Self.repetitions {
            var summary = RegressionSummary(centre: 9)
            for _ in 0..<Self.rows {
                let actual = 10 + 2 * generator.normal()
                summary.add(prediction: actual + generator.normal(), actual: actual)
            }
            try rmse.add(summary.rootMeanSquaredError())
            try wape.add(summary.weightedAbsolutePercentageError())
            try r2.add(summary.coefficientOfDetermination())
        }
        rmse.check()
        wape.check()
        r2.check()
    }

    /// The average precision of the population: the mean over the positives' scores of the precision at that score, by
    /// the trapezium rule.
    private static func averagePrecision(rate: Double, distance: Double) -> Double {
        let step = 0.001
        return stride(from: -8, through: 9, by: step).reduce(0) { sum, score in
            let found = rate * (1 - normalDistribution(score - distance))
            let falseAlarms = (1 - rate) * (1 - normalDistribution(score))
            let density = exp(-(score - distance) * (score - distance) / 2) / (2 * .pi).squareRoot()
            return found > 0 ? sum + step * density * found / (found + falseAlarms) : sum
        }
    }
}

private func normalDistribution(_ value: Double) -> Double { erfc(-value / 2.0.squareRoot()) / 2 }

/// Counts how often intervals hold the truth.
private struct Coverage {
    let truth: Double
    var hits = 0
    var values = Moments()
    var errors = Moments()

    init(truth: Double) { self.truth = truth }

    mutating func add(_ estimate: MetricEstimate?) throws {
        let estimate = try #require(estimate)
        let interval = try #require(estimate.interval)
        if interval.lower <= truth, truth <= interval.upper { hits += 1 }
        values.add(estimate.value)
        errors.add(try #require(estimate.standardError))
    }

    /// With 300 windows a coverage of 95 percent shows as 92 to 98 (2.4 standard errors), and the spread of the values
    /// is itself known to 4 percent (one standard error).
    func check(
        lowest: Double = 0.92, spread: Double = 0.15, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let share = Double(hits) / Double(values.count)
        #expect(lowest...0.98 ~= share, sourceLocation: sourceLocation)
        let deviation = values.standardDeviation() ?? 0
        #expect(
            abs(errors.mean / deviation - 1) < spread, "mean SE \(errors.mean), spread \(deviation)",
            sourceLocation: sourceLocation)
    }
}
