import RealModule

/// Units of time (hours, days) of a rare kind that a baseline has: one hour in fifty in which somebody's batch runs, say.
///
/// Such units are of two kinds, not of one that varies. A distribution whose spread is the mean of both finds a window with two of them impossible,
/// although nothing is more usual. So the units of a window are parted: the rare ones are counted, and their number is held against a Markov chain, in
/// which a rare unit begins by chance and is followed by another with a chance of its own, both as the baseline has it; the others are judged by
/// themselves, by forecasts that rare units have no part in.
package struct RareUnits: Sendable, Hashable {
    /// Those in which the rate is higher than that of the others, and those in which it is lower; `nil` for fewer than two times.
    package let upper: Kind?
    package let lower: Kind?
    /// All of them in the baseline, in order.
    package let places: [Int]
    /// Of units that are not rare.
    private let usual: RateForecast
    private let least: Double

    /// A unit whose rate the others make as unlikely as this is not of their kind; of a thousand hours that are, hardly any is, and no two.
    private static let impossible = 1e-4

    /// - Parameters:
    ///   - units: of the baseline, in order, with what a profile lets one expect of them.
    ///   - forecast: of single units, by all of them.
    ///   - unitsOfDay: 24 for hours, 1 for days.
    ///   - least: differences of rates that are smaller matter to nobody.
    /// - Returns: `nil` where no kind of rare units has been there twice.
    package init?(_ units: [RateWindow], forecast: RateForecast, profile: RateProfile, unitsOfDay: Int, least: Double) {
        func places(by usual: RateForecast) -> [Int] { units.indices.filter { Self.isFar(units[$0], from: usual, least: least) } }
        // At first by a spread that rare units have no part in, then by that of all others.
        var usual = forecast.withCorrelation(Self.typicalCorrelation(units))
        var rare = places(by: usual)
        for _ in 0..<2 {
            guard rare.count >= RareUnitChain.leastTimes, Double(rare.count) <= RareUnitChain.largestShare * Double(units.count) else { return nil }
            let left = Set(rare)
            let others = units.indices.map { left.contains($0) ? RateWindow(count: RateCount(), expected: 0) : units[$0] }
            guard
                let learned = RateForecast(
                    baseline: forecast.baseline, windows: others, length: 1, overlap: 1, block: unitsOfDay, days: 1, profile: profile)
            else { return nil }
            usual = learned.withCorrelation(learned.correlation)
            rare = places(by: usual)
        }
        guard Double(rare.count) <= RareUnitChain.largestShare * Double(units.count) else { return nil }
        let differences = rare.map { (place: $0, difference: units[$0].count.rate - units[$0].rate) }
        let upper = Kind(differences.filter { $0.difference > 0 }, of: units.count)
        let lower = Kind(differences.filter { $0.difference < 0 }, of: units.count)
        guard upper != nil || lower != nil else { return nil }
        (self.upper, self.lower, self.usual, self.least) = (upper, lower, usual, least)
        self.places = differences.filter { ($0.difference > 0 ? upper : lower) != nil }.map(\.place)
    }

    private static func isFar(_ unit: RateWindow, from usual: RateForecast, least: Double) -> Bool {
        guard unit.count.total > 0, abs(unit.count.rate - unit.rate) >= least else { return false }
        let chances = usual.pValues(unit.count, expected: unit.rate)
        return Swift.min(chances.upper, chances.lower) < impossible
    }

    /// The kind of a unit that is rare as some of the baseline were; `nil` for one that is not, or that goes farther than chance makes of any of them.
    package func kind(of unit: RateWindow) -> Kind? {
        guard Self.isFar(unit, from: usual, least: least) else { return nil }
        guard let kind = unit.count.rate > unit.rate ? upper : lower, !Self.goesFarther(unit, than: kind.reach, usual: usual) else { return nil }
        return kind
    }

    /// Whether chance does not make such a rate of one that differs by `reach`.
    package static func goesFarther(_ unit: RateWindow, than reach: Double, usual: RateForecast) -> Bool {
        let difference = unit.count.rate - unit.rate
        guard unit.count.total > 0, abs(difference) > reach else { return false }
        let reached = Swift.min(1, Swift.max(0, unit.rate + (difference > 0 ? reach : -reach)))
        return isFar(RateWindow(count: unit.count, expected: reached * Double(unit.count.total)), from: usual, least: 0)
    }

    /// The correlation of records of a unit by which half of the units are within the normal's quartiles; a few that are far do not move it.
    private static func typicalCorrelation(_ units: [RateWindow]) -> Double {
        let filled = units.filter { $0.count.total > 0 && $0.rate > 0 && $0.rate < 1 }
        func isTooSmall(_ correlation: Double) -> Bool {
            let within = filled.count { unit in
                let (n, p) = (Double(unit.count.total), unit.rate)
                let difference = Double(unit.count.hits) - unit.expected
                return difference * difference <= 0.4549 * n * p * (1 - p) * (1 + (n - 1) * correlation)
            }
            return 2 * within < filled.count
        }
        guard isTooSmall(0) else { return 0 }
        var (low, high) = (0.0, 1.0)
        for _ in 0..<30 {
            let middle = (low + high) / 2
            if isTooSmall(middle) { low = middle } else { high = middle }
        }
        return high
    }

    /// Rare units whose rates differ in one direction.
    package struct Kind: Sendable, Hashable {
        package let chain: RareUnitChain
        /// How far their rates go: four standard deviations beyond their mean, or as far as any of them went.
        package let reach: Double

        fileprivate init?(_ units: [(place: Int, difference: Double)], of all: Int) {
            guard let chain = RareUnitChain(units.map(\.place), of: all) else { return nil }
            self.chain = chain
            reach = RareUnits.reach(units.map { abs($0.difference) })
        }
    }

    /// How far units like these may go: four standard deviations beyond their mean, or as far as any of them went.
    package static func reach(_ sizes: [Double]) -> Double {
        guard let largest = sizes.max(), sizes.count > 1 else { return sizes.first ?? 0 }
        let mean = sizes.reduce(0, +) / Double(sizes.count)
        let variance = sizes.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(sizes.count - 1)
        return Swift.max(largest, mean + 4 * variance.squareRoot())
    }
}
