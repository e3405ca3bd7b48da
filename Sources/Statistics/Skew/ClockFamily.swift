import RealModule

/// Another time zone: hours of the day turned, moments moved.
package enum ClockFamily {
    /// Shifts of hours of the day by whole and half hours; empty where values are none.
    ///
    /// - Parameter isHour: whether the column is one of hours, which its name tells: numbers from 0 to 23 may be anything.
    package static func hours(offline: [Double], online: [Double], isHour: Bool) -> [Transformation] {
        guard isHour, (offline + online).allSatisfy({ $0 >= 0 && $0 < 24 }) else { return [] }
        return Swift.stride(from: -23.0, through: 23.5, by: 0.5).filter { $0 != 0 && abs($0) <= 12 }
            .map { Transformation(.timeZone, ["shift": $0, "period": 24]) }
    }

    /// The shift of moments in seconds, where it is of whole or half hours (or the quarters that some zones have), 26 hours at most.
    package static func moments(_ pairs: PointPairs) -> [Transformation] {
        var counts: [Double: Int] = [:]
        for place in pairs.x.indices { counts[((pairs.y[place] - pairs.x[place]) / 900).rounded(), default: 0] += 1 }
        let most = counts.max { ($0.value, -abs($0.key), $0.key) < ($1.value, -abs($1.key), $1.key) }
        guard let quarters = most?.key, quarters != 0, abs(quarters) <= 104 else { return [] }
        return [Transformation(.timeZone, ["shift": quarters * 900, "period": 0])]
    }

    /// Whether a column's name says that it is of hours.
    package static func namesHours(_ name: String) -> Bool {
        let words = name.lowercased().split { !$0.isLetter }
        return words.contains { ["hour", "hr", "hours", "hh", "hourofday"].contains($0) }
    }
}
