import Testing

@testable import Statistics

/// Protects the test of whether classes changed otherwise in one part of the records than in the other.
@Suite struct ThreeFactorInteractionTests {
    /// Deviance and p of a Poisson regression without the interaction of three (statsmodels 0.14, converged to 1e-14).
    @Test func agreesWithALogLinearModel() {
        let found = ThreeFactorInteraction(
            within: (before: [40, 30, 20, 10], after: [35, 33, 18, 14]), beside: (before: [80, 15, 4, 1], after: [30, 25, 25, 20]))
        #expect(found.degreesOfFreedom == 3)
        #expect(abs(found.deviance - 28.46611083158882) < 1e-9)
        #expect(abs(found.pValue - 2.899279980907239e-06) < 1e-14)
    }

    /// Where both parts had other classes before, and are of other sizes after, and classes change alike: 500 tables keep the level, within four of its standard errors.
    @Test func keepsItsLevelWhateverIsUsual() {
        var random = SplitMix64(seed: 4)
        let (usual, odd) = ([0.4, 0.3, 0.2, 0.1], [0.1, 0.2, 0.3, 0.4])
        var alarms = 0
        for _ in 0..<500 {
            func counts(_ shares: [Double], _ trials: Int) -> [Double] { random.nextMultinomial(trials: trials, shares: shares).map(Double.init) }
            let table = ThreeFactorInteraction(
                within: (before: counts(usual, 2_000), after: counts(usual, 300)), beside: (before: counts(odd, 400), after: counts(odd, 6_000)))
            alarms += table.pValue < 0.05 ? 1 : 0
        }
        #expect(abs(Double(alarms) - 25) < 4 * (500 * 0.05 * 0.95).squareRoot())
    }

    @Test func emptyCountsTellNothing() {
        #expect(ThreeFactorInteraction(within: (before: [], after: []), beside: (before: [], after: [])).pValue == 1)
        let none = ThreeFactorInteraction(within: (before: [0, 0], after: [5, 0]), beside: (before: [0, 0], after: [0, 0]))
        #expect(none.deviance == 0 && none.degreesOfFreedom == 0 && none.pValue == 1)
        // A class that only comes afterwards, and in one part.
        #expect(ThreeFactorInteraction(within: (before: [50, 0], after: [20, 30]), beside: (before: [50, 0], after: [50, 0])).deviance.isFinite)
    }
}
