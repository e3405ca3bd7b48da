import Domain
import Foundation
import Statistics
import Store
import Testing

@testable import Evaluation

/// Protects how late labels are looked at: what is known of each hour's records at any time, without taking labels that are still to come for granted; and
/// that this finds what goes wrong sooner than labels by the hour in which they arrive, at no more false alerts.
@Suite(.serialized) struct OutcomeTimingTests {
    private static let scores = OutcomeScanTests.scores

    /// Outcomes of two classes, hour by hour of the records and of the labels, which take 20 to 69 hours.
    ///
    /// - Parameter changed: log-odds of a record's outcome by its score's, from some hour on.
    private static func outcomes(
        volume: Double, hours: Int, _ random: inout SplitMix64, from start: Int = .max, changed: (Double) -> Double = { $0 }
    ) -> [WindowOutcomes] {
        var windows: [[Int]: WindowOutcomes] = [:]
        for hour in 0..<hours {
            for (bin, score) in scores.enumerated() {
                let logit = hour >= start ? changed(score) : score
                for _ in 0..<random.nextBinomial(trials: 100, p: volume / Double(scores.count) / 100) {
                    let arrival = hour + 20 + Int(50 * random.nextUniform())
                    let code = 2 * bin + (random.nextUniform() < 1 / (1 + exp(-logit)) ? 1 : 0)
                    windows[[hour, arrival], default: WindowOutcomes(key: Int64(hour), arrival: Int64(arrival))].counts[code, default: [0]][0] += 1
                }
            }
        }
        return windows.values.inOrder()
    }

    private static func history(_ windows: [WindowOutcomes], hours: Int) -> OutcomeHistory {
        OutcomeHistory(windows, part: 0, units: 0...Int64(hours - 1), codes: 2 * scores.count)
    }

    /// The same, by the hour in which labels came.
    private static func byArrival(_ windows: [WindowOutcomes]) -> [WindowOutcomes] { windows.map { WindowOutcomes(key: $0.arrival, counts: $0.counts) } }

    /// The same, once all labels are there.
    private static func complete(_ windows: [WindowOutcomes]) -> [WindowOutcomes] { windows.map { WindowOutcomes(key: $0.key, counts: $0.counts) } }

    @Test func whatIsKnownIsWhatHasArrived() {
        var random = SplitMix64(seed: 1)
        let windows = Self.outcomes(volume: 4, hours: 200, &random)
        let history = Self.history(windows, hours: 200)
        for units in [0..<30, 40..<100, 90..<91, 0..<200, 150..<190] {
            var expected = [Int](repeating: 0, count: history.codes)
            for window in windows {
                guard let (unit, arrival) = window.key.flatMap({ key in window.arrival.map { (Int(key), Int($0)) } }) else { continue }
                if units.contains(unit), arrival < units.upperBound { for (code, counts) in window.counts { expected[code] += counts[0] } }
            }
            #expect(history.known(in: units) == expected)
            let known = history.asKnown(atEndOf: units)
            #expect(known.whole == expected && known.length == units.count && known.first == Int64(units.lowerBound))
        }
        // All that ever came, of labels for which time was too short, too.
        #expect(history.whole.reduce(0, +) == windows.reduce(0) { $0 + $1.counts.values.reduce(0) { $0 + $1[0] } })
    }

    @Test func oneLooksBackAsFarAsLabelsTake() {
        let late = (0..<100).map { WindowOutcomes(key: $0, arrival: $0 + 7, counts: [0: [3]]) }
        let history = OutcomeHistory(late, part: 0, units: 0...99, codes: 2)
        #expect(history.reach(toKnow: 4) == 11 && history.reach(toKnow: 90) == 97 && history.reach(toKnow: 95) == nil)
        #expect(history.known(in: 20..<31) == [12, 0])
        let halves = (0..<100).flatMap { unit in [0, 2].map { WindowOutcomes(key: unit, arrival: unit + $0, counts: [0: [1]]) } }
        // Half at once, the rest two units later: 1/2 + 1/2 + 1 + 1.
        #expect(OutcomeHistory(halves, part: 0, units: 0...99, codes: 2).reach(toKnow: 3) == 4)
        // Where it is not known when labels came, they are known at once.
        #expect(OutcomeHistory(Self.complete(late), part: 0, units: 0...99, codes: 2).reach(toKnow: 4) == 4)
        // A label that came before its record is known with it.
        let early = OutcomeHistory([WindowOutcomes(key: 5, arrival: 2, counts: [1: [2]])], part: 0, units: 0...9, codes: 2)
        #expect(early.known(in: 0..<5) == [0, 0] && early.known(in: 0..<6) == [0, 2])
    }

