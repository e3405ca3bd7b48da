internal import Statistics

/// What a rate may be in windows of which some units (hours, days) are of a rare kind, as some of its baseline are.
struct RareUnitForecasts {
    /// By the baseline's units that are not rare, by the length of windows.
    private let forecasts: RateForecasts.Tightened
    private let rare: RareUnits
    /// What is judged: its units that are not rare, and for each unit how many before it were, with higher and with lower rates.
    private let others: ExpectedRates
    private let all: ExpectedRates
    private var before = [(upper: 0, lower: 0)]

    /// - Parameter least: the change that matters.
    /// - Returns: `nil` where the baseline has no rare units.
    init?(_ current: RateHistory, baseline: RateHistory, unit: Double, least: Double) {
        let learned = RateForecasts(baseline, unit: unit)
        let history = ExpectedRates(baseline, learned.profile)
        guard let single = learned[1],
            let rare = RareUnits(
                history.units, forecast: single, profile: learned.profile, unitsOfDay: learned.unitsOfDay, least: least / 2)
        else { return nil }
        self.rare = rare
        forecasts = RateForecasts(baseline.without(Set(rare.places)), unit: unit).tightened
        all = ExpectedRates(current, forecasts.profile)
        var places: Set<Int> = []
        for (place, unit) in all.units.enumerated() {
            let isRare = rare.kind(of: unit) != nil
            let isHigher = unit.count.rate > unit.rate
            let last = before[place]
            before.append((last.upper + (isRare && isHigher ? 1 : 0), last.lower + (isRare && !isHigher ? 1 : 0)))
            if isRare { places.insert(place) }
        }
        others = ExpectedRates(current.without(places), forecasts.profile)
    }

    /// The chance of a rate as far from what is expected as that of these units, if nothing has changed: twice the lower one of that of so many rare units and that
    /// of the others' rate. 0 where nothing is known of windows of that length.
    func pValue(of units: Range<Int>) -> Double {
        guard let forecast = forecasts.byLength.first(where: { $0.length == units.count })?.forecast else { return 0 }
        let (window, rest) = (all[units], others[units])
        let isHigher = window.count.rate > window.rate
        let (first, last) = (before[units.lowerBound], before[units.upperBound])
        let kind = isHigher ? rare.upper : rare.lower
        let many = kind?.chance(ofAtLeast: isHigher ? last.upper - first.upper : last.lower - first.lower, in: units.count) ?? 1
        let chances = forecast.pValues(rest.count, expected: rest.rate)
        return min(1, 2 * min(many, isHigher ? chances.upper : chances.lower))
    }
}

extension RateHistory {
    /// With no records in some of its units.
    fileprivate func without(_ places: Set<Int>) -> RateHistory {
        RateHistory(first: first, units.enumerated().map { places.contains($0.offset) ? RateCount() : $0.element })
    }
}
