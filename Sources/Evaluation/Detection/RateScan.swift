package import Statistics

/// Looks at a rate over the last hour, the last two, four, and so on up to days: short windows show sudden changes at once, long ones small
/// and slow ones. Each length has its own forecast from the baseline's windows of that length, and its share of the budget.
package struct RateScan {
    let budget: AlertBudget
    /// Of the budget, for one signal.
    let share: Double
    /// Hours of a unit.
    let unit: Double

    package init(budget: AlertBudget, share: Double, unit: Double) {
        self.budget = budget
        self.share = share
        self.unit = unit
    }

    /// Lengths of windows, in units.
    private static let lengths = [1, 2, 4, 8, 16, 32, 64, 128]

    /// Nobody would act on fewer records, or on fewer of the cells that should not be.
    private static let leastRecords = 10
    private static let leastHits = 5

    /// A window in which the rate is not what it was.
    package struct Finding {
        /// In units of the current history.
        var window: Range<Int>
        /// Since when it is so.
        var onset: ChangePoint
        var count: RateCount
        var forecast: RateForecast
        /// The rate that is usual then.
        var expected: Double
        var pValue: Double
    }

    /// In the order in which they were found.
    package func findings(of signal: RateSignal) -> [Finding] {
        let profile = RateProfile(signal.baseline.units, first: signal.baseline.first, unitsOfDay: unitsOfDay)
        let (known, history) = (ExpectedRates(signal.baseline, profile), ExpectedRates(signal.current, profile))
        var forecasts: [(length: Int, forecast: RateForecast)] = []
        for length in Self.lengths {
            guard let forecast = forecast(known, length, profile) else { continue }
            // Hours of a day are alike, days need not be.
            let averaging = length > unitsOfDay && length / 2 >= unitsOfDay ? profile.averaging : 1
            forecasts.append((length, forecast.tightened(by: forecasts.last?.forecast, averaging: averaging)))
        }
        var findings: [Finding] = []
        for (length, forecast) in forecasts where length <= history.length {
            // Two sides, and every length alike.
            let step = Self.step(length)
            let level = budget.level(share: share / Double(2 * forecasts.count), every: Double(step) * unit)
            for end in stride(from: length, through: history.length, by: step) {
                let expected = history[(end - length)..<end]
                let count = expected.count
                guard count.total >= Self.leastRecords, abs(count.rate - expected.rate) >= signal.kind.leastChange else { continue }
                let chances = forecast.pValues(count, expected: expected.rate)
                let pValue = min(chances.upper, chances.lower)
                if signal.isOnlyBadWhenMore, chances.upper > chances.lower || count.hits < Self.leastHits { continue }
                guard pValue < level else { continue }
                let window = (end - length)..<end
                guard let onset = onset(in: history, window, forecast) else { continue }
                findings.append(
                    Finding(window: window, onset: onset, count: count, forecast: forecast, expected: expected.rate, pValue: pValue))
            }
        }
        return findings.sorted { ($0.window.upperBound, $0.pValue) < ($1.window.upperBound, $1.pValue) }
    }

    /// From when on, up to the window's end, the rates are of another kind than the baseline's. A window that found a change often began
    /// before it, or long after.
    private func onset(in history: ExpectedRates, _ window: Range<Int>, _ forecast: RateForecast) -> ChangePoint? {
        let least = 0.5 / Double(forecast.baseline.total + 1)
        let first = max(0, window.lowerBound - 2 * window.count)
        let units = (first..<window.upperBound).map { history[$0..<($0 + 1)] }
        return ChangePoint(
            units.map(\.count), usual: units.map { min(1 - least, max(least, $0.count.total > 0 ? $0.rate : forecast.baseline.rate)) },
            correlation: forecast.correlation)?.later(by: first)
    }

    private var unitsOfDay: Int { max(1, Int((24 / unit).rounded())) }

    private func forecast(_ history: ExpectedRates, _ length: Int, _ profile: RateProfile) -> RateForecast? {
        let step = Self.step(length)
        let windows = stride(from: length, through: history.length, by: step).map { history[($0 - length)..<$0] }
        return RateForecast(
            baseline: history.whole.count, windows: windows, length: length, overlap: Double(length) / Double(step), block: max(1, unitsOfDay / step),
            days: max(1, Double(step) / Double(unitsOfDay)), profile: profile)
    }

    /// Windows overlap by half, so that a change is soon in the middle of one.
    private static func step(_ length: Int) -> Int { max(1, length / 2) }
}

/// A rate over time, with what a profile lets one expect of it.
private struct ExpectedRates {
    /// What had come before each unit, and at the end all.
    private let sums: [RateWindow]

    init(_ history: RateHistory, _ profile: RateProfile) {
        sums = history.units.enumerated().reduce(into: [RateWindow(count: RateCount(), expected: 0)]) { sums, unit in
            let before = sums[sums.count - 1]
            let expected = profile.rate(history.first + Int64(unit.offset)) * Double(unit.element.total)
            sums.append(RateWindow(count: before.count + unit.element, expected: before.expected + expected))
        }
    }

    var length: Int { sums.count - 1 }
    var whole: RateWindow { sums[sums.count - 1] }

    /// Of some units, counted from the first.
    subscript(_ units: Range<Int>) -> RateWindow {
        let (first, last) = (sums[units.lowerBound], sums[units.upperBound])
        return RateWindow(count: last.count - first.count, expected: last.expected - first.expected)
    }
}

extension RateSignal {
    /// Fewer cells of another type, fewer unseen values or fewer late records are no trouble. Fewer missing ones can be: a default took their place.
    fileprivate var isOnlyBadWhenMore: Bool {
        switch kind {
        case .drift, .disagreement, .quality(.missingRate), .quality(.nonFiniteRate): false
        case .quality, .freshness, .outcome: true
        }
    }
}
