extension Timestamp {
    /// Reads times as people write them: `2026-03-01`, `2026-03-01 12:30`, `2026-03-01T12:30:00.25+01:00`. Without a zone
    /// they are UTC; digits after the microseconds are dropped.
    package init?(text: String) {
        let pattern =
            /(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(?:Z|([+-])(\d\d)(?::?(\d\d))?)?)?/
            .asciiOnlyDigits()
        guard let parts = text.wholeMatch(of: pattern)?.output else { return nil }
        func number(_ part: Substring?) -> Int64 { part.flatMap { Int64($0) } ?? 0 }
        let (year, month, day) = (number(parts.1), number(parts.2), number(parts.3))
        let (hour, minute, second) = (number(parts.4), number(parts.5), number(parts.6))
        let (zoneHour, zoneMinute) = (number(parts.9), number(parts.10))
        guard (1...12).contains(month), day >= 1, day <= Self.lastDay(year, month), hour < 24, minute < 60, second < 60,
            zoneHour < 24, zoneMinute < 60
        else { return nil }
        let offset = (zoneHour * 60 + zoneMinute) * (parts.8 == "-" ? -1 : 1)
        let seconds = ((Self.days(year, month, day) * 24 + hour) * 60 + minute - offset) * 60 + second
        let fraction = number(((parts.7 ?? "") + "000000").prefix(6))
        self.init(microseconds: seconds * 1_000_000 + fraction)
    }

    private static func lastDay(_ year: Int64, _ month: Int64) -> Int64 {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    /// Days since 1970. Years are counted from March, so that the leap day is a year's last.
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let years = month > 2 ? year : year - 1
        let monthsSinceMarch = (month + 9) % 12
        let dayOfYear = (153 * monthsSinceMarch + 2) / 5 + day - 1
        let leapDays = years.quotient(flooringBy: 4) - years.quotient(flooringBy: 100) + years.quotient(flooringBy: 400)
        // 719,468 days lie between 0000-03-01 and 1970-01-01.
        return years * 365 + leapDays + dayOfYear - 719_468
    }

    /// What `days` counts, the other way round (Hinnant, "chrono-compatible low-level date algorithms").
    static func date(daysSince1970 days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let days = days + 719_468
        let era = days.quotient(flooringBy: 146_097)
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthsSinceMarch = (5 * dayOfYear + 2) / 153
        let month = monthsSinceMarch < 10 ? monthsSinceMarch + 3 : monthsSinceMarch - 9
        let day = dayOfYear - (153 * monthsSinceMarch + 2) / 5 + 1
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}
