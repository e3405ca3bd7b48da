import Foundation
import Statistics
import Testing

/// Protects the arithmetic of comparing versions on the same rows.
@Suite struct ComparisonTests {
    /// The content of `Reference/comparison.json`, written by `scripts/reference-values/comparison.py`.
    struct Reference: Decodable {
        struct Areas: Decodable {
            let name: String
            let actual: [Int]
            let scores: [[Double]]
            let areas: [Double]
            let covariance: [[Double]]
        }

        struct Weighted: Decodable {
            let name: String
            let actual, decision, classes, guesses: [Int]
            let score, weights: [Double]
            let f1, precision, recall, averagePrecision, calibrationError, macroF1: Double
        }

        struct McNemarCase: Decodable {
            let first, second: Int
            let p: Double
        }

        let areas: [Areas]
        let weighted: [Weighted]
        let mcnemar: [McNemarCase]

        static func load() throws -> Reference {
            let url = try #require(Bundle.module.url(forResource: "comparison", withExtension: "json", subdirectory: "Reference"))
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            return try decoder.decode(Reference.self, from: Data(contentsOf: url))
        }
    }

    /// Sums of at most 400 terms of order one: rounding stays far below 1e-12.
    @Test func areasAndTheirCovarianceAreThoseOfAllPairs() throws {
        for item in try Reference.load().areas {
            let paired = try #require(PairedROCAUC(scores: item.scores, actual: item.actual.map { $0 == 1 }))
            for (one, value) in item.areas.enumerated() {
                #expect(abs(paired.areas[one] - value) < 1e-12, "\(item.name)")
                for other in item.areas.indices {
                    #expect(abs(paired.covariance[one][other] - item.covariance[one][other]) < 1e-12, "\(item.name)")
                }
            }
        }
    }

    /// DeLong's variance of one area is that of the metric that reports show.
    @Test func theVarianceOfOneAreaIsTheRegistrys() throws {
        let item = try #require(try Reference.load().areas.last)
        let paired = try #require(PairedROCAUC(scores: [item.scores[0]], actual: item.actual.map { $0 == 1 }))
        let points = zip(item.scores[0], item.actual).map { score, actual in
            ScoreHistogram.Point(score: score, positives: actual, negatives: 1 - actual, positiveScoreSum: 0, negativeScoreSum: 0)
        }
        let estimate = try #require(ScoreHistogram(points: points, isExact: true).rocAUC())
        #expect(abs(estimate.value - paired.areas[0]) < 1e-12)
        #expect(abs((estimate.standardError ?? 0) - paired.covariance[0][0].squareRoot()) < 1e-12)
    }

    @Test func areasNeedTwoRowsOfEitherClass() {
        #expect(PairedROCAUC(scores: [[0.1, 0.2, 0.3]], actual: [true, false, false]) == nil)
        #expect(PairedROCAUC(scores: [[]], actual: []) == nil)
        let same = PairedROCAUC(scores: [[1, 2, 3, 4], [1, 2, 3, 4]], actual: [true, false, true, false])
        #expect(same?.difference(0, less: 1).value == 0)
        #expect(same?.difference(0, less: 1).standardError == 0)
    }

    /// SciPy's p-values come from the same incomplete beta function: equal but for rounding.
    @Test func mcNemarIsSciPysBinomialTest() throws {
        for item in try Reference.load().mcnemar {
            let p = McNemar(onlyFirst: item.first, onlySecond: item.second).pValue
            #expect(abs(p - item.p) <= 1e-10 * max(item.p, 1e-30), "\(item.first), \(item.second)")
        }
    }

    @Test func weightedMetricsAreScikitLearns() throws {
        for item in try Reference.load().weighted {
            let rows = WeightedBinaryRows(
                actual: item.actual.map { $0 == 1 }, decision: item.decision.map { $0 == 1 }, score: item.score)
            for (name, value, expected) in [
                ("f1", rows.f1(item.weights), item.f1), ("precision", rows.precision(item.weights), item.precision),
                ("recall", rows.recall(item.weights), item.recall),
                ("average precision", rows.averagePrecision(item.weights), item.averagePrecision),
                ("calibration", rows.calibrationError(item.weights), item.calibrationError),
                ("macro F1", weightedMacroF1(actual: item.classes, decision: item.guesses, classes: 3, item.weights), item.macroF1),
            ] {
                #expect(abs(value - expected) < 1e-12, "\(name) of \(item.name): \(value), not \(expected)")
            }
        }
    }

    @Test func metricsThatDoNotExistAreNoNumbers() {
        let none = WeightedBinaryRows(actual: [false, false], decision: [false, false], score: nil)
        #expect(none.f1([1, 1]).isNaN && none.precision([1, 1]).isNaN && none.averagePrecision([1, 1]).isNaN)
        #expect(weightedMacroF1(actual: [], decision: [], classes: 3, []).isNaN)
    }

