import Statistics
import Testing

/// Protects the warnings: they come when a score means something else than it did or was never seen, and hardly ever when all is well.
@Suite struct EstimationCheckTests {
    private func run(_ drifted: SimulatedClassifier, from start: Int, rounds: Int, _ seed: UInt64) throws -> (fired: Int, before: Int) {
        var generator = SplitMix64(seed: seed)
        let model = SimulatedClassifier()
        var (fired, before) = (0, 0)
        for _ in 0..<rounds {
            let estimator = try #require(model.records(4_000, &generator).estimator)
            let windows = (0..<14).map { ($0 < start ? model : drifted).records(300, &generator).summary.scores }
            let test = try BackTest(estimator, windows: windows)
            if start > 0, !test.holds(until: start - 1) { before += 1 }
            if !test.holds(until: 13) { fired += 1 }
        }
        return (fired, before)
    }

    /// A level of 0.001 for each window is 1.4 % of 14; three or more of 30 come by chance once in a hundred times, and seeds are fixed.
    @Test func backTestIsQuietWhenScoresMeanWhatTheyDid() throws {
        var shifted = SimulatedClassifier()
        shifted.shift = 0.4
        let usual = try run(SimulatedClassifier(), from: 0, rounds: 30, 1).fired
        let moved = try run(shifted, from: 0, rounds: 30, 2).fired
        #expect(usual <= 2 && moved <= 2, "\(usual) and \(moved) of 30")
    }

    @Test func backTestFiresUnderConceptDrift() throws {
        // More positives at every score; and a ranking that is worth less.
        var rarer = SimulatedClassifier()
        rarer.level = -0.5
        var weaker = SimulatedClassifier()
        weaker.slope = 0.7
        for drifted in [rarer, weaker] {
            let (fired, before) = try run(drifted, from: 7, rounds: 15, 3)
            #expect(fired >= 14, "\(fired) of 15")
            #expect(before <= 1)
        }
    }

    /// What a window alone cannot prove: 60 labels a window, a small drift.
    @Test func backTestAddsUp() throws {
        var generator = SplitMix64(seed: 4)
        let model = SimulatedClassifier()
        var drifted = model
        drifted.level = -0.6
        let estimator = try #require(model.records(20_000, &generator).estimator)
        let test = try BackTest(estimator, windows: (0..<16).map { _ in drifted.records(60, &generator).summary.scores })
        let against = test.points.filter(\.contradicts)
        #expect(!against.isEmpty && against.allSatisfy { $0.windows.count > 1 })
        #expect(test.holds(until: 0) && !test.holds(until: 15))
    }

    @Test func windowsWithFewLabelsSayNothing() throws {
        var generator = SplitMix64(seed: 5)
        let estimator = try #require(SimulatedClassifier().records(2_000, &generator).estimator)
        let few = SimulatedClassifier().records(29, &generator).summary.scores
        #expect(try BackTest(estimator, windows: [nil, few]).points.isEmpty)
    }

    @Test func supportIsMissedOutsideOfTheReferencesScores() throws {
        var generator = SplitMix64(seed: 6)
        // The reference knows low scores only.
        let model = SimulatedClassifier(shift: -1.5)
        let support = try #require(SupportCheck(reference: model.records(2_000, &generator).labels))
        #expect(support.referenceShare < 0.03)
        let alike = try #require(support.unsupportedShare(of: model.records(1_000, &generator).decisions))
        #expect(alike.rate < 0.04)
        let far = try #require(support.unsupportedShare(of: SimulatedClassifier(shift: 1.5).records(1_000, &generator).decisions))
        #expect(far.rate > 0.2)
        #expect(support.isSupported(0.1) && !support.isSupported(1.5) && !support.isSupported(-1))
        #expect(support.unsupportedShare(of: ScoreHistogram(points: [], isExact: true)) == nil)
    }

    /// A hole in the middle is outside, too.
    @Test func supportIsMissedInAGap() throws {
        let points = [0.1, 0.12, 0.9, 0.92].map {
            ScoreHistogram.Point(score: $0, positives: 20, negatives: 20, positiveScoreSum: 20 * $0, negativeScoreSum: 20 * $0)
        }
        let support = try #require(SupportCheck(reference: ScoreHistogram(points: points, isExact: true)))
        #expect(support.isSupported(0.13) && !support.isSupported(0.5) && support.isSupported(0.89))
    }
}
