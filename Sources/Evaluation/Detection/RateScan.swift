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

    /// Nobody would act on fewer records, or on fewer of the cells that should not be.
    private static let leastRecords = 10
    private static let leastHits = 3

    /// Units from one window to the next of that length: windows overlap by three quarters, so that a change soon fills one.
    static func step(_ length: Int) -> Int { max(1, length / 4) }

    /// How late it is known what became of records.
    struct Delays {
        /// Over how many units one has to look back to know as many records as this number of units has; `nil` where that is more than there are.
        var reach: (Int) -> Int?
        /// The history of some units, as it was known at their end.
        var known: (Range<Int>) -> RateHistory
    }

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
        findings(of: signal, delays: nil)
    }

    func findings(of signal: RateSignal, delays: Delays?) -> [Finding] {
        findings(in: signal.current, signal.kind, RateForecasts(signal.baseline, unit: unit).tightened, baseline: signal.baseline, delays: delays)
    }

    /// - Parameters:
    ///   - forecasts: by what the baseline tells.
    ///   - baseline: of which rare hours are learned once there is something that they may explain.
    ///   - delays: where not all is known at once.
    ///   - column: the rare hours of all rates of the column, for what the rate's own ones do not explain.
    func findings(
        in current: RateHistory, _ kind: RateSignal.Kind, _ forecasts: RateForecasts.Tightened, baseline: @autoclosure () -> RateHistory,
        delays: Delays? = nil, column: () -> ColumnRareUnits? = { nil }
    ) -> [Finding] {
        let whole = ExpectedRates(current, forecasts.profile)
        lazy var before = baseline()
        lazy var ownRare = RateRareUnits(current, baseline: before, unit: unit, least: kind.leastChange).map {
            RareUnitForecasts(current, baseline: before, unit: unit, rare: $0)
        }
        lazy var columnsRare = column().map { RareUnitForecasts(current, baseline: before, unit: unit, column: $0) }
        var findings: [Finding] = []
        for (length, forecast) in forecasts.byLength {
            guard let reach = delays.map({ $0.reach(length) }) ?? length, reach <= whole.length else { continue }
            // Every length alike, and both sides where both are bad.
            let step = Self.step(length)
            let sides = kind.isOnlyBadWhenMore ? 1.0 : 2
            let level = budget.level(share: share / (sides * Double(forecasts.byLength.count)), every: Double(step) * unit)
            for end in stride(from: reach, through: whole.length, by: step) {
                let window = (end - reach)..<end
                let expected = delays.map { ExpectedRates($0.known(window), forecasts.profile).whole } ?? whole[window]
                let count = expected.count
                guard count.total >= Self.leastRecords, abs(count.rate - expected.rate) >= kind.leastChange else { continue }
                let chances = forecast.pValues(count, expected: expected.rate)
                var pValue = min(chances.upper, chances.lower)
                if kind.isOnlyBadWhenMore, chances.upper > chances.lower || count.hits < Self.leastHits { continue }
                guard pValue < level else { continue }
                if let ownRare { pValue = max(pValue, ownRare.pValue(of: window, length: length)) }
                guard pValue < level else { continue }
                if let columnsRare { pValue = max(pValue, columnsRare.pValue(of: window, length: length)) }
                guard pValue < level, let onset = onset(in: { units($0, whole, delays, forecasts.profile) }, window, forecast) else { continue }
                findings.append(
                    Finding(window: window, onset: onset, count: count, forecast: forecast, expected: expected.rate, pValue: pValue))
            }
        }
        return findings.sorted { ($0.window.upperBound, $0.pValue) < ($1.window.upperBound, $1.pValue) }
    }

    /// Some units one by one, as they were known at their end.
    private func units(_ units: Range<Int>, _ whole: ExpectedRates, _ delays: Delays?, _ profile: RateProfile) -> [RateWindow] {
        delays.map { ExpectedRates($0.known(units), profile).units } ?? units.map { whole[$0..<($0 + 1)] }
    }

    /// From when on, up to the window's end, the rates are of another kind than the baseline's. A window that found a change often began
    /// before it, or long after.
    private func onset(in history: (Range<Int>) -> [RateWindow], _ window: Range<Int>, _ forecast: RateForecast) -> ChangePoint? {
        let least = 0.5 / Double(forecast.baseline.total + 1)
        let first = max(0, window.lowerBound - 2 * window.count)
        let units = history(first..<window.upperBound)
        return ChangePoint(
            units.map(\.count), usual: units.map { min(1 - least, max(least, $0.count.total > 0 ? $0.rate : forecast.baseline.rate)) },
            correlation: forecast.correlation)?.later(by: first)
    }
}

extension RateSignal.Kind {
    /// Fewer cells of another type, fewer unseen values, fewer late records or columns that go together more closely are no trouble. Fewer missing cells can be: a
    /// default took their place.
    fileprivate var isOnlyBadWhenMore: Bool {
        switch self {
        case .drift, .disagreement, .quality(.missingRate), .quality(.nonFiniteRate): false
        case .quality, .freshness, .outcome, .relation: true
        }
    }
}
