/// Times as text: `2024-01-31`, `2024-01-31 12:00`, `2024-01-31T12:00:00.25+02:00`, `...Z`. Without a zone: UTC.
enum TimeText {
    static func microseconds(_ text: String) -> Int64? {
        let pattern =
            /(\d{4})-(\d\d?)-(\d\d?)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(?:Z|([+-])(\d\d)(?::?(\d\d))?)?)?/
        guard let parts = text.wholeMatch(of: pattern)?.output else { return nil }
        func number(_ part: Substring?) -> Int64 { part.flatMap { Int64($0) } ?? 0 }
        let (year, month, day) = (number(parts.1), number(parts.2), number(parts.3))
        let (hour, minute, second) = (number(parts.4), number(parts.5), number(parts.6))
        guard (1...12).contains(month), (1...lastDay(year, month)).contains(day), hour < 24, minute < 60, second < 60
        else { return nil }
        let fraction = number(Substring(((parts.7 ?? "") + "000000").prefix(6)))
        var offset = number(parts.9) * 60 + number(parts.10)
        if parts.8 == "-" { offset = -offset }
        let minutes = days(year, month, day) * 24 * 60 + hour * 60 + minute - offset
        return (minutes * 60 + second) * 1_000_000 + fraction
    }

    private static func isLeap(_ year: Int64) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    private static func lastDay(_ year: Int64, _ month: Int64) -> Int64 {
        month == 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    /// Days since 1970, counted one year and one month at a time.
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        var days = day - 1
        for earlier in 1..<month where earlier > 0 { days += lastDay(year, earlier) }
        for passed in min(year, 1970)..<max(year, 1970) {
            days += (isLeap(passed) ? 366 : 365) * (year < 1970 ? -1 : 1)
        }
        return days
    }
}
