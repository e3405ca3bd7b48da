import Domain
import Foundation
import Statistics
import Store
import Testing

@testable import Evaluation

/// Protects what alerts about outcomes rest on: labels as they were to be expected cost no more alerts than they may, and what goes wrong in a slice is
/// found soon.
@Suite(.serialized) struct OutcomeScanTests {
    /// Bins of scores, by their log-odds.
    static let scores = (0..<20).map { -4 + 0.35 * Double($0) }

    struct Shape: Sendable, CustomStringConvertible {
        var description: String
        /// Labels an hour.
        var volume: Double
        /// How much days differ, in logits.
        var days = 0.0
        /// Hours of the baseline.
        var known = 672
    }

    private static func poisson(_ mean: Double, _ random: inout SplitMix64) -> Int { random.nextBinomial(trials: 1_000, p: mean / 1_000) }

    /// - Parameter changed: log-odds of a record's outcome by its score's, from some hour on.
    private static func history(
        _ shape: Shape, hours: Int, _ random: inout SplitMix64, from start: Int = .max, to end: Int = .max, changed: (Double) -> Double = { $0 }
    ) -> OutcomeHistory {
        var day = 0.0
        let windows = (0..<hours).map { hour -> WindowOutcomes in
            if hour % 24 == 0 { day = shape.days * StandardNormal.quantile(max(Double.random(in: 0..<1, using: &random), 1e-12)) }
            var counts: [Int: [Int]] = [:]
            for (bin, score) in scores.enumerated() {
                let total = poisson(shape.volume / Double(scores.count), &random)
                let logit = (hour >= start && hour < end ? changed(score) : score) + day
                let hits = random.nextBinomial(trials: total, p: 1 / (1 + exp(-logit)))
                counts[2 * bin] = [total - hits]
                counts[2 * bin + 1] = [hits]
            }
            return WindowOutcomes(key: Int64(hour), counts: counts)
        }
        return OutcomeHistory(windows, part: 0, units: 0...Int64(hours - 1), codes: 2 * scores.count)
    }

    @Test(arguments: [
        Shape(description: "few labels", volume: 3), Shape(description: "some", volume: 15), Shape(description: "many", volume: 400),
        Shape(description: "days differ", volume: 60, days: 0.2), Shape(description: "days differ, two weeks are known", volume: 60, days: 0.2, known: 336),
    ])
    func theBudgetIsKept(_ shape: Shape) async {
        var random = SplitMix64(seed: 5)
        let (months, budget) = (80, 4.0)
        var alerts = 0
        for _ in 0..<months {
            // Others have requests to answer meanwhile.
            await Task.yield()
            let baseline = Self.history(shape, hours: shape.known, &random)
            let current = Self.history(shape, hours: 720, &random)
            let findings = OutcomeScan(budget: AlertBudget(alerts: budget), share: 1, unit: 1)
                .findings(OutcomeChances(part: baseline.whole, whole: baseline.whole), baseline: baseline, current: current, from: 0)
            alerts += alertCount(endingAt: findings.map(\.window.upperBound))
        }
        let allowed = budget * Double(months)
        #expect(Double(alerts) <= 1.25 * allowed, "\(shape): \(alerts) alerts in \(months) months, \(allowed) allowed")
    }

