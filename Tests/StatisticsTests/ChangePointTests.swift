import Foundation
import Statistics
import Testing

/// Protects what is said of when something began: that the interval has the true beginning as often as it promises, and is short.
@Suite struct ChangePointTests {
    struct Shape: Sendable {
        var volume: Int
        var before = 0.2
        var after: Double
        /// Standard deviation of the units' own rates, in logits.
        var spread = 0.0
        /// Units that the interval may have, in the middle of all cases.
        var width: Int
    }

    @Test(arguments: [
        Shape(volume: 17, after: 0.6, width: 4), Shape(volume: 300, after: 0.3, width: 4), Shape(volume: 40, before: 0.01, after: 0.15, width: 4),
        Shape(volume: 5_000, after: 0.5, width: 1), Shape(volume: 2_000, after: 0.4, spread: 0.3, width: 6),
        Shape(volume: 60, after: 0.28, width: 24),
    ])
    func theIntervalHasTheBeginning(_ shape: Shape) throws {
        var random = SplitMix64(seed: 21)
        let runs = 400
        var (covered, widths, distances) = (0, [Int](), [Int]())
        // What the spread is as a correlation: the variance of the rates over that of a record.
        let correlation = shape.spread * shape.spread * shape.before * (1 - shape.before)
        for _ in 0..<runs {
            let start = Int.random(in: 20..<40, using: &random)
            let units = (0..<60).map { unit -> RateCount in
                let rate = unit < start ? shape.before : shape.after
                let noise = shape.spread * StandardNormal.quantile(max(Double.random(in: 0..<1, using: &random), 1e-12))
                let total = random.nextBinomial(trials: 2 * shape.volume, p: 0.5)
                return RateCount(hits: random.nextBinomial(trials: total, p: 1 / (1 + (1 / rate - 1) * exp(-noise))), total: total)
            }
            let found = try #require(ChangePoint(units, usual: shape.before, correlation: correlation))
            #expect(found.range.contains(found.first))
            covered += found.range.contains(start) ? 1 : 0
            widths.append(found.range.count)
            distances.append(abs(found.first - start))
        }
        // 400 runs of 0.95 give 0.92 or less in one of 200 tries.
        #expect(Double(covered) / Double(runs) >= 0.92, "\(shape): \(covered) of \(runs)")
        #expect(widths.sorted()[runs / 2] <= shape.width, "\(shape): \(widths.sorted()[runs / 2]) units")
        #expect(distances.sorted()[runs / 2] <= max(1, shape.width / 4), "\(shape)")
    }

    @Test func emptyUnitsAreNoBeginning() throws {
        #expect(ChangePoint([], usual: 0.5) == nil && ChangePoint([RateCount(), RateCount()], usual: 0.5) == nil)
        let units = [RateCount(hits: 10, total: 100), RateCount(), RateCount(hits: 90, total: 100), RateCount(hits: 95, total: 100), RateCount()]
        let found = try #require(ChangePoint(units, usual: 0.1))
        #expect(found.first == 2 && found.range == 2...2)
        // Nor an end: nothing says that it is over.
        #expect(found.end == 5)
    }

    /// What lasted from a third of the time to two thirds of it, seen by a window that goes on to the end.
    @Test func whatIsOverHasAnEnd() throws {
        var random = SplitMix64(seed: 33)
        var distances: [Int] = []
        for _ in 0..<200 {
            let units = (0..<90).map { unit in
                RateCount(hits: random.nextBinomial(trials: 50, p: (30..<60).contains(unit) ? 0.5 : 0.2), total: 50)
            }
            let found = try #require(ChangePoint(units, usual: 0.2))
            distances.append(max(abs(found.first - 30), abs(found.end - 60)))
            #expect(found.end > found.first)
        }
        #expect(distances.sorted()[180] <= 2, "\(distances.sorted())")
    }

    @Test func allTheSameIsAnywhere() throws {
        let found = try #require(ChangePoint(Array(repeating: RateCount(hits: 20, total: 100), count: 30), usual: 0.2))
        #expect(found.range == 0...29)
    }
}
