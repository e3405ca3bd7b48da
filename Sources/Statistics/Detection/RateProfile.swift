import RealModule

/// What a rate usually is at an hour of the day and on a day of the week.
///
/// A logistic model with an effect for each of both, fitted to a baseline by Newton's steps for one effect after the other (backfitting). Effects are
/// shrunk towards none, as much as chance and what days differ by themselves would make such effects: positive-part James and Stein (1961), with the
/// ratio of mean squares that an analysis of variance tests. So a column without a rhythm gets hardly any, and one with a strong rhythm all of it.
package struct RateProfile: Sendable, Hashable {
    /// The baseline's rate, strictly between 0 and 1.
    package let usual: Double
    /// How much larger than a window's own variance that of its forecast is, as effects were learned from few days and weeks; at most 0.5.
    package let uncertainty: Double
    /// How much of a day's difference from what is expected the next day has, with one standard error on top, between 0 and 0.9: taking it as too small
    /// makes forecasts too sure of themselves, as too large hardly less sharp.
    package let persistence: Double
    /// The parts of the effects that are left of them.
    private let ofHours: Double
    private let ofWeekdays: Double
    private let days: Double
    private let base: Double
    private let hours: [Double]
    private let weekdays: [Double]

    /// Smaller corrections than these of a logit are not worth another step.
    private static let enough = 1e-3

    /// - Parameters:
    ///   - units: hours or days that follow each other without a gap.
    ///   - first: the first one's key.
    ///   - unitsOfDay: 24 for hours, 1 for days.
    package init(_ units: [RateCount], first: Int64, unitsOfDay: Int) {
        let whole = units.reduce(RateCount(), +)
        usual = (Double(whole.hits) + 0.5) / (Double(whole.total) + 1)
        days = Double(units.count) / Double(unitsOfDay)
        var effects = Effects(units, first, unitsOfDay, base: Double.log(usual / (1 - usual)))
        // A rate that is hardly ever so, or always, has too little in any hour to tell an effect.
        let information = Double(whole.total) * usual * (1 - usual)
        // One week does not tell a day of the week from a day.
        let knowsHours = unitsOfDay > 1 && days >= 6.9 && information >= 10 * Double(unitsOfDay)
        let knowsWeekdays = days >= 13.9 && information >= 70
        for _ in 0..<8 where knowsHours || knowsWeekdays {
            let steps = [knowsHours ? effects.step(.hour) : 0, knowsWeekdays ? effects.step(.weekday) : 0]
            if steps.allSatisfy({ $0 < Self.enough }) { break }
        }
        ofHours = knowsHours ? effects.kept(.hour, noise: effects.inflation(of: 1)) : 0
        ofWeekdays = knowsWeekdays ? effects.kept(.weekday, noise: effects.inflation(of: unitsOfDay)) : 0
        effects.shrink(to: ofHours, ofWeekdays)
        (base, hours, weekdays) = (effects.base, effects.hours, effects.weekdays)
        persistence = Swift.min(0.9, effects.persistence + 1 / Swift.max(days, 1).squareRoot())
        // Days that are like the days before tell less of the mean, as much less as in an autoregression.
        let alike = (1 + persistence) / (1 - persistence)
        uncertainty = Swift.min(0.5, (alike + ofHours + 7 * ofWeekdays) / Swift.max(days, 1))
    }

    /// The rate that is usual in an hour or a day.
    package func rate(_ key: Int64) -> Double {
        let unitsOfDay = hours.count
        return Effects.rate(
            base + hours[Season.hour.place(key, unitsOfDay)] + weekdays[Season.weekday.place(key, unitsOfDay)])
    }

    /// What was learned, not counting what was shrunk, as far as windows of so many units show it: hours of the day make up for each other in days,
    /// days of the week in weeks.
    package func parameters(of length: Int = 1) -> Double {
        let (day, length) = (Double(hours.count), Double(Swift.max(length, 1)))
        return 1 + ofHours * (day - 1) / Swift.min(length, day) + ofWeekdays * 6 / Swift.min(Swift.max(1, length / day), 7)
    }

    /// The variance of what is expected of windows of so many units by their seasons, in parts of their own by chance.
    package func seasonality(of length: Int) -> Double {
        let days = Double(length) / Double(hours.count)
        return (days < 1 ? ofHours : 0) / Swift.max(self.days, 1) + ofWeekdays * 7 / Swift.max(self.days, 1) * Swift.max(0, 1 - days / 7)
    }

    /// By how much less means of twice as many days differ: by half, where days are independent.
    package var averaging: Double { (1 + persistence) / 2 }

    fileprivate enum Season {
        case hour, weekday

        func place(_ key: Int64, _ unitsOfDay: Int) -> Int {
            let length = Int64(unitsOfDay)
            let hour = ((key % length) + length) % length
            return self == .hour ? Int(hour) : Int((((key - hour) / length) % 7 + 7) % 7)
        }
    }

    /// The model while it is fitted.
    private struct Effects {
        let units: [RateCount]
        let first: Int64
        let unitsOfDay: Int
        var base: Double
        var hours: [Double]
        var weekdays = [Double](repeating: 0, count: 7)

        init(_ units: [RateCount], _ first: Int64, _ unitsOfDay: Int, base: Double) {
            (self.units, self.first, self.unitsOfDay, self.base) = (units, first, unitsOfDay, base)
            hours = [Double](repeating: 0, count: unitsOfDay)
        }

        static func rate(_ logit: Double) -> Double { 1 / (1 + Double.exp(-logit)) }

        private func rates() -> [[Double]] { hours.map { hour in weekdays.map { Self.rate(base + hour + $0) } } }

        /// Sums over the units of each place: of differences from what the model expects, and of the variance by chance alone.
        private func sums(_ season: Season) -> [(difference: Double, information: Double)] {
            let rates = rates()
            var sums = [(difference: Double, information: Double)](repeating: (0, 0), count: season == .hour ? unitsOfDay : 7)
            for (index, unit) in units.enumerated() where unit.total > 0 {
                let key = first + Int64(index)
                let p = rates[Season.hour.place(key, unitsOfDay)][Season.weekday.place(key, unitsOfDay)]
                let place = season.place(key, unitsOfDay)
                sums[place].difference += Double(unit.hits) - Double(unit.total) * p
                sums[place].information += Double(unit.total) * p * (1 - p)
            }
            return sums
        }

        /// One of Newton's steps; the largest change.
        mutating func step(_ season: Season) -> Double {
            var largest = 0.0
            for (place, sum) in sums(season).enumerated() {
                // Half a record more of what is usual: what was never seen may still be.
                let step = Swift.max(-2, Swift.min(2, sum.difference / (sum.information + 0.5)))
                largest = Swift.max(largest, abs(step))
                if season == .hour { hours[place] += step } else { weekdays[place] += step }
            }
            return largest
        }

        /// Takes effects as differences from their means, leaves such parts of them, and sets right what all hits are.
        mutating func shrink(to ofHours: Double, _ ofWeekdays: Double) {
            let means = (hours.reduce(0, +) / Double(hours.count), weekdays.reduce(0, +) / 7)
            base += means.0 + means.1
            hours = hours.map { ($0 - means.0) * ofHours }
            weekdays = weekdays.map { ($0 - means.1) * ofWeekdays }
            for _ in 0..<4 {
                let sum = sums(.weekday).reduce((0.0, 0.5)) { ($0.0 + $1.difference, $0.1 + $1.information) }
                base += Swift.max(-2, Swift.min(2, sum.0 / sum.1))
            }
        }

        /// Of days, as far as they differ from what is expected.
        var persistence: Double {
            let rates = rates()
            return Autocorrelation.first(
                stride(from: 0, through: units.count - unitsOfDay, by: unitsOfDay).map { start in
                    (start..<(start + unitsOfDay)).reduce(0.0) { sum, index in
                        let key = first + Int64(index)
                        let p = rates[Season.hour.place(key, unitsOfDay)][Season.weekday.place(key, unitsOfDay)]
                        return sum + Double(units[index].hits) - Double(units[index].total) * p
                    }
                })
        }

        /// How many times as large as by chance alone squares of differences are, of so many units together.
        func inflation(of length: Int) -> Double {
            let rates = rates()
            var (squares, information) = (0.0, 0.0)
            var (difference, count) = (0.0, 0)
            for (index, unit) in units.enumerated() {
                let key = first + Int64(index)
                let p = rates[Season.hour.place(key, unitsOfDay)][Season.weekday.place(key, unitsOfDay)]
                difference += Double(unit.hits) - Double(unit.total) * p
                information += Double(unit.total) * p * (1 - p)
                count += 1
                if count == length {
                    squares += difference * difference
                    (difference, count) = (0, 0)
                }
            }
            let windows = Double(units.count / length)
            // What was fitted is not free.
            let free = windows - (length == 1 ? Double(unitsOfDay) : 7)
            return free > 0 && information > 0 ? Swift.max(1, squares / information * windows / free) : .infinity
        }

        /// The part of the effects that is more than noise of this size would make of them.
        func kept(_ season: Season, noise: Double) -> Double {
            let effects = season == .hour ? hours : weekdays
            let weights = sums(season).map(\.information)
            let total = weights.reduce(0, +)
            guard total > 0, noise.isFinite else { return 0 }
            let mean = zip(effects, weights).reduce(0) { $0 + $1.0 * $1.1 } / total
            let square = zip(effects, weights).reduce(0) { $0 + ($1.0 - mean) * ($1.0 - mean) * $1.1 }
            let free = Double(effects.count - 1)
            guard square > 0, free > 2 else { return 0 }
            return Swift.max(0, 1 - (free - 2) * noise / square)
        }
    }
}
