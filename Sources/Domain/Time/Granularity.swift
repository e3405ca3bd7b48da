/// How a stretch of records is cut into windows.
package enum Granularity: Sendable, Hashable {
    /// Hours in UTC.
    case hour
    /// Days in UTC.
    case day
    /// Weeks from Monday in UTC (ISO 8601).
    case week
    /// This many consecutive records in order of time; the last window may hold fewer.
    case rows(Int)
    /// One window of all records.
    case whole

    /// Reads `hour`, `day`, `week`, `rows:N` or `all`.
    package init?(_ text: String) {
        switch text {
        case "hour": self = .hour
        case "day": self = .day
        case "week": self = .week
        case "all": self = .whole
        default:
            guard text.hasPrefix("rows:"), let count = Int(text.dropFirst(5)), count > 0 else { return nil }
            self = .rows(count)
        }
    }

    /// Length and phase of a bucket of time in microseconds: a bucket starts where `(time - origin) % length == 0`.
    /// `nil` for windows that are not stretches of time.
    package var bucket: (length: Int64, origin: Int64)? {
        let hour: Int64 = 3_600_000_000
        switch self {
        case .hour: return (hour, 0)
        case .day: return (24 * hour, 0)
        // 1970-01-01 was a Thursday: Monday weeks start four days later.
        case .week: return (7 * 24 * hour, 4 * 24 * hour)
        case .rows, .whole: return nil
        }
    }
}

extension Granularity: CustomStringConvertible {
    package var description: String {
        switch self {
        case .hour: "hour"
        case .day: "day"
        case .week: "week"
        case .rows(let count): "rows:\(count)"
        case .whole: "all"
        }
    }
}
