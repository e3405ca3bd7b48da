internal import Domain

/// Which part of its day and week a unit of time is.
struct WeekPhase {
    /// Hours of a unit: an hour, or a day.
    let unit: Double

    private var unitsOfDay: Int { max(1, Int((24 / unit).rounded())) }

    /// Hours of working days and of weekends are apart; of days each day of the week.
    ///
    /// - Parameter key: of the unit, counted from the beginning of 1970 in UTC.
    func callAsFunction(_ key: Int64) -> Int {
        let day = Int(key.quotient(flooringBy: Int64(unitsOfDay)).remainder(flooringBy: 7))
        guard unitsOfDay > 1 else { return day }
        // 1970 began on a Thursday.
        let isWeekend = day == 2 || day == 3
        return Int(key.remainder(flooringBy: Int64(unitsOfDay))) + (isWeekend ? unitsOfDay : 0)
    }
}