    /// A part of the budget as one of fifty slices has it.
    @Test(arguments: [(15.0, 24), (100, 8)]) func scoresThatTellNothingMoreAreFoundSoon(_ volume: Double, _ hours: Int) async {
        var random = SplitMix64(seed: 9)
        var delays: [Int] = []
        var within = 0
        for _ in 0..<15 {
            // Others have requests to answer meanwhile.
            await Task.yield()
            let shape = Shape(description: "", volume: volume)
            let baseline = Self.history(shape, hours: 672, &random)
            let current = Self.history(shape, hours: 720, &random, from: 300) { -$0 * 0.2 }
            let findings = OutcomeScan(budget: AlertBudget(alerts: 0.15), share: 0.01, unit: 1)
                .findings(OutcomeChances(part: baseline.whole, whole: baseline.whole), baseline: baseline, current: current, from: 0)
            let first = findings.first { $0.window.upperBound > 300 }
            delays.append(first.map { $0.window.upperBound - 300 } ?? .max)
            if let first { #expect(abs(first.onset - 300) <= 12 && first.value > first.expected, "\(first)") }
            // The range of 95 %, and it tells something.
            if let range = first?.onsetRange, range.contains(300), range.count < 100 { within += 1 }
        }
        #expect(within >= 12)
        #expect(delays.sorted()[7] <= hours, "\(delays)")
    }

    private static func findings(_ shape: Shape, from start: Int, to end: Int = .max, seed: UInt64, changed: (Double) -> Double) -> [OutcomeScan.Finding] {
        var random = SplitMix64(seed: seed)
        let baseline = history(shape, hours: 672, &random)
        let current = history(shape, hours: 720, &random, from: start, to: end, changed: changed)
        return OutcomeScan(budget: AlertBudget(alerts: 0.15), share: 0.4, unit: 1)
            .findings(OutcomeChances(part: baseline.whole, whole: baseline.whole), baseline: baseline, current: current, from: 0)
    }

    /// A window of eleven days shows three bad ones long after they are over; the alert ends with them.
    @Test func whatIsOverEnds() {
        let found = Self.findings(Shape(description: "", volume: 30), from: 300, to: 372, seed: 3) { -$0 * 0.2 }
        #expect(found.contains { $0.window.upperBound > 450 })
        for finding in found where finding.window.upperBound > 400 { #expect(abs(finding.end - 372) <= 24 && abs(finding.onset - 300) <= 24, "\(finding)") }
        let lasting = Self.findings(Shape(description: "", volume: 30), from: 300, seed: 3) { -$0 * 0.2 }
        #expect(lasting.contains { $0.window.count == 256 })
        // A strange hour or two may end a window.
        for finding in lasting { #expect(finding.end > finding.window.upperBound - 48, "\(finding)") }
    }

    /// Another mix of scores is no other outcome, and what is too small to matter is none either.
    @Test func onlyOutcomesCount() {
        var random = SplitMix64(seed: 2)
        let shape = Shape(description: "", volume: 800)
        let baseline = Self.history(shape, hours: 672, &random)
        let chances = OutcomeChances(part: baseline.whole, whole: baseline.whole)
        let scan = OutcomeScan(budget: AlertBudget(), share: 1, unit: 1)
        let slight = Self.history(shape, hours: 720, &random, from: 300) { $0 + 0.08 }
        #expect(scan.findings(chances, baseline: baseline, current: slight, from: 0).isEmpty)
        let high = (0..<720).map { hour -> WindowOutcomes in
            let hits = random.nextBinomial(trials: 500, p: 1 / (1 + exp(-Self.scores[19])))
            return WindowOutcomes(key: Int64(hour), counts: [38: [500 - hits], 39: [hits]])
        }
        let current = OutcomeHistory(high, part: 0, units: 0...719, codes: 40)
        #expect(scan.findings(chances, baseline: baseline, current: current, from: 0).isEmpty)
    }

    /// One event, told of the slice in which it is the surest, at the time when it was first seen.
    @Test func slicesOfOneEventAreOneAlert() throws {
        func time(_ hour: Int) -> Timestamp { TimeBucket.hour.start(of: Int64(hour)) }
        var whole = 0.4
        func change(_ slice: String?, _ hours: Range<Int>, _ pValue: Double) throws -> OutcomeChange {
            OutcomeChange(
                slice: try slice.map { try Slice(parsing: $0) }, signal: "log_loss", span: time(hours.lowerBound)..<time(hours.upperBound),
                onset: time(hours.lowerBound),
                onsetRange: time(hours.lowerBound - 3)...time(hours.lowerBound + 2), end: time(hours.upperBound), value: slice == nil ? whole : 0.6, expected: 0.3, isError: slice == nil, pValue: pValue, what: "scores tell less than they did")
        }
        let windows = (0..<10).map { day in
            WindowReport(label: "\(day)", start: time(day * 24), end: time(day * 24 + 24), rows: 100, labelled: nil)
        }
        let changes = try [
            change(nil, 100..<108, 1e-8), change("sex = \"Female\"", 96..<112, 1e-12), change("age < 30", 112..<120, 1e-7), change("age < 30", 200..<208, 1e-7),
        ]
        let alerts = OutcomeAlerts(windows: windows, replay: Replay(), labelLag: 48 * 3_600_000_000).alerts(of: changes)
        #expect(alerts.map(\.slice) == ["sex = \"Female\"", "age < 30"])
        let first = try #require(alerts.first)
        #expect(first.time == time(108) && first.since == time(48) && first.severity == .error && first.kind == .performance)
        #expect(first.windows == [2] && first.sinceRange == time(45)...time(50))
        #expect(first.message == "sex = \"Female\": scores tell less than they did")
        // What all show nearly as much is of all.
        whole = 0.55
        let both = try [change(nil, 100..<108, 1e-8), change("sex = \"Female\"", 96..<112, 1e-12)]
        #expect(OutcomeAlerts(windows: windows, replay: Replay(), labelLag: nil).alerts(of: both).map(\.slice) == [nil])
    }
}
