import Domain
import Statistics
import Store
import Testing

@testable import Evaluation

/// Protects the budget of alerts about estimates: months in which nothing is wrong raise hardly any, also where days differ in what they bring.
@Suite struct EstimationScanTests {
    /// Records whose score is their probability, by score; `sureness` moves scores to the ends of their range.
    private static func day(_ count: Int, sureness: Double, _ random: inout SplitMix64) -> (labels: ScoreHistogram, decisions: ScoreHistogram) {
        var labels: [ScoreHistogram.Point] = []
        var decisions: [ScoreHistogram.Point] = []
        for _ in 0..<count {
            let position = 2 * random.nextUniform() - 1
            let score = ((0.5 + 0.5 * position * (1 - sureness + sureness * abs(position))) * 200).rounded() / 200
            func point(_ isPositive: Bool) -> ScoreHistogram.Point {
                .init(
                    score: score, positives: isPositive ? 1 : 0, negatives: isPositive ? 0 : 1, positiveScoreSum: isPositive ? score : 0,
                    negativeScoreSum: isPositive ? 0 : score)
            }
            labels.append(point(random.nextUniform() < score))
            decisions.append(point(score >= 0.5))
        }
        return (ScoreHistogram(points: labels, isExact: true), ScoreHistogram(points: decisions, isExact: true))
    }

    private static func confusion(_ labels: ScoreHistogram) -> BinaryConfusion { labels.confusion(atThreshold: 0.5).confusion }

    private static func alerts(months: Int, perDay: Int, sureness: Double, seed: UInt64, budget: Double) throws -> Int {
        var random = SplitMix64(seed: seed)
        let windows = (0..<30).map {
            let start = Timestamp(microseconds: Int64($0) * 86_400_000_000)
            return WindowReport(label: "", start: start, end: start.advanced(byMicroseconds: 86_400_000_000), rows: perDay, labelled: nil)
        }
        var count = 0
        for _ in 0..<months {
            let reference = day(28 * perDay, sureness: 0, &random)
            let summary = BinarySummary(
                labelled: 28 * perDay, confusion: confusion(reference.labels), scores: reference.labels)
            let model = try #require(EstimatedModel(.binary(summary), decisions: [reference.decisions]))
            let scores = (0..<30).map { _ in model.pooled([day(perDay, sureness: sureness, &random).decisions]) }
            let scan = EstimationScan(budget: AlertBudget(alerts: budget), unit: 24)
            count += try scan.alerts(model, scores, windows: windows, recordLag: 0).count
        }
        return count
    }

    /// The whole budget of one alert a month is spent on this here: at most 30 are expected, and 45 are a matter of one in 200.
    @Test(arguments: [50, 400])
    func theBudgetIsKept(_ perDay: Int) throws {
        let count = try Self.alerts(months: 30, perDay: perDay, sureness: 0, seed: UInt64(perDay), budget: 1)
        #expect(count <= 45, "\(count) in 30 months")
    }

    /// Scores that are nearer to the middle than in the reference: the model must be worse.
    @Test func lossesAreFound() throws {
        let count = try Self.alerts(months: 5, perDay: 200, sureness: 0.6, seed: 7, budget: 0.05)
        #expect(count >= 5, "\(count) in 5 months")
    }
}
