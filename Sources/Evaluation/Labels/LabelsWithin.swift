/// How long after a window its ground truth is waited for.
package enum LabelsWithin: Sendable, Hashable {
    /// Until most of the labels that come have come.
    case auto
    /// This many microseconds.
    case time(Int64)
    /// Until the end of the data.
    case all

    /// Reads `auto`, `all`, or a number of minutes, hours, days or weeks such as `30m`, `12h`, `3d`, `2w`.
    package init?(_ text: String) {
        switch text {
        case "auto": self = .auto
        case "all": self = .all
        default:
            let minutes: [Character: Int64] = ["m": 1, "h": 60, "d": 24 * 60, "w": 7 * 24 * 60]
            // A longest time keeps sums with times of events in range; labels do not take longer than a century.
            guard let unit = text.last.flatMap({ minutes[$0] }), let count = Int64(text.dropLast()),
                (0...(100 * 366 * 24 * 60 / unit)).contains(count)
            else { return nil }
            self = .time(count * unit * 60_000_000)
        }
    }
}

extension Int64 {
    /// A stretch of microseconds in days, hours and minutes: `2 days 17 hours`.
    var asDuration: String {
        let minutes = self / 60_000_000
        let parts = [(minutes / 1_440, "day"), (minutes / 60 % 24, "hour"), (minutes % 60, "minute")]
            .filter { $0.0 > 0 }.map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }
        return parts.isEmpty ? "0 minutes" : parts.joined(separator: " ")
    }
}
