import Foundation
import Statistics
import Testing

/// Protects spreads that columns share: the fit against limma's formulas (`fitFDist` of limma, Smyth 2004, section 6.2, evaluated with SciPy 1.17.1: `digamma`,
/// `polygamma`, and `brentq` for the inverse of trigamma), what moderation does at its ends, and chances of moderated forecasts against simulated windows.
@Suite struct SpreadPriorTests {
    private static let variances = [0.8, 1.3, 0.35, 2.9, 1.1, 0.6, 5.2, 0.95, 1.7, 0.42, 0.77, 2.1]
    private static let freedoms = [4.0, 4, 6, 3, 8, 5, 4, 7, 6, 3, 5, 4]

    /// Variances of which a part is known, the same for all: Smyth's model with another zero.
    private static func spreads(_ variances: [Double], _ freedoms: [Double], chance: Double = 0.2) -> [OwnSpread] {
        zip(variances, freedoms).map { OwnSpread(movement: $0 - chance, chance: chance, freedom: $1) }
    }

    @Test func agreesWithLimma() throws {
        let prior = try #require(SpreadPrior(Self.spreads(Self.variances, Self.freedoms)))
        #expect(abs(prior.freedom / 24.459858909912054 - 1) < 1e-6)
        #expect(abs((prior.movement + 0.2) / 1.367918989384442 - 1) < 1e-8)
    }

    @Test func thoseThatAreAlikeHaveOneSpread() throws {
        let prior = try #require(SpreadPrior(Self.spreads([1.05, 0.97, 1.1, 0.92, 1.01, 0.99], [Double](repeating: 20, count: 6))))
        #expect(prior.freedom == .infinity)
        #expect(abs(prior.movement + 0.2 - 1.057448669223608) < 1e-8)
    }

