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
        findings(in: signal.current, signal.kind, RateForecasts(signal.baseline, unit: unit).tightened, baseline: signal.baseline)
    }

    /// - Parameters:
    ///   - forecasts: by what the baseline tells.
    ///   - baseline: of which rare hours are learned once there is something that they may explain.
    ///   - column: the rare hours of all rates of the column, for what the rate's own ones do not explain.
    func findings(
        in current: RateHistory, _ kind: RateSignal.Kind, _ forecasts: RateForecasts.Tightened, baseline: @autoclosure () -> RateHistory,
        column: () -> ColumnRareUnits? = { nil }
    ) -> [Finding] {
        let history = ExpectedRates(current, forecasts.profile)
        lazy var before = baseline()
        lazy var ownRare = RateRareUnits(current, baseline: before, unit: unit, least: kind.leastChange).map {
            RareUnitForecasts(current, baseline: before, unit: unit, rare: $0)
        }
        lazy var columnsRare = column().map { RareUnitForecasts(current, baseline: before, unit: unit, column: $0) }
        var findings: [Finding] = []
        for (length, forecast) in forecasts.byLength where length <= history.length {
            // Two sides, and every length alike.
            let step = RateForecasts.step(length)
            let level = budget.level(share: share / Double(2 * forecasts.byLength.count), every: Double(step) * unit)
            for end in stride(from: length, through: history.length, by: step) {
                let expected = history[(end - length)..<end]
                let count = expected.count
                guard count.total >= Self.leastRecords, abs(count.rate - expected.rate) >= kind.leastChange else { continue }
                let chances = forecast.pValues(count, expected: expected.rate)
                var pValue = min(chances.upper, chances.lower)
                if kind.isOnlyBadWhenMore, chances.upper > chances.lower || count.hits < Self.leastHits { continue }
                guard pValue < level else { continue }
                let window = (end - length)..<end
                if let ownRare { pValue = max(pValue, ownRare.pValue(of: window)) }
                guard pValue < level else { continue }
                if let columnsRare { pValue = max(pValue, columnsRare.pValue(of: window)) }
                guard pValue < level, let onset = onset(in: history, window, forecast) else { continue }
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
}

extension RateSignal.Kind {
    /// Fewer cells of another type, fewer unseen values or fewer late records are no trouble. Fewer missing ones can be: a default took their place.
    fileprivate var isOnlyBadWhenMore: Bool {
        switch self {
        case .drift, .disagreement, .quality(.missingRate), .quality(.nonFiniteRate): false
        case .quality, .freshness, .outcome: true
        }
    }
}
