internal import Statistics

/// Looks at how predictions of two classes turned out over the last hours, of some records: whether positive outcomes are as many as the scores let expect, and
/// whether high scores still go with them. Scores' own shifts do not count: only what became of records with such scores.
///
/// What is looked at at some time is what is known then of the last records, from so far back on that it is as many outcomes as so many hours have in the end.
/// Those that arrive in an hour are of old and new records, and what is wrong with the new ones would be diluted.
struct OutcomeScan {
    let budget: AlertBudget
    /// Of the budget, for these records.
    let share: Double
    /// Hours of a unit.
    let unit: Double

    /// In units' worth of outcomes. Labels come late as it is; single hours of them would tell little sooner.
    private static let lengths = [4, 8, 16, 32, 64, 128]
    /// Of hours: small changes of few labels take long.
    private static let longest = 256
    /// Nobody would act on fewer labels.
    private static let leastLabels = 20

    enum Signal: CaseIterable {
        /// More or fewer positive outcomes than the scores let expect.
        case level
        /// Scores tell the classes apart less well than they did.
        case slope
    }

    /// A window in which predictions turned out another way than in the baseline.
    struct Finding {
        var signal: Signal
        /// In units of the current history.
        var window: Range<Int>
        /// The unit since when it is so, most likely, and what else is possible.
        var onset: Int
        var onsetRange: ClosedRange<Int>
        /// The first unit after it: the window's end, or an earlier one where it was surely over before.
        var end: Int
        var labels: Int
        /// The share of positive outcomes (`level`), the mean log loss (`slope`).
        var value: Double
        var expected: Double
        var pValue: Double

        /// Small changes are real, perhaps, and matter to nobody: 3 points of positive outcomes, or half as many again of a rarer one; a tenth of the
        /// log loss.
        var matters: Bool {
            switch signal {
            case .level:
                abs(value - expected) >= 0.03 || (abs(value - expected) >= 0.005 && !(2.0 / 3...1.5).contains(value / max(expected, 1e-9)))
            case .slope: value >= 1.1 * expected
            }
        }

        var isError: Bool {
            switch signal {
            case .level: abs(value - expected) >= 0.1
            case .slope: value >= 1.25 * expected
            }
        }
    }

    /// - Parameters:
    ///   - chances: of these records, from the baseline.
    ///   - whole: of all records, which tell how late outcomes are known; without, these do.
    ///   - start: the first unit whose labels are like those of any other.
    func findings(
        _ chances: OutcomeChances, baseline: OutcomeHistory, current: OutcomeHistory, whole: OutcomeHistory? = nil, from start: Int
    ) -> [Finding] {
        var findings: [Finding] = []
        for signal in Signal.allCases {
            let forecasts = forecasts(signal, chances, baseline)
            for (length, forecast) in forecasts {
                guard let reach = (whole ?? current).reach(toKnow: length) else { continue }
                let step = RateScan.step(length)
                // Three tests: more, fewer, and less well told apart.
                let level = budget.level(share: share / Double(3 * forecasts.count), every: Double(step) * unit)
                for end in stride(from: start + reach, through: current.length, by: step) {
                    let window = (end - reach)..<end
                    let counts = current.known(in: window)
                    guard counts.reduce(0, +) >= Self.leastLabels else { continue }
                    let chance = forecast.pValues(groups(signal, chances, counts))
                    let pValue = signal == .slope ? chance.lower : min(chance.upper, chance.lower)
                    guard pValue < level else { continue }
                    var finding = finding(signal, chances, counts, window, pValue)
                    guard finding.matters else { continue }
                    finding = dated(finding, chances, current, from: start)
                    findings.append(finding)
                }
            }
        }
        return findings.sorted { ($0.window.upperBound, $0.pValue) < ($1.window.upperBound, $1.pValue) }
    }

    private func groups(_ signal: Signal, _ chances: OutcomeChances, _ counts: [Int]) -> [OutcomeGroup] {
        signal == .level ? chances.level(counts) : chances.slope(counts)
    }

