import Foundation
import Statistics
import Testing

/// Protects what rates are expected at which hours: rhythms that are there are forecast, none is made up, and few records of an hour do not tell much.
@Suite struct RateProfileTests {
    /// Four weeks of hours with a share that goes up and down by so much.
    private static func month(_ records: Int, swing: Double, days: Double = 0, seed: UInt64) -> [(count: RateCount, phase: Int)] {
        var random = SplitMix64(seed: seed)
        return (0..<28).flatMap { _ -> [(count: RateCount, phase: Int)] in
            let day = days * StandardNormal.quantile(max(1e-9, Double.random(in: 0..<1, using: &random)))
            return (0..<24).map { hour in
                let logit = -1 + swing * sin(2 * Double.pi * Double(hour) / 24) + day
                return (RateCount(hits: random.nextBinomial(trials: records, p: 1 / (1 + exp(-logit))), total: records), hour)
            }
        }
    }

    private static func truth(_ hour: Int, _ swing: Double) -> Double { 1 / (1 + exp(1 - swing * sin(2 * Double.pi * Double(hour) / 24))) }

    @Test func noRhythmIsMadeUp() {
        let made = (0..<200).count { seed in
            let profile = RateProfile(Self.month(20, swing: 0, days: 0.2, seed: UInt64(seed)), phases: 24)
            return (0..<24).contains { profile.rate($0) != profile.whole.rate }
        }
        // Chi-square with 23 degrees exceeds its mean by three deviations in 0.4 % of cases.
        #expect(made <= 6, "\(made) of 200")
    }

    @Test(arguments: [5, 50, 500]) func aRhythmIsLearned(records: Int) {
        let profile = RateProfile(Self.month(records, swing: 0.8, seed: 3), phases: 24)
        let errors = (0..<24).map { abs(profile.rate($0) - Self.truth($0, 0.8)) }
        let flat = (0..<24).map { abs(profile.whole.rate - Self.truth($0, 0.8)) }
        #expect(errors.reduce(0, +) < 0.6 * flat.reduce(0, +))
        #expect(profile.kept < 1 && profile.kept > 0.9)
    }

    @Test func oddCountsSayNothing() {
        #expect(RateProfile([], phases: 24).rate(3) == 0)
        let one = RateProfile([(RateCount(hits: 1, total: 4), 0), (RateCount(hits: 3, total: 4), 1)], phases: 24)
        #expect(one.rate(0) == 0.5 && one.rate(5) == 0.5, "one unit of a phase does not tell it from a unit")
        let all = RateProfile((0..<48).map { (RateCount(hits: 10, total: 10), $0 % 24) }, phases: 24)
        #expect(all.rate(7) == 1)
        #expect(all.expectation([]) == ExpectedRate(rate: 1, known: 480))
    }

    /// What the time of day decides altogether is known exactly.
    @Test func hoursAreForetold() {
        let units = (0..<(28 * 24)).map { (count: RateCount(hits: $0 % 24 == 5 ? 30 : 0, total: 30), phase: $0 % 24) }
        let profile = RateProfile(units, phases: 24)
        #expect(profile.rate(5) > 0.99 && profile.rate(6) < 0.01)
        let expected = profile.expectation([(phase: 4, total: 10), (phase: 5, total: 10)])
        #expect(abs(expected.rate - 0.5) < 0.01 && expected.known > 100)
    }

    /// The p-values that alerts rest on, where a rhythm is forecast: at most so many are below a level, at night too.
    @Test(arguments: [(10, 0.0), (200, 0.0), (200, 0.15)]) func chanceIsNotOverrated(_ records: Int, _ days: Double) throws {
        var (below, made) = ([0.01: 0, 0.001: 0], 0)
        for seed in 0..<60 {
            let units = Self.month(records, swing: 1, days: days, seed: UInt64(seed))
            let profile = RateProfile(units, phases: 24)
            func windows(_ units: [(count: RateCount, phase: Int)]) -> [(count: RateCount, rate: Double, expected: ExpectedRate)] {
                stride(from: 0, to: units.count, by: 4).map { start in
                    let part = units[start..<(start + 4)]
                    let expected = profile.expectation(part.map { (phase: $0.phase, total: $0.count.total) })
                    return (part.reduce(RateCount()) { $0 + $1.count }, expected.rate, expected)
                }
            }
            let forecast = try #require(
                RateForecast(baseline: profile.whole, windows: windows(units).map { ($0.count, $0.rate) }, kept: profile.kept))
            for window in windows(Self.month(records, swing: 1, days: days, seed: UInt64(1_000 + seed))) {
                let chances = forecast.pValues(window.count, expected: window.expected)
                made += 1
                for level in below.keys where min(chances.upper, chances.lower) < level / 2 { below[level, default: 0] += 1 }
            }
        }
        for (level, count) in below {
            // Windows of a day share its level, six of them: three deviations of such a count.
            let expected = level * Double(made)
            #expect(Double(count) <= 1.25 * expected + 3 * ((days > 0 ? 6 : 2) * expected).squareRoot(), "\(records), \(days): \(count), \(expected) allowed")
        }
    }
}
