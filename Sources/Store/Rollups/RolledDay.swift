internal import Domain

/// A day in UTC as roll-ups count it: since 1970, and made of hours that are counted so, too.
package struct RolledDay: Sendable, Hashable, Comparable {
    package let number: Int64

    package init(number: Int64) { self.number = number }

    /// The day that an hour lies in.
    package init(of hour: Int64) { self.init(number: hour.quotient(flooringBy: Self.length)) }

    /// Hours of a day.
    package static let length: Int64 = 24

    package var firstHour: Int64 { number * Self.length }

    /// The first day that lies in hours from this one on.
    package static func first(from hour: Int64) -> RolledDay { RolledDay(of: hour + (length - 1)) }

    package static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}