    @Test func orderAndUnitsDoNotMatter() throws {
        let spreads = Self.spreads(Self.variances, Self.freedoms)
        let prior = try #require(SpreadPrior(spreads, independent: 8))
        let reversed = try #require(SpreadPrior(spreads.reversed(), independent: 8))
        #expect(abs(reversed.movement / prior.movement - 1) < 1e-8)
        let scaled = try #require(
            SpreadPrior(spreads.map { OwnSpread(movement: 1e-3 * $0.movement, chance: 1e-3 * $0.chance, freedom: $0.freedom) }, independent: 8))
        #expect(abs(scaled.movement / prior.movement - 1e-3) < 1e-10)
        #expect(abs(scaled.freedom / prior.freedom - 1) < 1e-6)
        // What is there twice with half the weight is there once, but for the correction of so few.
        let twice = try #require(SpreadPrior((spreads + spreads).map { OwnSpread(movement: $0.movement, chance: $0.chance, freedom: $0.freedom, weight: 0.5) }))
        let once = try #require(SpreadPrior(spreads))
        #expect(abs(twice.movement / once.movement - 1) < 0.05)
    }

    /// Few series, or such as move together, tell less than many.
    @Test func fewSeriesTellLess() throws {
        let spreads = Self.spreads(Self.variances, Self.freedoms)
        let freedoms = try [2.0, 5, 12, 1_000].map { try #require(SpreadPrior(spreads, independent: $0)).freedom }
        #expect(freedoms == freedoms.sorted())
        #expect(try freedoms[3] < #require(SpreadPrior(spreads)).freedom)
        #expect(SpreadPrior(Array(spreads.prefix(2))) == nil)
    }

    @Test func seriesThatMoveTogetherAreFew() {
        var random = SplitMix64(seed: 4)
        func series(_ shared: Double) -> [[Double]] {
            let together = (0..<28).map { _ in random.nextNormal() }
            // Some the other way round.
            return (0..<200).map { place in
                together.map { (place % 2 == 0 ? 1 : -1) * shared.squareRoot() * $0 + (1 - shared).squareRoot() * random.nextNormal() }
            }
        }
        #expect(SpreadPrior.meanSquaredCorrelation(series(0), persistence: 0) < 0.01)
        #expect(abs(SpreadPrior.meanSquaredCorrelation(series(0.8), persistence: 0) - 0.64) < 0.15)
        #expect(SpreadPrior.meanSquaredCorrelation([], persistence: 0) == 0)
        #expect(SpreadPrior.independent(200, meanSquaredCorrelation: 0) == 200)
        #expect(SpreadPrior.independent(200, meanSquaredCorrelation: 1) == 1)
    }

    // MARK: Moderated forecasts

    private static func window(_ deviation: Double, _ random: inout SplitMix64, rate: Double = 0.3) -> RateCount {
        let logit = log(rate / (1 - rate)) + deviation * random.nextNormal()
        return RateCount(hits: random.nextBinomial(trials: 2_000, p: 1 / (1 + exp(-logit))), total: 2_000)
    }

    private static func forecast(_ deviation: Double, _ random: inout SplitMix64, windows: Int = 28) throws -> RateForecast {
        let windows = (0..<windows).map { _ in window(deviation, &random) }
        return try #require(RateForecast(baseline: windows.reduce(RateCount(), +), windows: windows))
    }

    /// `p (1 - p)`: one unit of a logit.
    private static func reach(_ forecast: RateForecast) -> Double { forecast.baseline.rate * (1 - forecast.baseline.rate) }

    @Test func aPriorThatKnowsNothingChangesNothing() throws {
        var random = SplitMix64(seed: 1)
        let forecast = try Self.forecast(0.2, &random)
        let same = forecast.moderated(by: SpreadPrior(movement: 5, freedom: 0), reach: Self.reach(forecast))
        #expect(abs(same.correlation / forecast.correlation - 1) < 1e-12)
        #expect(abs(same.windows - forecast.windows) < 1e-9)
        #expect(forecast.moderated(by: SpreadPrior(movement: 5, freedom: 3), reach: 0) == forecast)
    }

    @Test func aPriorThatKnowsAllDecides() throws {
        var random = SplitMix64(seed: 2)
        let forecast = try Self.forecast(0.2, &random)
        let decided = forecast.moderated(by: SpreadPrior(movement: 0.09, freedom: .infinity), reach: Self.reach(forecast))
        #expect(abs(decided.correlation / (0.09 * Self.reach(forecast)) - 1) < 1e-12)
        #expect(decided.windows > 1e6)
    }

    @Test func calmOnesAreDrawnUpAndWildOnesDown() throws {
        var random = SplitMix64(seed: 3)
        let prior = SpreadPrior(movement: 0.04, freedom: 30)
        let (calm, wild) = (try Self.forecast(0.05, &random), try Self.forecast(0.24, &random))
        #expect(calm.moderated(by: prior, reach: Self.reach(calm)).correlation > calm.correlation)
        #expect(wild.moderated(by: prior, reach: Self.reach(wild)).correlation < wild.correlation)
        #expect(calm.moderated(by: prior, reach: Self.reach(calm)).windows > calm.windows)
        // One that goes three times as far as others do is none of them.
        let other = try Self.forecast(0.6, &random)
        #expect(abs(other.moderated(by: prior, reach: Self.reach(other)).correlation / other.correlation - 1) < 1e-4)
    }

    /// Parts against chances of the F and the chi-square distribution by SciPy 1.17.1: `f.sf(1.8, 10, 30)`, `f.sf(5, 10, 30)`, `chi2.sf(18, 10)`.
    @Test func whatGoesFartherThanOthersKeepsItsOwn() {
        func part(_ variance: Double, _ freedom: Double) -> Double {
            SpreadPrior(movement: 0.5, freedom: freedom).partOfOwn(OwnSpread(movement: variance - 0.5, chance: 0.5, freedom: 10))
        }
        #expect(abs(part(1.8, 30) - (1 - 2 * 0.10397244724251811 * 0.75)) < 1e-9)
        #expect(abs(part(5, 30) - (1 - 2 * 0.00028147139267528654 * 0.75)) < 1e-9)
        #expect(abs(part(1.8, .infinity) - (1 - 2 * 0.05496364149510497)) < 1e-9)
        // Those that go no farther than most are drawn as far as degrees of freedom say.
        #expect(part(0.7, 30) == 0.25 && part(0.7, .infinity) == 0 && part(0.7, 0) == 1)
        let parts = stride(from: 0.5, to: 6, by: 0.25).map { part($0, 30) }
        #expect(parts == parts.sorted())
    }

    /// Columns of which each has ten days to tell how far it moves: chances are right with what all tell, and see half of the change that they saw without.
    @Test(arguments: [0.0, 0.4]) func moderatedChancesAreNotOverrated(_ unequal: Double) throws {
        var random = SplitMix64(seed: 9)
        var (below, tests) = (0, 0)
        var (freedom, own) = (0.0, 0.0)
        for _ in 0..<10 {
            let deviations = (0..<60).map { _ in 0.2 * exp(unequal * random.nextNormal()) }
            let forecasts = try deviations.map { try Self.forecast($0, &random, windows: 10) }
            let prior = try #require(SpreadPrior(forecasts.compactMap { $0.ownSpread(reach: Self.reach($0), weight: 1) }, independent: 60))
            for (deviation, forecast) in zip(deviations, forecasts) {
                let moderated = forecast.moderated(by: prior, reach: Self.reach(forecast))
                (freedom, own) = (freedom + moderated.windows, own + forecast.windows)
                for _ in 0..<50 {
                    let chances = moderated.pValues(Self.window(deviation, &random))
                    tests += 1
                    if min(chances.upper, chances.lower) < 5e-4 { below += 1 }
                }
            }
        }
        // Three standard deviations of a count whose windows share baselines.
        let expected = 1e-3 * Double(tests)
        #expect(Double(below) <= 1.25 * expected + 3 * (2 * expected).squareRoot(), "\(below) of \(tests) below a thousandth")
        #expect(freedom > (unequal == 0 ? 2 : 1.2) * own)
    }

    // MARK: Categories that make room for others

    @Test func growthOfOthersMakesFallsLikelier() throws {
        var random = SplitMix64(seed: 5)
        let forecast = try Self.forecast(0.05, &random)
        let crowded = forecast.crowded(by: 0.1)
        #expect(forecast.crowded(by: 0) == forecast)
        let (fallen, risen) = (RateCount(hits: 300, total: 2_000), RateCount(hits: 900, total: 2_000))
        #expect(crowded.pValues(fallen).lower > 100 * forecast.pValues(fallen).lower)
        #expect(crowded.pValues(risen).upper == forecast.pValues(risen).upper)
        #expect(crowded.range(of: 2_000, level: 0.01).lowerBound <= forecast.range(of: 2_000, level: 0.01).lowerBound)
    }

    /// A column whose middle category hardly moves in usual months, and halves when the column goes far.
    @Test func aMiddleCategoryIsNotSurprising() throws {
        let (shares, scores) = ([0.3, 0.4, 0.3], [-1.0, 0, 1])
        var random = SplitMix64(seed: 6)
        func window(_ movement: Double) -> [RateCount] {
            let weights = zip(shares, scores).map { $0 * exp(movement * $1) }
            let hits = random.nextMultinomial(trials: 3_000, shares: weights.map { $0 / weights.reduce(0, +) })
            return hits.map { RateCount(hits: $0, total: 3_000) }
        }
        let windows = (0..<60).map { _ in window(0.3 * random.nextNormal()) }
        let forecasts = try shares.indices.map { category in
            let own = windows.map { $0[category] }
            return try #require(RateForecast(baseline: own.reduce(RateCount(), +), windows: own))
        }
        let movement = forecasts.reduce(0) { $0 + $1.movement }
        #expect(abs(movement / (0.09 * 0.6) - 1) < 0.6)
        // Five deviations of what moves the column: one of three million windows.
        let far = window(1.5)[1]
        #expect(forecasts[1].pValues(far).lower < 1e-9)
        #expect(forecasts[1].crowded(by: movement).pValues(far).lower > 1e-8)
    }
}
