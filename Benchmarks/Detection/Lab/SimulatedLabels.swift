import Foundation
import Statistics
import Store

/// The ground truth of a binary model's records, by day: scores of twenty values, and how often each is right.
struct SimulatedLabels {
    let baseline: PerformanceSummary
    /// One for each day of production.
    let days: [PerformanceSummary]
    /// One for each day of the baseline, for rules that learn from days.
    let baselineDays: [PerformanceSummary]

    private static let scores = (0..<20).map { (Double($0) + 0.5) / 20 }
    private static let shares = scores.map { pow($0, 0.3) * pow(1 - $0, 1.2) }
    private static let tilts = (0..<20).map { StandardNormal.quantile((Double($0) + 0.5) / 20) }

    /// - Parameter flipped: the share of a production day's labels that are the other one.
    init(_ traffic: Traffic, _ random: inout SplitMix64, flipped: (Int) -> Double = { _ in 0 }) {
        let movement = traffic.movement(&random)
        let hours = traffic.baselineHours + Traffic.productionHours
        let relation = Traffic.autoregression(hours / 24, traffic.shape.persistence, &random)
        func day(_ records: ArraySlice<Int>, _ place: Int, _ flipped: Double) -> BinarySummary {
            let total = records.reduce(0, +)
            // A day's scores are moved as its hours are on average.
            let moved = movement[(24 * place)..<(24 * place + 24)].reduce(0, +) / 24
            let counts = random.nextMultinomial(trials: total, shares: zip(Self.shares, Self.tilts).map { $0 * exp(moved * $1) })
            let points = zip(Self.scores, counts).map { score, count in
                let odds = log(score / (1 - score)) + traffic.shape.relation * relation[place]
                let chance = 1 / (1 + exp(-odds))
                let positives = random.nextBinomial(trials: count, p: (1 - flipped) * chance + flipped * (1 - chance))
                return ScoreHistogram.Point(
                    score: score, positives: positives, negatives: count - positives, positiveScoreSum: score * Double(positives),
                    negativeScoreSum: score * Double(count - positives))
            }
            return Self.summary(points)
        }
        let before = (0..<(traffic.baselineHours / 24)).map { day(traffic.baseline[(24 * $0)..<(24 * $0 + 24)], $0, 0) }
        baselineDays = before.map(PerformanceSummary.binary)
        var whole = BinarySummary()
        var points: [ScoreHistogram.Point] = []
        for summary in before { points += summary.scores?.points ?? [] }
        whole = Self.summary(points)
        baseline = .binary(whole)
        days = (0..<(Traffic.productionHours / 24)).map { place in
            .binary(day(traffic.production[(24 * place)..<(24 * place + 24)], traffic.baselineHours / 24 + place, flipped(place)))
        }
    }

    private static func summary(_ points: [ScoreHistogram.Point]) -> BinarySummary {
        let histogram = ScoreHistogram(points: points, isExact: true)
        let (positives, negatives) = (histogram.positives, histogram.negatives)
        let above = histogram.points.filter { $0.score >= 0.5 }
        let confusion = BinaryConfusion(
            truePositives: above.reduce(0) { $0 + $1.positives }, falsePositives: above.reduce(0) { $0 + $1.negatives },
            trueNegatives: negatives - above.reduce(0) { $0 + $1.negatives }, falseNegatives: positives - above.reduce(0) { $0 + $1.positives })
        func moments(_ loss: (_ score: Double) -> (positive: Double, negative: Double)) -> Moments {
            var (sum, squares) = (0.0, 0.0)
            for point in histogram.points {
                let (positive, negative) = loss(point.score)
                sum += Double(point.positives) * positive + Double(point.negatives) * negative
                squares += Double(point.positives) * positive * positive + Double(point.negatives) * negative * negative
            }
            let count = positives + negatives
            let mean = count > 0 ? sum / Double(count) : 0
            return Moments(count: count, mean: mean, m2: max(0, squares - Double(count) * mean * mean))
        }
        return BinarySummary(
            labelled: positives + negatives, predictedPositives: confusion.truePositives + confusion.falsePositives,
            predictedNegatives: confusion.trueNegatives + confusion.falseNegatives, confusion: confusion, scores: histogram,
            logLoss: moments { (-log($0), -log(1 - $0)) }, squaredError: moments { ((1 - $0) * (1 - $0), $0 * $0) })
    }
}
