import Foundation
import Statistics
import Testing

/// Protects forecasts of rates: the distribution against SciPy 1.17.1 (`scipy.stats.betabinom`), and what is made of it against
/// simulated windows.
@Suite(.serialized) struct BetaBinomialTests {
    struct Case: Sendable {
        var trials: Int
        var a: Double
        var b: Double
        var k: Int
        var logProbability: Double
        var atLeast: Double
        /// Of at most a fiftieth of the trials.
        var atMost: Double
    }

    /// Upper tails are sums of SciPy's terms: its own are complements, which lose their digits.
    @Test(arguments: [
        Case(trials: 10, a: 2, b: 3, k: 8, logProbability: -2.9197707327509455, atLeast: 0.09490509490509492, atMost: 0.06593406593406595),
        Case(trials: 50, a: 0.5, b: 40, k: 5, logProbability: -4.784290406049513, atLeast: 0.016421211047865293, atMost: 0.8524514118584462),
        Case(trials: 200, a: 30, b: 300, k: 60, logProbability: -22.05338648975429, atLeast: 4.956888132285637e-10, atMost: 0.0005528713180719614),
        Case(trials: 1_000, a: 1, b: 1, k: 990, logProbability: -6.908754779315217, atLeast: 0.010989010989011009, atMost: 0.02097902097902104),
        Case(trials: 23, a: 590.5, b: 10_470, k: 12, logProbability: -21.5549211527632, atLeast: 4.574071490212079e-10, atMost: 0.2834743016846559),
        Case(trials: 5_000, a: 200, b: 800, k: 1_500, logProbability: -27.132946718480525, atLeast: 2.0754114501682388e-11, atMost: 4.159754471459444e-89),
        Case(trials: 90_000, a: 50, b: 950, k: 9_000, logProbability: -24.54656620689184, atLeast: 3.4629671299345447e-09, atMost: 9.952630591777118e-09),
    ])
    func agreesWithSciPy(_ wanted: Case) {
        let distribution = BetaBinomial(trials: wanted.trials, a: wanted.a, b: wanted.b)
        #expect(abs(distribution.logProbability(wanted.k) - wanted.logProbability) < 1e-8)
        #expect(abs(distribution.probabilityOfAtLeast(wanted.k) / wanted.atLeast - 1) < 1e-8)
        #expect(abs(distribution.probabilityOfAtMost(wanted.trials / 50) / wanted.atMost - 1) < 1e-8)
    }

    /// With this many trials the count's own chance hardly counts, and a beta distribution takes its place: its tail
    /// is a few hundredths of itself off, which moves no decision.
    @Test func largeCountsAreCloseEnough() {
        let distribution = BetaBinomial(trials: 400_000, a: 50, b: 950)
        #expect(abs(distribution.probabilityOfAtLeast(38_000) / 4.991650159003821e-08 - 1) < 0.03)
        #expect(abs(distribution.probabilityOfAtMost(8_000) / 8.113326393870393e-09 - 1) < 0.03)
    }

    @Test func sumsToOne() {
        let distribution = BetaBinomial(trials: 60, a: 0.7, b: 5)
        #expect(abs((0...60).reduce(0) { $0 + exp(distribution.logProbability($1)) } - 1) < 1e-12)
        #expect((0...61).allSatisfy { abs(distribution.probabilityOfAtLeast($0) + distribution.probabilityOfAtMost($0 - 1) - 1) < 1e-9 })
    }

    struct Shape: Sendable, CustomStringConvertible {
        var description: String
        var rate: Double
        var rows: Int
        /// Standard deviation of the windows' own rates, in logits.
        var spread: Double
        var windows: Int
    }

