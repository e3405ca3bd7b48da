import Foundation
import Testing

@testable import Statistics

/// Protects what is taken as usual: rhythms that are there, and none that are not.
@Suite struct RateProfileTests {
    /// A day of the week, and an hour of it, with a rate of their own.
    private func rate(_ key: Int) -> Double {
        let logit = -1 + 0.8 * sin(Double(key % 24) / 24 * 2 * .pi) + (key / 24 % 7 >= 5 ? 0.5 : 0)
        return 1 / (1 + exp(-logit))
    }

    private func units(_ hours: Int, first: Int = 0, records: Int, _ random: inout SplitMix64, _ rate: (Int) -> Double) -> [RateCount] {
        (0..<hours).map { RateCount(hits: random.nextBinomial(trials: records, p: rate(first + $0)), total: records) }
    }

    @Test func rhythmsAreLearned() {
        var random = SplitMix64(seed: 1)
        let first = 24 * 7 * 100
        let profile = RateProfile(units(672, first: first, records: 2_000, &random, rate), first: Int64(first), unitsOfDay: 24)
        // A rate of 2,000 records on 28 days, by 30 parameters: a deviation of about 0.002.
        let worst = (first..<(first + 168)).map { abs(profile.rate(Int64($0)) - rate($0)) }.max() ?? 1
        #expect(worst < 0.015)
        #expect(profile.parameters() > 28)
    }

    @Test(arguments: [20, 2_000]) func whatIsNotThereIsNotLearned(_ records: Int) {
        var random = SplitMix64(seed: 2)
        let profile = RateProfile(units(672, records: records, &random) { _ in 0.3 }, first: 0, unitsOfDay: 24)
        let error = (0.3 * 0.7 / Double(28 * records)).squareRoot()
        let worst = (0..<168).map { abs(profile.rate(Int64($0)) - 0.3) }.max() ?? 1
        // The means of 24 hours and 7 days have extremes of two errors and more; shrinking leaves little of it.
        #expect(worst < 2.5 * error)
        #expect(profile.parameters() < 16)
        #expect(profile.uncertainty < 0.3)
    }

    /// Effects that are shrunk must not take a part of the mean with them.
    @Test func theMeanStays() {
        var random = SplitMix64(seed: 4)
        let counts = units(672, records: 1_000, &random) { 1 / (1 + exp(1.4 - sin(Double($0) / 24 * 2 * .pi))) }
        let profile = RateProfile(counts, first: 0, unitsOfDay: 24)
        let expected = counts.indices.reduce(0.0) { $0 + profile.rate(Int64($1)) * Double(counts[$1].total) }
        let hits = counts.reduce(0) { $0 + $1.hits }
        #expect(abs(expected / Double(hits) - 1) < 1e-4)
    }

    @Test func daysThatAreLikeTheDayBeforeTellLess() {
        var random = SplitMix64(seed: 3)
        var day = 0.0
        let kept = units(672, records: 5_000, &random) { _ in 0.3 }
        let persistent = (0..<672).map { hour in
            if hour % 24 == 0 { day = 0.9 * day + 0.19.squareRoot() * 0.3 * random.nextNormal() }
            return RateCount(hits: random.nextBinomial(trials: 5_000, p: 1 / (1 + exp(1 - day))), total: 5_000)
        }
        let (plain, alike) = (RateProfile(kept, first: 0, unitsOfDay: 24), RateProfile(persistent, first: 0, unitsOfDay: 24))
        #expect(alike.persistence > 0.65)
        #expect(plain.persistence < 0.6)
        #expect(alike.uncertainty > plain.uncertainty)
    }

    @Test func littleOrNothingIsNoTrouble() {
        let never = RateProfile([RateCount](repeating: RateCount(hits: 0, total: 100), count: 672), first: -5, unitsOfDay: 24)
        #expect(never.rate(-3) > 0 && never.rate(-3) < 1e-4)
        #expect(never.parameters() == 1)
        let empty = RateProfile([], first: 0, unitsOfDay: 24)
        #expect(empty.rate(7) == 0.5)
        let days = RateProfile([RateCount](repeating: RateCount(hits: 30, total: 100), count: 28), first: 0, unitsOfDay: 1)
        #expect(abs(days.rate(30) - 0.3) < 0.001)
    }
}
