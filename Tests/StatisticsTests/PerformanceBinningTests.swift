import Statistics
import Testing

/// Protects the promise of binned scores: the exact value lies within the stated bound.
@Suite struct PerformanceBinningTests {
    @Test(arguments: 0..<60)
    func exactValueLiesWithinTheBound(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let rows = Int.random(in: 2...300, using: &generator)
        let rate = Double.random(in: 0.05...0.95, using: &generator)
        let signal = Double.random(in: -0.4...0.4, using: &generator)
        let width = [1.0 / 1024, 1.0 / 64, 1.0 / 8, 1][seed % 4]
        var isPositive = (0..<rows).map { _ in Double.random(in: 0..<1, using: &generator) < rate }
        isPositive[0] = true
        isPositive[1] = false
        let scores = isPositive.map { positive in
            let score = 0.5 + (positive ? signal : -signal) / 2 + Double.random(in: -0.25..<0.25, using: &generator)
            // Some scores on a coarse grid, so that there are ties in the exact histogram too.
            return seed % 3 == 0 ? (score * 40).rounded() / 40 : score
        }
        let exact = ScoreHistogram(scores: scores, isPositive: isPositive)
        let binned = ScoreHistogram(scores: scores, isPositive: isPositive, binWidth: width)
        let pairs: [(String, MetricEstimate?, MetricEstimate?)] = [
            ("roc_auc", exact.rocAUC(), binned.rocAUC()),
            ("average_precision", exact.averagePrecision(), binned.averagePrecision()),
            ("ks_separation", exact.scoreSeparation(), binned.scoreSeparation()),
            ("gain", exact.gain(atTopFraction: 0.2), binned.gain(atTopFraction: 0.2)),
            ("lift", exact.lift(atTopFraction: 0.2), binned.lift(atTopFraction: 0.2)),
        ]
        for (name, one, other) in pairs {
            let truth = try #require(one)
            let estimate = try #require(other)
            #expect(truth.exactness == .exact)
            guard case .binned(let bound?) = estimate.exactness else {
                Issue.record("\(name) states no bound")
                continue
            }
            // 1e-12 is for the rounding of the two sums.
            #expect(abs(truth.value - estimate.value) <= bound + 1e-12, "\(name)")
        }
        // Eight bins nest in eight bins, so the calibration error stays as it is, but for rounding.
        if width <= 1.0 / 8 {
            let one = try #require(exact.expectedCalibrationError(.equalWidth(8)))
            let other = try #require(binned.expectedCalibrationError(.equalWidth(8)))
            #expect(abs(one.value - other.value) < 1e-12)
        }
    }

    @Test func thresholdWithinABinIsAmbiguous() {
        let histogram = ScoreHistogram(
            scores: [0.1, 0.3, 0.35, 0.6], isPositive: [false, false, true, true], binWidth: 0.25)
        let edge = histogram.confusion(atThreshold: 0.25)
        #expect(edge.ambiguous == 0)
        #expect(edge.confusion == BinaryConfusion(truePositives: 2, falsePositives: 1, trueNegatives: 1))
        let inside = histogram.confusion(atThreshold: 0.4)
        #expect(inside.ambiguous == 2)
        #expect(inside.confusion.truePositives == 1)
    }
}
