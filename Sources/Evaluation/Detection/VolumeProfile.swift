internal import Domain

/// How many records an hour (or a day) has usually: a mean, times what its hour of the day and its day of the week have of it.
struct VolumeProfile {
    /// How often the baseline has each season.
    let seasons: Double
    private let mean: Double
    private let hours: [Double]
    private let weekdays: [Double]

    /// - Parameters:
    ///   - records: of units that follow each other, all of them whole.
    ///   - first: the first one's key.
    ///   - unitsOfDay: 24 for hours, 1 for days.
    /// - Returns: `nil` for less than a week.
    init?(records: [Int], first: Int64, unitsOfDay: Int) {
        let days = Double(records.count) / Double(unitsOfDay)
        guard days >= 6.9 else { return nil }
        let total = Double(records.reduce(0, +))
        guard total > 0 else { return nil }
        mean = total / Double(records.count)
        func factors(_ count: Int, _ season: (Int64) -> Int) -> [Double] {
            var (sums, units) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count))
            for (index, records) in records.enumerated() {
                sums[season(first + Int64(index))] += Double(records)
                units[season(first + Int64(index))] += 1
            }
            // Half a record more in each: what was never seen may still be.
            return zip(sums, units).map { ($0 + 0.5) / (Swift.max($1, 1) * total / Double(records.count) + 0.5) }
        }
        hours = factors(unitsOfDay) { Self.hour($0, unitsOfDay) }
        // One week does not tell a day of the week from a day.
        let knowsWeekdays = days >= 13.9
        weekdays = knowsWeekdays ? factors(7) { Self.weekday($0, unitsOfDay) } : [Double](repeating: 1, count: 7)
        seasons = (knowsWeekdays ? days / 7 : days).rounded()
    }

    func expected(_ key: Int64) -> Double {
        mean * hours[Self.hour(key, hours.count)] * weekdays[Self.weekday(key, hours.count)]
    }

    private static func hour(_ key: Int64, _ unitsOfDay: Int) -> Int { Int(key.remainder(flooringBy: Int64(unitsOfDay))) }

    private static func weekday(_ key: Int64, _ unitsOfDay: Int) -> Int {
        Int(key.quotient(flooringBy: Int64(unitsOfDay)).remainder(flooringBy: 7))
    }
}
