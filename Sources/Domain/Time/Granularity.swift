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

    /// The stretches that windows of time are; `nil` for other windows.
    package var bucket: TimeBucket? {
        let hour = TimeBucket.hour.length
        switch self {
        case .hour: return .hour
        case .day: return TimeBucket(length: 24 * hour)
        // 1970-01-01 was a Thursday: Monday weeks start four days later.
        case .week: return TimeBucket(length: 7 * 24 * hour, origin: 4 * 24 * hour)
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
