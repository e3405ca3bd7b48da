internal import Statistics

/// Looks at a rate over the last hour, the last two, four, and so on up to days: short windows show sudden changes at once, long ones small
/// and slow ones. Each length has its own forecast from the baseline's windows of that length, and its share of the budget.
struct RateScan {
    let budget: AlertBudget
    /// Of the budget, for one signal.
    let share: Double
    /// Hours of a unit.
    let unit: Double

    /// Lengths of windows, in units.
    private static let lengths = [1, 2, 4, 8, 16, 32, 64, 128]

    /// Nobody would act on fewer records, or on fewer of the cells that should not be.
    private static let leastRecords = 10
    private static let leastHits = 5

    /// A window in which the rate is not what it was.
    struct Finding {
        /// In units of the current history.
        var window: Range<Int>
        /// Since when it is so.
        var onset: ChangePoint
        var count: RateCount
        var forecast: RateForecast
        /// At these hours of these days.
        var expected: ExpectedRate
        var pValue: Double
    }

    /// In the order in which they were found.
    func findings(of signal: RateSignal) -> [Finding] {
        let phase = WeekPhase(unit: unit)
        let profile = signal.baseline.profile(phase)
        let usual = signal.current.expected(by: profile, phase)
        let known = signal.baseline.expected(by: profile, phase)
        let forecasts = Self.lengths.compactMap { length in forecast(signal.baseline, known, profile, length).map { (length, $0) } }
        var findings: [Finding] = []
        for (length, forecast) in forecasts where length <= signal.current.length {
            // Two sides, and every length alike.
            let step = Self.step(length)
            let level = budget.level(share: share / Double(2 * forecasts.count), every: Double(step) * unit)
            for end in stride(from: length, through: signal.current.length, by: step) {
                let window = (end - length)..<end
                let count = signal.current[window]
                guard count.total >= Self.leastRecords, abs(count.rate - usual.rate(in: window)) >= signal.kind.leastChange else { continue }
                let expected = profile.expectation(signal.current.records(in: window, phase))
                let chances = forecast.pValues(count, expected: expected)
                let pValue = min(chances.upper, chances.lower)
                if signal.isOnlyBadWhenMore, chances.upper > chances.lower || count.hits < Self.leastHits { continue }
                guard pValue < level, let onset = onset(in: signal.current, usual, window, forecast) else { continue }
                findings.append(Finding(window: window, onset: onset, count: count, forecast: forecast, expected: expected, pValue: pValue))
            }
        }
        return findings.sorted { ($0.window.upperBound, $0.pValue) < ($1.window.upperBound, $1.pValue) }
    }

    /// From when on, up to the window's end, the rates are of another kind than the baseline's. A window that found a change often began
    /// before it, or long after.
    private func onset(
        in history: RateHistory, _ usual: ExpectedHistory, _ window: Range<Int>, _ forecast: RateForecast
    ) -> ChangePoint? {
        let least = 0.5 / Double(forecast.baseline.total + 1)
        let units = max(0, window.lowerBound - 2 * window.count)..<window.upperBound
        return ChangePoint(
            units.map { history[$0..<($0 + 1)] }, usual: units.map { min(1 - least, max(least, usual.rate(in: $0..<($0 + 1)))) },
            correlation: forecast.correlation)?.later(by: units.lowerBound)
    }

    private func forecast(_ history: RateHistory, _ known: ExpectedHistory, _ profile: RateProfile, _ length: Int) -> RateForecast? {
        let step = Self.step(length)
        let windows = stride(from: length, through: history.length, by: step).map { end in
            let window = (end - length)..<end
            return (history[window], known.rate(in: window))
        }
        return RateForecast(baseline: history.whole, windows: windows, overlap: Double(length) / Double(step), kept: profile.kept)
    }

    /// Windows overlap by half, so that a change is soon in the middle of one.
    private static func step(_ length: Int) -> Int { max(1, length / 2) }
}

extension RateSignal {
    /// Fewer cells of another type, fewer unseen values or fewer late records are no trouble. Fewer missing ones can be: a default took their place.
    fileprivate var isOnlyBadWhenMore: Bool {
        switch kind {
        case .drift, .quality(.missingRate), .quality(.nonFiniteRate): false
        case .quality, .freshness, .outcome: true
        }
    }
}
