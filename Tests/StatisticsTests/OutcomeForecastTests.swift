import Foundation
import Statistics
import Testing

/// Protects the test of whether outcomes came as they were to be expected of scores: its tail against exact sums, its promise against simulated windows.
@Suite(.serialized) struct OutcomeForecastTests {
    struct Case: Sendable {
        /// Records, the chance of each, the weight.
        var groups: [(Int, Double, Double)]
        var sum: Double
        var upper: Double
        var lower: Double
    }

    /// Exact: convolutions of SciPy 1.17.1's binomial terms. A saddle-point tail of few whole counts is up to a quarter of itself off, which moves no decision.
    @Test(arguments: [
        Case(groups: [(50, 0.02, 1)], sum: 7, upper: 6.494077042517876e-06, lower: 0),
        Case(groups: [(300, 0.1, 1), (40, 0.6, 1)], sum: 26, upper: 3.089589010067423e-05, lower: 2.9720648159358162e-06),
        Case(groups: [(200, 0.03, 0.5), (100, 0.2, 1), (60, 0.7, 1.5)], sum: 30, upper: 3.6338475751182705e-06, lower: 6.4871238605024445e-06),
        Case(groups: [(2_000, 0.001, 1)], sum: 8, upper: 4.583307274236923e-05, lower: 0),
    ])
    func tailsAreNearExactOnes(_ wanted: Case) throws {
        // Groups with the same mean whose hits add up to the sum; weights decide where they go.
        func groups(_ sum: Double) -> [OutcomeGroup] {
            var left = sum
            return wanted.groups.enumerated().map { index, group in
                let (n, p, x) = group
                let isLast = index == wanted.groups.count - 1
                let expected = Double(n) * p
                let hits = isLast ? Int((expected + left / x).rounded()) : Int(expected.rounded())
                left -= x * (Double(hits) - expected)
                return OutcomeGroup(chance: p, weight: x, known: 1e12, total: n, hits: hits)
            }
        }
        let calm = groups(0)
        let forecast = try #require(OutcomeForecast(windows: Array(repeating: calm, count: 8)))
        #expect(forecast.spread == 0)
        let chances = forecast.pValues(groups(wanted.sum))
        #expect(abs(chances.upper / wanted.upper - 1) < 0.25, "\(chances.upper) where \(wanted.upper) is exact")
        #expect(chances.lower == 1)
        guard wanted.lower > 0 else { return }
        #expect(abs(forecast.pValues(groups(-wanted.sum)).lower / wanted.lower - 1) < 0.25)
    }

    @Test func nothingIsSaidOfNothing() throws {
        #expect(OutcomeForecast(windows: [[], [], [], [], []]) == nil)
        let group = OutcomeGroup(chance: 0.5, weight: 1, known: 100, total: 10, hits: 5)
        #expect(OutcomeForecast(windows: [[group], [group], [group]]) == nil)
        let forecast = try #require(OutcomeForecast(windows: [[group], [group], [group], [group]]))
        #expect(forecast.pValues([]) == (1, 1))
        #expect(forecast.pValues([OutcomeGroup(chance: 0.5, weight: 0, known: 100, total: 10, hits: 9)]) == (1, 1))
    }

    /// Chances that are hardly known make nothing sure.
    @Test func whatIsHardlyKnownIsNotSure() throws {
        func window(_ known: Double, _ hits: Int) -> [OutcomeGroup] {
            [OutcomeGroup(chance: 0.1, weight: 1, known: known, total: 1_000, hits: hits)]
        }
        let forecast = try #require(OutcomeForecast(windows: Array(repeating: window(1e9, 100), count: 20)))
        #expect(forecast.pValues(window(1e9, 160)).upper < 1e-8)
        #expect(forecast.pValues(window(50, 160)).upper > 0.05)
    }

