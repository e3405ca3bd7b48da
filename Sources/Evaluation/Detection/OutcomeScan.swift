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
        /// The unit since when it is so, most likely.
        var onset: Int
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
            let forecasts = Self.lengths.compactMap { length in forecast(signal, chances, baseline, length).map { (length, $0) } }
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
                    finding.onset = onset(signal, chances, current, window, from: start)
                    findings.append(finding)
                }
            }
        }
        return findings.sorted { ($0.window.upperBound, $0.pValue) < ($1.window.upperBound, $1.pValue) }
    }

    private func groups(_ signal: Signal, _ chances: OutcomeChances, _ counts: [Int]) -> [OutcomeGroup] {
        signal == .level ? chances.level(counts) : chances.slope(counts)
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
            signal: signal, window: window, onset: window.lowerBound, labels: labels, value: value, expected: expected, pValue: pValue)
    }

    /// The beginning from which on, up to the window's end, the difference is the surest: `T^2 / V` is largest.
    private func onset(
        _ signal: Signal, _ chances: OutcomeChances, _ history: OutcomeHistory, _ window: Range<Int>, from start: Int
    ) -> Int {
        // Of long windows not every beginning is looked at, but every one about the best of some.
        let (low, step) = (max(start, window.lowerBound - 2 * window.count), max(1, window.count / 16))
        let history = history.asKnown(atEndOf: low..<window.upperBound)
        var (best, onset) = (0.0, window.lowerBound)
        func look(_ firsts: some Sequence<Int>) {
            for first in firsts {
                let sum = OutcomeSum(groups(signal, chances, history[(first - low)..<history.length]))
                guard sum.variance > 0 else { continue }
                let evidence = sum.sum * sum.sum / sum.variance
                if evidence > best { (best, onset) = (evidence, first) }
            }
        }
        look(stride(from: low, to: window.upperBound, by: step))
        if step > 1 { look(max(low, onset - step + 1)..<min(window.upperBound, onset + step)) }
        return onset
    }
}
