import Foundation
import Statistics
import Store
import Testing

@testable import Evaluation

/// Protects performance's part of the alert budget: days that are now better, now worse are nobody's failure, and a loss is found all the same.
@Suite struct PerformanceScanTests {
    /// Days of a model that decides at a half, with scores of 0.2 and 0.8.
    static func days(
        _ count: Int, records: Int, spread: Double, turned: (Int) -> Double = { _ in 0 }, _ random: inout SplitMix64
    ) -> [PerformanceSummary] {
        (0..<count).map { day in
            let moved = spread * random.nextNormal()
            let likely = random.nextBinomial(trials: records, p: 1 / (1 + exp(0.5 - moved)))
            let points = [(0.2, records - likely), (0.8, likely)].map { score, total in
                let chance = 1 / (1 + exp(-log(score / (1 - score)) - moved))
                let flipped = turned(day)
                let positives = random.nextBinomial(trials: total, p: (1 - flipped) * chance + flipped * (1 - chance))
                return ScoreHistogram.Point(
                    score: score, positives: positives, negatives: total - positives, positiveScoreSum: score * Double(positives),
                    negativeScoreSum: score * Double(total - positives))
            }
            let confusion = BinaryConfusion(
                truePositives: points[1].positives, falsePositives: points[1].negatives, trueNegatives: points[0].negatives,
                falseNegatives: points[0].positives)
            func moments(_ loss: (Double) -> Double) -> Moments {
                var moments = Moments()
                for point in points {
                    for (count, value) in [(point.positives, loss(point.score)), (point.negatives, loss(1 - point.score))] where count > 0 {
                        moments.merge(Moments(count: count, mean: value, m2: 0, minimum: value, maximum: value))
                    }
                }
                return moments
            }
            return .binary(
                BinarySummary(
                    labelled: records, predictedPositives: likely, predictedNegatives: records - likely, confusion: confusion,
                    scores: ScoreHistogram(points: points, isExact: true), logLoss: moments { -log($0) }, squaredError: moments { (1 - $0) * (1 - $0) }))
        }
    }

    private static func findings(_ baseline: [PerformanceSummary], _ current: [PerformanceSummary], budget: Double) throws -> [PerformanceScan.Finding] {
        let whole = try baseline.dropFirst().reduce(baseline[0]) { try $0.merging($1) }
        return try PerformanceScan(budget: AlertBudget(alerts: budget), unit: 24).findings(reference: whole, baseline: baseline, windows: current)
    }

    @Test(arguments: [(500, 0.0), (20_000, 0.1), (200_000, 0.2)])
    func theBudgetIsKept(_ records: Int, _ spread: Double) async throws {
        var random = SplitMix64(seed: 21)
        let (months, budget) = (100, 1.0)
        var alerts = 0
        for _ in 0..<months {
            // Others have requests to answer meanwhile.
            await Task.yield()
            let found = try Self.findings(
                Self.days(28, records: records, spread: spread, &random), Self.days(30, records: records, spread: spread, &random), budget: budget)
            alerts += alertCount(endingAt: found.map(\.windows.upperBound), day: 1)
        }
        #expect(Double(alerts) <= 1.25 * budget * Double(months), "\(alerts) alerts in \(months) months")
    }

    @Test func lossesAreFound() throws {
        var random = SplitMix64(seed: 22)
        for _ in 0..<10 {
            let found = try Self.findings(
                Self.days(28, records: 5_000, spread: 0.05, &random), Self.days(30, records: 5_000, spread: 0.05, turned: { $0 >= 12 ? 0.2 : 0 }, &random),
                budget: 0.25)
            let first = try #require(found.first)
            #expect((13...15).contains(first.windows.upperBound), "\(first)")
        }
    }

    /// Without windows of the baseline chance alone is reckoned with, as before.
    @Test func aReferenceWithoutWindowsIsEnough() throws {
        var random = SplitMix64(seed: 23)
        let days = Self.days(28, records: 5_000, spread: 0, &random)
        let whole = try days.dropFirst().reduce(days[0]) { try $0.merging($1) }
        let failing: [PerformanceSummary?] = Self.days(10, records: 5_000, spread: 0, turned: { _ in 0.2 }, &random)
        #expect(try !PerformanceScan(budget: AlertBudget(), unit: 24).findings(reference: whole, windows: failing).isEmpty)
    }
}
