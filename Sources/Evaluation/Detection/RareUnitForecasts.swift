internal import Statistics

/// What a rate may be in windows of which some units (hours, days) are of a rare kind, as some of its baseline are.
struct RareUnitForecasts {
    /// By the baseline's units that are not rare, by the length of windows.
    private let forecasts: RateForecasts.Tightened
    /// What is judged, whole and without its rare units.
    private let all: ExpectedRates
    private let others: ExpectedRates
    /// Rare units with higher rates, and with lower ones; the same ones where it is a column that has them.
    private let upper: Rarity?
    private let lower: Rarity?

    /// How many rare units come by chance, and how many came before each unit that is judged.
    private struct Rarity {
        var chain: RareUnitChain
        var before: [Int]

        init(_ chain: RareUnitChain, _ places: Set<Int>, of length: Int) {
            self.chain = chain
            before = (0..<length).reduce(into: [0]) { before, place in before.append(before[place] + (places.contains(place) ? 1 : 0)) }
        }

        func chance(ofThoseIn units: Range<Int>) -> Double {
            chain.chance(ofAtLeast: before[units.upperBound] - before[units.lowerBound], in: units.count)
        }
    }

    /// By a rate's own rare units.
    init(_ current: RateHistory, baseline: RateHistory, unit: Double, rare: RateRareUnits) {
        forecasts = RateForecasts(baseline.without(rare.baseline), unit: unit).tightened
        all = ExpectedRates(current, forecasts.profile)
        others = ExpectedRates(current.without(rare.upper.union(rare.lower)), forecasts.profile)
        upper = rare.units.upper.map { Rarity($0.chain, rare.upper, of: current.length) }
        lower = rare.units.lower.map { Rarity($0.chain, rare.lower, of: current.length) }
    }

    /// By those of the rate's column, but for units in which the rate goes farther than it did in those of the baseline.
    init(_ current: RateHistory, baseline: RateHistory, unit: Double, column: ColumnRareUnits) {
        let rareBefore = column.places(in: baseline, column.baseline)
        forecasts = RateForecasts(baseline.without(rareBefore), unit: unit).tightened
        all = ExpectedRates(current, forecasts.profile)
        let units = ExpectedRates(baseline, forecasts.profile).units
        let differences = rareBefore.map { units[$0].count.rate - units[$0].rate }
        let (up, down) = (RareUnits.reach(differences.filter { $0 > 0 }), RareUnits.reach(differences.filter { $0 < 0 }.map(-)))
        let usual = forecasts.byLength.first { $0.length == 1 }?.forecast
        let rare = column.places(in: current, column.current).filter { [all] place in
            let unit = all[place..<(place + 1)]
            return usual.map { !RareUnits.goesFarther(unit, than: unit.count.rate > unit.rate ? up : down, usual: $0) } ?? false
        }
        others = ExpectedRates(current.without(rare), forecasts.profile)
        upper = Rarity(column.chain, rare, of: current.length)
        lower = upper
    }

    /// The chance of a rate as far from what is expected as that of these units, if nothing has changed: twice the lower one of that of so many rare units and that
    /// of the others' rate. 0 where nothing is known of windows of that length.
    ///
    /// - Parameter length: of windows with so many records.
    func pValue(of units: Range<Int>, length: Int) -> Double {
        guard let forecast = forecasts.byLength.first(where: { $0.length == length })?.forecast else { return 0 }
        let (window, rest) = (all[units], others[units])
        let isHigher = window.count.rate > window.rate
        let many = (isHigher ? upper : lower)?.chance(ofThoseIn: units) ?? 1
        let chances = forecast.pValues(rest.count, expected: rest.rate)
        return min(1, 2 * min(many, isHigher ? chances.upper : chances.lower))
    }
}

extension RateHistory {
    /// With no records in some of its units.
    func without(_ places: Set<Int>) -> RateHistory {
        RateHistory(first: first, units.enumerated().map { places.contains($0.offset) ? RateCount() : $0.element })
    }
}
