import Statistics

/// What a rate may be in windows of an hour, of two, of four, and so on up to days, by what its baseline's own windows of that length tell.
struct RateForecasts {
    let profile: RateProfile
    /// The baseline.
    let whole: RateCount
    /// Of what was expected, by days; for how alike columns move.
    let daysDifferences: [Double]
    let unitsOfDay: Int
    private var byLength: [(length: Int, forecast: RateForecast)]

    /// Lengths of windows, in units.
    static let lengths = [1, 2, 4, 8, 16, 32, 64, 128]

    /// Windows overlap by half, so that a change is soon in the middle of one.
    static func step(_ length: Int) -> Int { max(1, length / 2) }

    /// - Parameter unit: hours of a unit of the history.
    init(_ baseline: RateHistory, unit: Double) {
        unitsOfDay = max(1, Int((24 / unit).rounded()))
        let unitsOfDay = unitsOfDay
        let profile = RateProfile(baseline.units, first: baseline.first, unitsOfDay: unitsOfDay)
        let history = ExpectedRates(baseline, profile)
        byLength = Self.lengths.compactMap { length in
            let step = Self.step(length)
            let windows = stride(from: length, through: history.length, by: step).map { history[($0 - length)..<$0] }
            return RateForecast(
                baseline: history.whole.count, windows: windows, length: length, overlap: Double(length) / Double(step), block: max(1, unitsOfDay / step),
                days: max(1, Double(step) / Double(unitsOfDay)), profile: profile
            ).map { (length, $0) }
        }
        daysDifferences = stride(from: unitsOfDay, through: history.length, by: unitsOfDay).map { end in
            let day = history[(end - unitsOfDay)..<end]
            return Double(day.count.hits) - day.expected
        }
        (self.profile, whole) = (profile, history.whole.count)
    }

    subscript(length: Int) -> RateForecast? { byLength.first { $0.length == length }?.forecast }

    /// With spreads that are drawn towards those of other columns, by the length of windows, before long windows are held to short ones.
    ///
    /// - Parameter reach: the correlation that one unit of movement makes.
    func moderated(by priors: [Int: SpreadPrior], reach: Double) -> Self {
        var moderated = self
        for index in byLength.indices {
            guard let prior = priors[byLength[index].length] else { continue }
            moderated.byLength[index].forecast = byLength[index].forecast.moderated(by: prior, reach: reach)
        }
        return moderated
    }

    /// What windows are judged by.
    struct Tightened {
        let profile: RateProfile
        var byLength: [(length: Int, forecast: RateForecast)] = []
    }

    var tightened: Tightened {
        var tightened = Tightened(profile: profile)
        for (length, forecast) in byLength {
            // Hours of a day are alike, days need not be.
            let averaging = length > unitsOfDay && length / 2 >= unitsOfDay ? profile.averaging : 1
            tightened.byLength.append((length, forecast.tightened(by: tightened.byLength.last?.forecast, averaging: averaging)))
        }
        return tightened
    }
}

/// A rate over time, with what a profile lets one expect of it.
struct ExpectedRates {
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
    var units: [RateWindow] { (0..<length).map { self[$0..<($0 + 1)] } }

    /// Of some units, counted from the first.
    subscript(_ units: Range<Int>) -> RateWindow {
        let (first, last) = (sums[units.lowerBound], sums[units.upperBound])
        return RateWindow(count: last.count - first.count, expected: last.expected - first.expected)
    }
}
