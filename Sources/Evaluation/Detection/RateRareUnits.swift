internal import Statistics

/// The units (hours, days) of a rare kind that a rate has, by place.
struct RateRareUnits {
    let units: RareUnits
    /// In its baseline.
    let baseline: Set<Int>
    /// In what is judged, with higher rates and with lower ones.
    let upper: Set<Int>
    let lower: Set<Int>

    /// - Parameters:
    ///   - unit: hours of a unit.
    ///   - least: the change that matters.
    /// - Returns: `nil` where the baseline has no rare units.
    init?(_ current: RateHistory, baseline: RateHistory, unit: Double, least: Double) {
        let learned = RateForecasts(baseline, unit: unit)
        let history = ExpectedRates(baseline, learned.profile)
        guard let single = learned[1],
            let rare = RareUnits(
                history.units, forecast: single, profile: learned.profile, unitsOfDay: learned.unitsOfDay, least: least / 2)
        else { return nil }
        units = rare
        self.baseline = Set(rare.places)
        // By the profile of what is not rare.
        let profile = RateProfile(baseline.without(self.baseline).units, first: baseline.first, unitsOfDay: learned.unitsOfDay)
        var (upper, lower): (Set<Int>, Set<Int>) = ([], [])
        for (place, unit) in ExpectedRates(current, profile).units.enumerated() where rare.kind(of: unit) != nil {
            if unit.count.rate > unit.rate { upper.insert(place) } else { lower.insert(place) }
        }
        (self.upper, self.lower) = (upper, lower)
    }
}
