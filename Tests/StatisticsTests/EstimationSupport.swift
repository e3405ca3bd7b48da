import RealModule
import Statistics
import Testing

/// Records of a classifier whose truth is known: a position on a line, from which come the probability and the score.
struct SimulatedClassifier {
    /// Moves the records along the line: covariate shift.
    var shift = 0.0
    /// Log odds at the origin, and by unit of the line.
    var level = -1.0
    var slope = 1.5
    /// What the model takes for the log odds; the truth when both are as above.
    var scoreLevel = -1.0
    var scoreSlope = 1.5
    /// Decimals of the score.
    var resolution = 1_000.0
    /// Predicted positive from this score on.
    var threshold = 0.5

    struct Record {
        var score: Double
        var probability: Double
        var isPositive: Bool
        var isPredictedPositive: Bool
    }

    func record(_ generator: inout SplitMix64) -> Record {
        let x = generator.nextNormal() + shift
        let probability = logistic(level + slope * x)
        let score = (logistic(scoreLevel + scoreSlope * x) * resolution).rounded() / resolution
        return Record(
            score: score, probability: probability, isPositive: generator.nextUniform() < probability,
            isPredictedPositive: score >= threshold)
    }

    func records(_ count: Int, _ generator: inout SplitMix64) -> [Record] { (0..<count).map { _ in record(&generator) } }

    private func logistic(_ x: Double) -> Double { 1 / (1 + Double.exp(-x)) }
}

extension [SimulatedClassifier.Record] {
    /// What labels tell of them.
    var summary: BinarySummary {
        var confusion = BinaryConfusion()
        var logLoss = Moments()
        var squares = Moments()
        for record in self {
            switch (record.isPositive, record.isPredictedPositive) {
            case (true, true): confusion.truePositives += 1
            case (true, false): confusion.falseNegatives += 1
            case (false, true): confusion.falsePositives += 1
            case (false, false): confusion.trueNegatives += 1
            }
            let clipped = Swift.min(Swift.max(record.score, 0x1p-52), 1 - 0x1p-52)
            logLoss.add(-Double.log(record.isPositive ? clipped : 1 - clipped))
            squares.add((record.score - (record.isPositive ? 1 : 0)) * (record.score - (record.isPositive ? 1 : 0)))
        }
        return BinarySummary(
            labelled: count, predictedPositives: confusion.predictedPositives, predictedNegatives: confusion.predictedNegatives,
            confusion: confusion, scores: labels, logLoss: logLoss,
            squaredError: squares)
    }

    /// By score, those that are positive as positives.
    var labels: ScoreHistogram { histogram(\.isPositive) }

    /// By score, those predicted positive as positives.
    var decisions: ScoreHistogram { histogram(\.isPredictedPositive) }

    /// What labels show.
    func realized(_ metric: BinaryMetric) throws -> Double { try #require(summary.estimate(metric)?.value) }

    private func histogram(_ isPositive: (SimulatedClassifier.Record) -> Bool) -> ScoreHistogram {
        var points: [Double: ScoreHistogram.Point] = [:]
        for record in self {
            let hit = isPositive(record)
            var point = points[record.score] ?? .init(score: record.score, positives: 0, negatives: 0, positiveScoreSum: 0, negativeScoreSum: 0)
            point.positives += hit ? 1 : 0
            point.negatives += hit ? 0 : 1
            point.positiveScoreSum += hit ? record.score : 0
            point.negativeScoreSum += hit ? 0 : record.score
            points[record.score] = point
        }
        return ScoreHistogram(points: points.values, isExact: true)
    }

    var estimator: PerformanceEstimator? { PerformanceEstimator(reference: summary, decisions: decisions) }
}
