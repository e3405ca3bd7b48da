import Foundation
import Statistics
import Store
import Testing

/// Protects metrics of rare classes where there are too many scores to tell each apart.
@Suite struct ScoreResolutionTests {
    /// Calibrated scores of which half a percent are positive.
    private static func scores(_ count: Int, seed: UInt64) -> [(score: Double, isPositive: Bool)] {
        var random = SplitMix64(seed: seed)
        return (0..<count).map { _ in
            let score = 1 / (1 + exp(9 - 3 * random.nextNormal()))
            return (score, random.nextUniform() < score)
        }
    }

    private static func area(_ scores: [(score: Double, isPositive: Bool)], _ resolution: PerformanceQuery.ScoreResolution) throws -> Double {
        let points = scores.map { score, isPositive in
            ScoreHistogram.Point(
                score: resolution.group(of: score), positives: isPositive ? 1 : 0, negatives: isPositive ? 0 : 1, positiveScoreSum: isPositive ? score : 0,
                negativeScoreSum: isPositive ? 0 : score)
        }
        let summary = BinarySummary(labelled: scores.count, scores: ScoreHistogram(points, by: resolution))
        return try #require(summary.estimate(.rocAUC)).value
    }

    @Test func rareClassesAreToldApartByNarrowBins() throws {
        let scores = Self.scores(60_000, seed: 3)
        let exact = try Self.area(scores, .exact)
        #expect(abs(try Self.area(scores, .arcsineBins(1_000)) - exact) < 0.001)
        // What it is for: bins of equal width put most of them into one.
        #expect(abs(try Self.area(scores, .bins(1_000)) - exact) > 0.002)
    }

    @Test func edgesAreTheLowestScoresOfTheirBins() {
        for count in [1, 8, 200, 1_000] {
            let resolution = PerformanceQuery.ScoreResolution.arcsineBins(count)
            for bin in 0..<count {
                let edge = resolution.lowest(of: Double(bin))
                #expect(resolution.group(of: edge) == Double(bin))
                if bin > 0 { #expect(resolution.group(of: edge - 1e-9) == Double(bin - 1)) }
            }
            #expect([-1, 0, 1, 2].map(resolution.group) == [0, 0, Double(count - 1), Double(count - 1)])
        }
        #expect(PerformanceQuery.ScoreResolution.arcsineBins(1_000).lowest(of: 500) == 0.5)
    }

    @Test func halfOfThePoolIsByClass() {
        let points = Self.scores(60_000, seed: 4).map { score, isPositive in
            ScoreHistogram.Point(
                score: score, positives: isPositive ? 1 : 0, negatives: isPositive ? 0 : 1, positiveScoreSum: isPositive ? score : 0,
                negativeScoreSum: isPositive ? 0 : score)
        }
        let scores = ScoreHistogram(points: points, isExact: true)
        func pooled(_ halves: Bool) -> ScoreHistogram { ScorePooling(reference: scores, bins: 200, halvesByClass: halves).pooled(scores) }
        for halves in [false, true] {
            let pooled = pooled(halves)
            #expect(pooled.points.count <= 200 && pooled.positives == scores.positives && pooled.negatives == scores.negatives)
        }
        // Of some 300 positives a quarter of the bins has a share each, where it was a handful.
        func most(_ histogram: ScoreHistogram) -> Int { histogram.points.map(\.positives).max() ?? 0 }
        #expect(most(pooled(true)) * 5 < most(pooled(false)))
    }
}