    struct Shape: Sendable, CustomStringConvertible {
        var description: String
        var rows: Int
        /// Standard deviation of windows' own shifts of the log-odds.
        var spread: Double
        var windows: Int
        var base: Double
    }

    /// The p-values that alerts rest on: of windows in which nothing has changed, at most so many are below a level. Chances are those of a baseline as
    /// long as the windows, not the true ones.
    @Test(arguments: [
        Shape(description: "few rows", rows: 20, spread: 0, windows: 100, base: 0.3),
        Shape(description: "rare outcomes", rows: 60, spread: 0, windows: 60, base: 0.02),
        Shape(description: "many rows", rows: 3_000, spread: 0, windows: 28, base: 0.2),
        Shape(description: "days differ", rows: 400, spread: 0.25, windows: 28, base: 0.3),
    ])
    func chanceIsNotOverrated(_ shape: Shape) async throws {
        var random = SplitMix64(seed: 11)
        let scores = (0..<12).map { bin in log(shape.base / (1 - shape.base)) + 0.4 * (Double(bin) - 5.5) }
        func window() -> [Int] {
            let uniform = max(Double.random(in: 0..<1, using: &random), 1e-12)
            let shift = shape.spread * StandardNormal.quantile(uniform)
            return scores.flatMap { score -> [Int] in
                let total = random.nextBinomial(trials: 2 * shape.rows / scores.count, p: 0.5)
                let hits = random.nextBinomial(trials: total, p: 1 / (1 + exp(-score - shift)))
                return [total - hits, hits]
            }
        }
        var below: [Double: (level: Int, slope: Int)] = [0.01: (0, 0), 0.001: (0, 0)]
        let (baselines, each) = (150, 60)
        for _ in 0..<baselines {
            // Others have requests to answer meanwhile.
            await Task.yield()
            let windows = (0..<shape.windows).map { _ in window() }
            let whole = windows.reduce([Int](repeating: 0, count: 24)) { zip($0, $1).map(+) }
            let chances = OutcomeChances(part: whole, whole: whole)
            let level = try #require(OutcomeForecast(windows: windows.map(chances.level)))
            let slope = try #require(OutcomeForecast(windows: windows.map(chances.slope)))
            for _ in 0..<each {
                let new = window()
                let (first, second) = (level.pValues(chances.level(new)), slope.pValues(chances.slope(new)))
                for limit in below.keys {
                    if min(first.upper, first.lower) < limit / 2 { below[limit]?.level += 1 }
                    if second.lower < limit { below[limit]?.slope += 1 }
                }
            }
        }
        for (limit, count) in below {
            // Three standard deviations of a count whose windows share baselines.
            let expected = limit * Double(baselines * each)
            let allowed = 1.25 * expected + 3 * (2 * expected).squareRoot()
            #expect(Double(count.level) <= allowed, "\(shape), level: \(count.level) below \(limit), \(expected) allowed")
            #expect(Double(count.slope) <= allowed, "\(shape), slope: \(count.slope) below \(limit), \(expected) allowed")
        }
    }

    /// A slice about which a model always was wrong has chances of its own; one that the baseline hardly knows has those of all records.
    @Test func slicesHaveTheirOwnChances() {
        let whole = [900, 100, 500, 500]
        let own = OutcomeChances(part: [100, 300, 100, 100], whole: whole).level([10, 30, 5, 5])
        #expect(own[0].chance > 0.7 && own[0].chance < 0.75)
        #expect(abs(own[1].chance - 0.5) < 0.01)
        let unknown = OutcomeChances(part: [0, 0, 0, 0], whole: whole).level([10, 30, 5, 5])
        #expect(abs(unknown[0].chance - 0.1) < 0.001)
        #expect(unknown[0].known <= 10)
        let loss = OutcomeChances(part: whole, whole: whole).logLoss([0, 100, 0, 0])
        #expect(abs(loss.seen - 2.3) < 0.02 && abs(loss.expected - 0.325) < 0.01)
    }
}