    @Test func lateLabelsCostNoMoreAlerts() async {
        var random = SplitMix64(seed: 3)
        let (months, budget) = (40, 4.0)
        var alerts = 0
        for _ in 0..<months {
            await Task.yield()
            let baseline = Self.history(Self.complete(Self.outcomes(volume: 15, hours: 672, &random)), hours: 672)
            let current = Self.history(Self.outcomes(volume: 15, hours: 720, &random), hours: 720)
            let findings = OutcomeScan(budget: AlertBudget(alerts: budget), share: 1, unit: 1)
                .findings(OutcomeChances(part: baseline.whole, whole: baseline.whole), baseline: baseline, current: current, from: 0)
            alerts += alertCount(endingAt: findings.map(\.window.upperBound))
        }
        let allowed = budget * Double(months)
        #expect(Double(alerts) <= 1.25 * allowed, "\(alerts) alerts in \(months) months, \(allowed) allowed")
    }

    @Test func itIsFoundSoonerThanByArrival() async throws {
        var random = SplitMix64(seed: 4)
        var (delays, delaysByArrival): ([Int], [Int]) = ([], [])
        for _ in 0..<15 {
            await Task.yield()
            let baseline = Self.history(Self.complete(Self.outcomes(volume: 8, hours: 672, &random)), hours: 672)
            let windows = Self.outcomes(volume: 8, hours: 720, &random, from: 300) { -0.2 * $0 }
            func delay(_ current: [WindowOutcomes]) -> (delay: Int, onset: Int) {
                let found = OutcomeScan(budget: AlertBudget(alerts: 0.3), share: 0.05, unit: 1).findings(
                    OutcomeChances(part: baseline.whole, whole: baseline.whole), baseline: baseline, current: Self.history(current, hours: 720), from: 0
                ).first { $0.window.upperBound > 300 }
                return found.map { ($0.window.upperBound - 300, $0.onset) } ?? (.max, .max)
            }
            let found = delay(windows)
            delays.append(found.delay)
            delaysByArrival.append(delay(Self.byArrival(windows)).delay)
            // Of records, not of labels.
            #expect(abs(found.onset - 300) <= 12, "\(found.onset)")
        }
        #expect(delays.sorted()[7] + 3 <= delaysByArrival.sorted()[7], "\(delays), \(delaysByArrival)")
    }

    /// Where predictions that are known early turn out otherwise, early labels would be taken for a change.
    @Test func earlyLabelsThatDifferAreNoticed() {
        let rates = OutcomeRates(task: .multiclass, whole: [100, 900]).rates
        let replay = Replay(within: 40, usual: 20 * TimeBucket.hour.length, most: 40 * TimeBucket.hour.length)
        for (wrongLate, differ) in [(1, false), (3, true)] {
            var windows: [WindowOutcomes] = []
            for unit in 0..<Int64(200) {
                windows.append(WindowOutcomes(key: unit, arrival: unit + 10, counts: [0: [1], 1: [9]]))
                windows.append(WindowOutcomes(key: unit, arrival: unit + 30, counts: [0: [wrongLate], 1: [10 - wrongLate]]))
            }
            let history = OutcomeHistory(windows, part: 0, units: 0...199, codes: 2)
            let (early, after) = history.byDelay(20, atMost: 40)
            // Of records that are forty hours old.
            #expect(early == [160, 1_440] && after == [wrongLate * 160, (10 - wrongLate) * 160])
            #expect(OutcomeTiming.earlyOnesDiffer(history, rates, replay, .hour) == differ)
        }
    }

    /// Of two classes what counts is what became of records with such scores: that high scores are known sooner is no difference.
    @Test func earlyLabelsOfTwoClassesAreComparedByScore() {
        let replay = Replay(within: 40, usual: 20 * TimeBucket.hour.length, most: 40 * TimeBucket.hour.length)
        /// Positive ones of ten with a low score, and of ten with a high one.
        func differ(early: (low: Int, high: Int), late: (low: Int, high: Int)) -> Bool {
            var windows: [WindowOutcomes] = []
            for unit in 0..<Int64(200) {
                // Of high scores twice as many are known early.
                windows.append(WindowOutcomes(
                    key: unit, arrival: unit + 10, counts: [0: [10 - early.low], 1: [early.low], 2: [20 - 2 * early.high], 3: [2 * early.high]]))
                windows.append(WindowOutcomes(
                    key: unit, arrival: unit + 30, counts: [0: [10 - late.low], 1: [late.low], 2: [10 - late.high], 3: [late.high]]))
            }
            return OutcomeTiming.earlyOnesDiffer(OutcomeHistory(windows, part: 0, units: 0...199, codes: 4), nil, replay, .hour)
        }
        #expect(!differ(early: (2, 8), late: (2, 8)))
        #expect(differ(early: (3, 8), late: (2, 8)))
    }
}
