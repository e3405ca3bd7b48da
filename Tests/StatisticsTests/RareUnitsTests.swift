import Foundation
import Statistics
import Testing

/// Protects what is taken as a rare kind of hours, and how likely so many of them are: against the binomial distribution, simulated chains, and
/// baselines that have none.
@Suite struct RareUnitsTests {
    /// Hours of 500 records with a rate of a half, some of them moved.
    private static func units(_ hours: Int, rare: Set<Int>, moved: Double, spread: Double = 0, _ random: inout SplitMix64) -> [RateWindow] {
        (0..<hours).map { hour in
            let logit = spread * random.nextNormal()
            let rate = 1 / (1 + exp(-logit)) + (rare.contains(hour) ? moved : 0)
            return RateWindow(count: RateCount(hits: random.nextBinomial(trials: 500, p: rate), total: 500), expected: 250)
        }
    }

    private static func rare(_ units: [RateWindow]) throws -> RareUnits? {
        let counts = units.map(\.count)
        let profile = RateProfile(counts, first: 0, unitsOfDay: 24)
        let forecast = try #require(
            RateForecast(baseline: counts.reduce(RateCount(), +), windows: units, length: 1, overlap: 1, block: 24, days: 1, profile: profile))
        return RareUnits(units, forecast: forecast, profile: profile, unitsOfDay: 24, least: 0.025)
    }

    @Test(arguments: [0.0, 0.1])
    func hoursOfAnotherKindAreFound(spread: Double) throws {
        var random = SplitMix64(seed: 8)
        let places: Set = [30, 31, 160, 300, 420, 421, 422, 600]
        let rare = try #require(try Self.rare(Self.units(672, rare: places, moved: 0.3, spread: spread, &random)))
        #expect(rare.places == places.sorted())
        #expect(rare.lower == nil)
        let kind = try #require(rare.upper)
        // Five times in 664 hours, and a standard error; three of eight went on, and one of two more.
        #expect(abs(kind.chain.begins - (5 + 5.0.squareRoot()) / 664) < 1e-12)
        #expect(abs(kind.chain.goesOn - 4.0 / 10) < 1e-12)
        #expect(kind.reach > 0.3 && kind.reach < 0.6)
    }

    /// Once, for an hour or two, may have been a failure; many are not rare; hours that merely vary are of one kind.
    @Test func whatIsNotRareIsNone() throws {
        var random = SplitMix64(seed: 9)
        #expect(try Self.rare(Self.units(672, rare: [100], moved: 0.3, &random)) == nil)
        #expect(try Self.rare(Self.units(672, rare: [100, 101], moved: 0.3, &random)) == nil)
        #expect(try Self.rare(Self.units(672, rare: [100, 400], moved: 0.3, &random))?.places == [100, 400])
        #expect(try Self.rare(Self.units(672, rare: Set(stride(from: 0, to: 672, by: 5)), moved: 0.3, &random)) == nil)
        for spread in [0, 0.1, 0.4] { #expect(try Self.rare(Self.units(672, rare: [], moved: 0, spread: spread, &random)) == nil) }
    }

    @Test func soManyAreAsLikelyAsInAChain() throws {
        var random = SplitMix64(seed: 10)
        let places = Set((0..<20).flatMap { [33 * $0, 33 * $0 + 1] })
        let kind = try #require(try Self.rare(Self.units(672, rare: places, moved: 0.3, &random))?.upper)
        let chances = kind.chain.chances(in: 16)
        #expect(abs(chances.reduce(0, +) - 1) < 1e-12)
        var counts = [Int](repeating: 0, count: 17)
        let rounds = 200_000
        for _ in 0..<rounds {
            var isRare = random.nextUniform() < kind.chain.begins / (kind.chain.begins + 1 - kind.chain.goesOn)
            var count = 0
            for _ in 0..<16 {
                isRare = random.nextUniform() < (isRare ? kind.chain.goesOn : kind.chain.begins)
                if isRare { count += 1 }
            }
            counts[count] += 1
        }
        for (count, chance) in chances.enumerated() {
            // Five standard errors.
            let error = (chance * (1 - chance) / Double(rounds)).squareRoot()
            #expect(abs(Double(counts[count]) / Double(rounds) - chance) <= 5 * error + 1e-6, "\(count)")
        }
    }

    /// Of the baseline's kind is what goes as far as that did, up; what goes farther, the other way, or hardly anywhere is not.
    @Test func onlyWhatIsAlikeIsOfTheKind() throws {
        var random = SplitMix64(seed: 12)
        let rare = try #require(try Self.rare(Self.units(672, rare: Set((0..<13).map { 50 * $0 + 7 }), moved: 0.3, &random)))
        func kind(_ rate: Double) -> RareUnits.Kind? {
            rare.kind(of: RateWindow(count: RateCount(hits: Int(500 * rate), total: 500), expected: 250))
        }
        for rate in [0.78, 0.8, 0.82] { #expect(kind(rate) == rare.upper) }
        for rate in [0.2, 0.45, 0.5, 0.55, 0.99] { #expect(kind(rate) == nil) }
    }

    /// The more of them there are, the less likely; of none there is always as many.
    @Test func moreAreLessLikely() throws {
        var random = SplitMix64(seed: 13)
        let rare = try #require(try Self.rare(Self.units(672, rare: Set((0..<13).map { 50 * $0 + 7 }), moved: 0.3, &random)))
        let kind = try #require(rare.upper)
        #expect(kind.chain.chance(ofAtLeast: 0, in: 8) == 1)
        let chances = (0...8).map { kind.chain.chance(ofAtLeast: $0, in: 8) }
        #expect(chances == chances.sorted(by: >))
        // About as many times in a single hour as there were in the baseline's, and once in longer windows the more.
        #expect(kind.chain.chance(ofAtLeast: 1, in: 1) > 13.0 / 672 && kind.chain.chance(ofAtLeast: 1, in: 1) < 2 * 13.0 / 672)
        #expect(kind.chain.chance(ofAtLeast: 1, in: 16) > 8 * kind.chain.chance(ofAtLeast: 1, in: 1))
    }
}