    /// By the baseline's own windows of each length. Of the longest, of hours, a month has too few: they are judged by those of half the length, which differ no less.
    private func forecasts(_ signal: Signal, _ chances: OutcomeChances, _ baseline: OutcomeHistory) -> [(length: Int, forecast: OutcomeForecast)] {
        var forecasts = Self.lengths.compactMap { length in forecast(signal, chances, baseline, length).map { (length: length, forecast: $0) } }
        if let half = forecasts.last, 2 * half.length == Self.longest, unit <= 1, baseline.length >= 2 * Self.longest { forecasts.append((Self.longest, half.forecast)) }
        return forecasts
    }

    private func forecast(_ signal: Signal, _ chances: OutcomeChances, _ baseline: OutcomeHistory, _ length: Int) -> OutcomeForecast? {
        let step = max(1, length / 2)
        let windows = stride(from: length, through: baseline.length, by: step).map { groups(signal, chances, baseline[($0 - length)..<$0]) }
        return OutcomeForecast(windows: windows, overlap: Double(length) / Double(step))
    }

    private func finding(
        _ signal: Signal, _ chances: OutcomeChances, _ counts: [Int], _ window: Range<Int>, _ pValue: Double
    ) -> Finding {
        let labels = counts.reduce(0, +)
        var (value, expected) = chances.logLoss(counts)
        if signal == .level {
            let groups = chances.level(counts)
            value = Double(groups.reduce(0) { $0 + $1.hits }) / Double(labels)
            expected = groups.reduce(0) { $0 + Double($1.total) * $1.chance } / Double(labels)
        }
        return Finding(
            signal: signal, window: window, onset: window.lowerBound, onsetRange: window.lowerBound...window.lowerBound, end: window.upperBound, labels: labels,
            value: value, expected: expected, pValue: pValue)
    }

    /// With the beginning from which on, up to the window's end, the difference is the surest: `T^2 / V` is largest. That is twice the logarithm of how many times as
    /// likely it is as none; beginnings that have less by no more than `possible` are the 95 % (as in `ChangePoint`). It ended where up to then it was so much surer.
    private func dated(_ finding: Finding, _ chances: OutcomeChances, _ history: OutcomeHistory, from start: Int) -> Finding {
        // Of long windows not every beginning is looked at, but every one about the best of some.
        let window = finding.window
        let (low, step) = (max(start, window.lowerBound - 2 * window.count), max(1, window.count / 16))
        let known = history.asKnown(atEndOf: low..<window.upperBound)
        func evidence(_ units: Range<Int>) -> Double? {
            let sum = OutcomeSum(groups(finding.signal, chances, known[(units.lowerBound - low)..<(units.upperBound - low)]))
            return sum.variance > 0 ? sum.sum * sum.sum / sum.variance : nil
        }
        var (best, onset) = (0.0, window.lowerBound)
        var looked: [(first: Int, evidence: Double)] = []
        func look(_ firsts: some Sequence<Int>) {
            for first in firsts {
                guard let evidence = evidence(first..<window.upperBound) else { continue }
                looked.append((first, evidence))
                if evidence > best { (best, onset) = (evidence, first) }
            }
        }
        look(stride(from: low, to: window.upperBound, by: step))
        if step > 1 { look(max(low, onset - step + 1)..<min(window.upperBound, onset + step)) }
        let likely = looked.filter { $0.evidence >= best - Self.possible }.map(\.first)
        var dated = finding
        (dated.onset, dated.onsetRange) = (onset, (likely.min() ?? onset)...(likely.max() ?? onset))
        let ends = stride(from: window.upperBound - step, to: onset, by: -step).compactMap { end in evidence(onset..<end).map { (end, $0) } }
        if let surest = ends.max(by: { $0.1 < $1.1 }), surest.1 > best + Self.possible { dated.end = surest.0 }
        return dated
    }

    private static let possible = 2 * ChangePoint.possible
}
