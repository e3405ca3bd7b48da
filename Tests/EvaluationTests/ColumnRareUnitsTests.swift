import Foundation
import Statistics
import Testing

@testable import Evaluation

/// Protects columns whose rare hours move some rates so little that chance hides most of them: these raise no alerts, and what lasts still does.
@Suite struct ColumnRareUnitsTests {
    /// Hours of 500 records of two rates of a column: one in fifty moves the first one far, and the second one a little.
    private static func column(hours: Int, _ random: inout SplitMix64, from start: Int = .max, to changed: Double = 0) -> (far: RateHistory, near: RateHistory) {
        var (far, near): ([RateCount], [RateCount]) = ([], [])
        for hour in 0..<hours {
            let isRare = random.nextUniform() < 0.02
            func count(_ moved: Double) -> RateCount {
                let logit = log(0.2 / 0.8) + (isRare ? moved : 0) + (hour >= start ? changed : 0)
                return RateCount(hits: random.nextBinomial(trials: 500, p: 1 / (1 + exp(-logit))), total: 500)
            }
            far.append(count(2.5))
            near.append(count(0.42))
        }
        return (RateHistory(first: 0, far), RateHistory(first: 0, near))
    }

    private static func findings(
        _ baseline: (far: RateHistory, near: RateHistory), _ current: (far: RateHistory, near: RateHistory), share: Double, isOfColumn: Bool
    ) -> [RateScan.Finding] {
        RateScan(budget: AlertBudget(), share: share, unit: 1).findings(
            in: current.near, .drift, RateForecasts(baseline.near, unit: 1).tightened, baseline: baseline.near,
            column: { isOfColumn ? ColumnRareUnits([(current.far, baseline.far, 0.05), (current.near, baseline.near, 0.05)], unit: 1) : nil })
    }

    @Test func whatMovesTheColumnIsNoAlert() async {
        var random = SplitMix64(seed: 21)
        var months = (alone: 0, inColumn: 0)
        for _ in 0..<60 {
            await Task.yield()
            let (baseline, current) = (Self.column(hours: 672, &random), Self.column(hours: 720, &random))
            if !Self.findings(baseline, current, share: 1, isOfColumn: false).isEmpty { months.alone += 1 }
            if !Self.findings(baseline, current, share: 1, isOfColumn: true).isEmpty { months.inColumn += 1 }
        }
        #expect(months.alone >= 5, "\(months)")
        #expect(months.inColumn <= months.alone / 4, "\(months)")
    }

    @Test func whatLastsIsFoundAllTheSame() {
        var random = SplitMix64(seed: 22)
        var delays: [Int] = []
        for _ in 0..<20 {
            let (baseline, current) = (Self.column(hours: 672, &random), Self.column(hours: 720, &random, from: 300, to: 1))
            let first = Self.findings(baseline, current, share: 0.005, isOfColumn: true).first { $0.window.upperBound > 300 }
            delays.append(first.map { $0.window.upperBound - 300 } ?? .max)
        }
        #expect(delays.sorted()[10] <= 12, "\(delays)")
    }

    /// Hours in which a rate goes farther than it did are not excused by those of others.
    @Test func whatGoesFartherIsNotExcused() {
        var random = SplitMix64(seed: 23)
        let (baseline, current) = (Self.column(hours: 672, &random), Self.column(hours: 720, &random))
        var units = current.near.units
        // In an hour that is rare by the other rate.
        let rare = current.far.units.firstIndex { $0.rate > 0.6 } ?? 0
        units[rare] = RateCount(hits: 450, total: 500)
        let findings = Self.findings(baseline, (current.far, RateHistory(first: 0, units)), share: 0.005, isOfColumn: true)
        #expect(findings.contains { $0.window == rare..<(rare + 1) })
    }
}