    /// The p-values that alerts rest on: of windows in which nothing has changed, at most so many are below a level.
    @Test(arguments: [
        Shape(description: "few rows", rate: 0.05, rows: 17, spread: 0, windows: 672),
        Shape(description: "never seen", rate: 0.0002, rows: 50, spread: 0, windows: 100),
        Shape(description: "many rows", rate: 0.3, rows: 5_000, spread: 0, windows: 28),
        Shape(description: "days differ", rate: 0.3, rows: 2_000, spread: 0.2, windows: 28),
        Shape(description: "days differ much, and few are known", rate: 0.1, rows: 50_000, spread: 0.4, windows: 10),
        Shape(description: "few rows of days that differ", rate: 0.2, rows: 30, spread: 0.3, windows: 56),
    ])
    func chanceIsNotOverrated(_ shape: Shape) async {
        var random = SplitMix64(seed: 7)
        func window() -> RateCount {
            let uniform = max(Double.random(in: 0..<1, using: &random), 1e-12)
            let logit = log(shape.rate / (1 - shape.rate)) + shape.spread * StandardNormal.quantile(uniform)
            return RateCount(hits: random.nextBinomial(trials: shape.rows, p: 1 / (1 + exp(-logit))), total: shape.rows)
        }
        var below = [0.01: 0, 0.001: 0]
        let (baselines, each) = (400, 50)
        for _ in 0..<baselines {
            // Others have requests to answer meanwhile.
            await Task.yield()
            let windows = (0..<shape.windows).map { _ in window() }
            guard let forecast = RateForecast(baseline: windows.reduce(RateCount(), +), windows: windows) else { return }
            for _ in 0..<each {
                let chances = forecast.pValues(window())
                for level in below.keys where min(chances.upper, chances.lower) < level / 2 { below[level, default: 0] += 1 }
            }
        }
        for (level, count) in below {
            // Three standard deviations of a count whose windows share baselines.
            let expected = level * Double(baselines * each)
            #expect(Double(count) <= 1.25 * expected + 3 * (2 * expected).squareRoot(), "\(shape): \(count) below \(level), \(expected) allowed")
        }
    }

    @Test func forecastsTellWhatIsToBeExpected() {
        let windows = (0..<28).map { _ in RateCount(hits: 10, total: 1_000) }
        let forecast = RateForecast(baseline: RateCount(hits: 280, total: 28_000), windows: windows)
        let range = forecast?.range(of: 1_000, level: 0.01)
        #expect(range.map { $0.contains(0.01) && $0.lowerBound > 0.001 && $0.upperBound < 0.02 } == true)
        #expect((forecast?.pValues(RateCount(hits: 61, total: 1_000)).upper ?? 1) < 1e-20)
        #expect(RateForecast(baseline: RateCount(hits: 1, total: 10), windows: Array(windows.prefix(3))) == nil)
    }

    /// Hours of a day that are alike are one thing to learn from, not twenty-four.
    @Test func windowsOfADayCountAsFewer() throws {
        var random = SplitMix64(seed: 12)
        func windows(_ spread: Double) -> [RateWindow] {
            var day = 0.0
            return (0..<672).map { hour in
                if hour % 24 == 0 { day = spread * random.nextNormal() }
                let count = RateCount(hits: random.nextBinomial(trials: 1_000, p: 1 / (1 + exp(1 - day))), total: 1_000)
                return RateWindow(count: count, expected: 269)
            }
        }
        func forecast(_ windows: [RateWindow]) throws -> RateForecast {
            let whole = windows.reduce(RateCount()) { $0 + $1.count }
            let profile = RateProfile(windows.map(\.count), first: 0, unitsOfDay: 24)
            return try #require(RateForecast(baseline: whole, windows: windows, length: 1, overlap: 1, block: 24, days: 1, profile: profile))
        }
        let (alike, single) = (try forecast(windows(0.3)), try forecast(windows(0)))
        #expect(alike.windows <= 28)
        #expect(single.windows <= 28)
        #expect(alike.correlation > 10 * single.correlation)
    }

    /// Odds that are multiplied go further up than down.
    @Test func differencesOfOddsAreAllowedForUpwards() throws {
        let windows = (0..<400).map { RateCount(hits: $0 % 2 == 0 ? 300 : 700, total: 10_000) }
        let forecast = try #require(RateForecast(baseline: windows.reduce(RateCount(), +), windows: windows))
        let upper = forecast.pValues(RateCount(hits: 1_500, total: 10_000)).upper
        // As sums, 10 points are five deviations; as multiples of odds, 1.1 / 0.43 = 2.6.
        #expect(upper > 1e-4)
    }

    @Test func longWindowsDifferNoMoreThanShortOnes() throws {
        let short = (0..<200).map { RateCount(hits: 300 + 3 * ($0 % 3), total: 1_000) }
        let long = (0..<5).map { RateCount(hits: 2_900 + 100 * ($0 % 3), total: 10_000) }
        let whole = RateCount(hits: 60_600, total: 200_000)
        let (first, second) = (try #require(RateForecast(baseline: whole, windows: short)), try #require(RateForecast(baseline: whole, windows: long)))
        #expect(second.tightened(by: first).correlation == first.correlation)
        #expect(first.tightened(by: second).correlation == first.correlation)
        #expect(second.tightened(by: nil) == second)
    }
}
