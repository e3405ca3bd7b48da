package import FoundationEssentials

/// A moment in UTC, to the microsecond.
package struct Timestamp: Sendable, Hashable, Comparable {
    /// Microseconds since 1970-01-01T00:00:00Z; negative before.
    package let microseconds: Int64

    package init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    package init(_ date: Date) {
        microseconds = Int64((date.timeIntervalSince1970 * 1e6).rounded())
    }

    package static func < (left: Self, right: Self) -> Bool { left.microseconds < right.microseconds }

    /// The moment this many microseconds later; negative for earlier. Never beyond the first and the last there is.
    package func advanced(byMicroseconds distance: Int64) -> Timestamp {
        let (sum, overflows) = microseconds.addingReportingOverflow(distance)
        return Timestamp(microseconds: overflows ? (distance < 0 ? .min : .max) : sum)
    }

    /// Reads ISO 8601 with a zone, such as `2026-03-01T12:00:00Z` or `2026-03-01T12:00:00.25+01:00`.
    package init?(iso8601 text: String) {
        for style in [Date.ISO8601FormatStyle(), Date.ISO8601FormatStyle(includingFractionalSeconds: true)] {
            if let date = try? style.parse(text) {  // `try?`: the failure is this initialiser's `nil`
                self.init(date)
                return
            }
        }
        return nil
    }
}

extension Timestamp: CustomStringConvertible {
    /// ISO 8601 in UTC, such as `2026-03-01T12:00:00Z`; whole seconds unless there is a fraction. By the Gregorian calendar,
    /// also before it was introduced.
    package var description: String {
        let seconds = microseconds.quotient(flooringBy: 1_000_000)
        let fraction = microseconds - seconds * 1_000_000
        let days = seconds.quotient(flooringBy: 86_400)
        let (year, month, day) = Self.date(daysSince1970: days)
        let second = seconds - days * 86_400
        func digits(_ number: Int64, _ count: Int) -> String {
            let text = String(number.magnitude)
            return (number < 0 ? "-" : "") + String(repeating: "0", count: max(0, count - text.count)) + text
        }
        let whole = """
            \(digits(year, 4))-\(digits(month, 2))-\(digits(day, 2))T\
            \(digits(second / 3_600, 2)):\(digits(second / 60 % 60, 2)):\(digits(second % 60, 2))
            """
        return whole + (fraction > 0 ? ".\(digits(fraction, 6))" : "") + "Z"
    }

    /// The day in UTC, such as `2026-03-01`.
    package var day: String { String(description.prefix(10)) }

    /// In UTC, by the Gregorian calendar; the month from 1 on.
    package var month: (year: Int64, month: Int64) {
        let date = Self.date(daysSince1970: microseconds.quotient(flooringBy: 86_400_000_000))
        return (date.year, date.month)
    }

    /// Day and minute in UTC, such as `2026-03-01 12:00`.
    package var minute: String { "\(day) \(description.dropFirst(11).prefix(5))" }
}

extension Timestamp: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = Timestamp(iso8601: text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(text)' is not ISO 8601")
        }
        self = value
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension Int64 {
    /// Division that rounds towards minus infinity, so that buckets of time before 1970 have their full length.
    package func quotient(flooringBy divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }

    /// What that division leaves, from 0 on.
    package func remainder(flooringBy divisor: Int64) -> Int64 { self - quotient(flooringBy: divisor) * divisor }
}