    /// The mean of rows has a known standard error, which the resampled interval must have, within what 400 replicates can tell:
    /// the relative error of an interval's width is about 5 %.
    @Test func theBootstrapOfAMeanHasTheMeansSpread() throws {
        var random = SplitMix64(seed: 5)
        let values = (0..<500).map { _ in random.nextNormal() }
        let bootstrap = PairedBootstrap()
        func mean(_ weights: [Double]) -> [Double] {
            [zip(weights, values).reduce(0) { $0 + $1.0 * $1.1 } / weights.reduce(0, +), .nan]
        }
        let replicates = bootstrap.values(rows: values.count, mean)
        let interval = try #require(bootstrap.interval(replicates[0], alpha: 0.05))
        let error = try #require(Moments(values).standardErrorOfMean)
        #expect(abs((interval.upper - interval.lower) / (2 * 1.96 * error) - 1) < 0.2)
        #expect(bootstrap.interval(replicates[1], alpha: 0.05) == nil)
        #expect(bootstrap.values(rows: values.count, mean)[0] == replicates[0])
    }
}

/// Protects the promise that looking costs nothing.
@Suite struct ConfidenceSequenceTests {
    private let sequence = ConfidenceSequence(alpha: 0.05, tightestAt: 500)

    /// Values of the formula, computed by hand in Python from the paper's equation.
    @Test func theWidthIsThePapers() {
        for count in [1, 100, 500, 10_000] {
            let surprise = -2 * log(0.05)
            let rho2 = (surprise + log(surprise + 1)) / 500
            let n = Double(count)
            let expected = sqrt(2 * (n * rho2 + 1) / (n * n * rho2) * log(sqrt(n * rho2 + 1) / 0.05))
            #expect(abs(sequence.halfWidth(at: count) - expected) < 1e-12)
        }
        #expect(sequence.halfWidth(at: 0) == .infinity)
    }

    /// No other choice is tighter where it was asked to be tightest, by more than the approximation's error.
    @Test func itIsTightestWhereItWasAskedToBe() {
        let others = [50, 150, 1_500, 5_000].map { ConfidenceSequence(alpha: 0.05, tightestAt: $0).halfWidth(at: 500) }
        #expect(others.allSatisfy { $0 > sequence.halfWidth(at: 500) })
    }

    /// Made for an effect, a bound is tighter there than the ordinary one and hardly wider elsewhere; half of the mixture costs ln 2.
    @Test(arguments: [0.01, 0.03, 0.1, 0.5]) func aBoundMadeForAnEffectIsTighterForIt(_ effect: Double) throws {
        let sequence = ConfidenceSequence(alpha: 0.05, tightestAt: 2_000)
        // Wald's test of this effect alone, with the whole weight on it, needs 2 ln(1/α) / θ²: no bound that holds at all looks needs less.
        let least = 2 * log(1 / 0.05) / (effect * effect)
        let needed = try #require(sequence.valuesNeeded(effect: effect, deviation: 1, expecting: effect))
        #expect(Double(needed) > least && Double(needed) < least * 1.3)
        #expect(needed <= sequence.valuesNeeded(effect: effect, deviation: 1) ?? 0)
        for count in [1, 10, 100, 1_000, 100_000] {
            let (made, ordinary) = (sequence.oneSidedWidth(at: count, expecting: effect), sequence.oneSidedWidth(at: count))
            #expect(made < 1.3 * ordinary)
            // By the definition: at this sum the mixture is 1 / α.
            let (n, sum) = (Double(count), made * Double(count))
            let surprise = -2 * log(0.05)
            let rho2 = (surprise + log(surprise + 1)) / 2_000
            let spread = n * rho2 + 1
            let mixture = (exp(effect * sum - effect * effect * n / 2) + (2 * exp(sum * sum * rho2 / (2 * spread)) - 1) / sqrt(spread)) / 2
            #expect(abs(mixture * 0.05 - 1) < 1e-6)
        }
        #expect(sequence.oneSidedWidth(at: 100, expecting: 0) == sequence.oneSidedWidth(at: 100))
        #expect(sequence.oneSidedWidth(at: 0, expecting: effect) == .infinity)
    }

    @Test func theNumberNeededIsTheLeastThatReaches() throws {
        for (effect, deviation) in [(0.1, 1.0), (0.003, 0.4), (5, 0.1)] {
            let count = try #require(sequence.valuesNeeded(effect: effect, deviation: deviation))
            #expect(deviation * sequence.oneSidedWidth(at: count) < effect)
            #expect(count == 1 || deviation * sequence.oneSidedWidth(at: count - 1) >= effect)
        }
        #expect(sequence.valuesNeeded(effect: 0, deviation: 1) == nil)
        #expect(sequence.valuesNeeded(effect: -1, deviation: 1) == nil)
        #expect(sequence.valuesNeeded(effect: 1e-9, deviation: 1) == nil)
        #expect(sequence.valuesNeeded(effect: 1, deviation: 0) == 1)
    }
}
