import Foundation
import Statistics
import Testing

@testable import Evaluation

/// Protects the alert budget: streams in which nothing happens cost no more alerts than they may, and what happens is found soon.
@Suite(.serialized) struct RateScanTests {
    /// Traffic of a column with three categories.
    struct Shape: Sendable, CustomStringConvertible {
        var description: String
        /// Records an hour.
        var volume: Int
        /// How much days differ, in logits; and hours of the day.
        var days = 0.0
        var rhythm = 0.0
        /// How much of a day the next one has.
        var persistence = 0.0
        /// How much traffic goes up and down with the rate, as a logarithm.
        var traffic = 0.0
        /// How many of the hours are of another kind, 2.5 logits away.
        var bursts = 0.0
    }

    private static func history(
        _ shape: Shape, hours: Int, _ random: inout SplitMix64, rate: Double = 0.2, from start: Int = .max, to changed: Double = 0
    ) -> RateHistory {
        var counts: [RateCount] = []
        var day = 0.0
        for hour in 0..<hours {
            if hour % 24 == 0 {
                let kept = hour == 0 ? 0 : shape.persistence
                day = kept * day + (1 - kept * kept).squareRoot() * shape.days * random.nextNormal()
            }
            let logit = log(rate / (1 - rate)) + day + shape.rhythm * sin(Double(hour) / 24 * 2 * .pi) + (hour >= start ? changed : 0)
                + (shape.bursts > 0 && random.nextUniform() < shape.bursts ? 2.5 : 0)
            let volume = Double(shape.volume) * exp(shape.traffic * sin(Double(hour) / 24 * 2 * .pi))
            let total = random.nextBinomial(trials: Int(2 * volume), p: 0.5)
            counts.append(RateCount(hits: random.nextBinomial(trials: total, p: 1 / (1 + exp(-logit))), total: total))
        }
        return RateHistory(first: 0, counts)
    }

    private static func signal(_ baseline: RateHistory, _ current: RateHistory) -> RateSignal {
        RateSignal(column: "x", kind: .drift, what: "x", baseline: baseline, current: current)
    }

    @Test(arguments: [
        Shape(description: "plain, little traffic", volume: 17), Shape(description: "plain, much traffic", volume: 3_000),
        Shape(description: "days differ", volume: 300, days: 0.3), Shape(description: "days differ, much traffic", volume: 20_000, days: 0.15),
        Shape(description: "a rhythm of the day", volume: 60, rhythm: 1), Shape(description: "both", volume: 200, days: 0.2, rhythm: 0.6),
        // Nights, of which there is little to learn from, are always of another kind.
        Shape(description: "a rhythm of traffic, too", volume: 500, rhythm: 0.8, traffic: 1.2),
        Shape(description: "days are like the day before", volume: 500, days: 0.2, persistence: 0.7),
        Shape(description: "one hour in fifty is of another kind", volume: 500, bursts: 0.02),
        Shape(description: "one hour in a hundred is, and days differ", volume: 500, days: 0.2, bursts: 0.01),
    ])
    func theBudgetIsKept(_ shape: Shape) async {
        var random = SplitMix64(seed: 11)
        let (months, budget) = (150, 4.0)
        var alerts = 0
        for _ in 0..<months {
            // Others have requests to answer meanwhile.
            await Task.yield()
            let signal = Self.signal(Self.history(shape, hours: 672, &random), Self.history(shape, hours: 720, &random))
            // One signal that has all of the budget; findings of one day are one alert.
            let findings = RateScan(budget: AlertBudget(alerts: budget), share: 1, unit: 1).findings(of: signal)
            alerts += alertCount(endingAt: findings.map(\.window.upperBound))
        }
        let allowed = budget * Double(months)
        #expect(Double(alerts) <= 1.25 * allowed, "\(shape): \(alerts) alerts in \(months) months, \(allowed) allowed")
    }

    /// A budget for two hundred signals, of which one changes.
    @Test(arguments: [(17, 2.0, 12), (300, 1.0, 6), (300, 0.5, 24)])
    func changesAreFoundSoon(_ volume: Int, _ change: Double, _ hours: Int) async {
        var random = SplitMix64(seed: 5)
        let shape = Shape(description: "", volume: volume)
        var delays: [Int] = []
        for _ in 0..<20 {
            // Others have requests to answer meanwhile.
            await Task.yield()
            let signal = Self.signal(
                Self.history(shape, hours: 672, &random), Self.history(shape, hours: 720, &random, from: 300, to: change))
            let first = RateScan(budget: AlertBudget(), share: 0.005, unit: 1).findings(of: signal).first { $0.window.upperBound > 300 }
            delays.append(first.map { $0.window.upperBound - 300 } ?? .max)
        }
        #expect(delays.sorted()[10] <= hours, "\(delays)")
    }

    /// Hours that differ a lot, and always by as much, hide nothing.
    @Test func aRhythmHidesNothing() {
        var random = SplitMix64(seed: 6)
        let shape = Shape(description: "", volume: 1_000, rhythm: 1)
        var delays: [Int] = []
        for _ in 0..<20 {
            let signal = Self.signal(
                Self.history(shape, hours: 672, &random), Self.history(shape, hours: 720, &random, from: 300, to: 0.6))
            let first = RateScan(budget: AlertBudget(), share: 0.005, unit: 1).findings(of: signal).first { $0.window.upperBound > 300 }
            delays.append(first.map { $0.window.upperBound - 300 } ?? .max)
        }
        #expect(delays.sorted()[10] <= 2, "\(delays)")
    }

    /// What is rare explains no more than as much of it as there was; the spread of such a baseline hides the first hours.
    ///
    /// A budget of one alert for two hundred signals, as `BudgetRules` spends it.
    @Test func rareHoursHideNothingThatLasts() {
        var random = SplitMix64(seed: 7)
        let shape = Shape(description: "", volume: 500, bursts: 0.02)
        var delays: [Int] = []
        for _ in 0..<20 {
            let signal = Self.signal(
                Self.history(shape, hours: 672, &random), Self.history(shape, hours: 720, &random, from: 300, to: 1))
            let first = RateScan(budget: AlertBudget(alerts: 2), share: 0.005, unit: 1).findings(of: signal).first { $0.window.upperBound > 300 }
            delays.append(first.map { $0.window.upperBound - 300 } ?? .max)
        }
        #expect(delays.sorted()[10] <= 12, "\(delays)")
    }

    @Test func whatDoesNotMatterIsNoFinding() {
        var random = SplitMix64(seed: 3)
        let shape = Shape(description: "", volume: 50_000)
        let signal = Self.signal(Self.history(shape, hours: 672, &random), Self.history(shape, hours: 720, &random, from: 300, to: 0.1))
        #expect(RateScan(budget: AlertBudget(), share: 1, unit: 1).findings(of: signal).isEmpty)
    }
}
