internal import Foundation
internal import Statistics

/// How much more than chance values vary from day to day.
enum DayToDay {
    private static let leastDays = 5

    /// The mean square of days' distances from the mean of all, each in units of chance, `n (mean - all)^2 / variance`, over the days less one (an F ratio against all values); 1 at least.
    ///
    /// - Parameters:
    ///   - values: of records; NaN for what is not known.
    ///   - times: of the same, in seconds.
    /// - Returns: 1 for fewer than five days, and where a time is not known.
    static func overdispersion(_ values: [Double], _ times: [Double]) -> Double {
        guard times.allSatisfy(\.isFinite) else { return 1 }
        var (days, all): ([Double: Moments], Moments) = ([:], Moments())
        for (value, time) in zip(values, times) where value.isFinite {
            days[(time / 86_400).rounded(.down), default: Moments()].add(value)
            all.add(value)
        }
        guard days.count >= leastDays, let sample = all.variance(), sample > 0 else { return 1 }
        let variance = sample * Double(all.count - 1) / Double(all.count)
        // In the order of time, as sums of other orders differ in their last digits.
        let sum = days.sorted { $0.key < $1.key }.map(\.value).reduce(0) { $0 + Double($1.count) * ($1.mean - all.mean) * ($1.mean - all.mean) / variance }
        return max(1, sum / Double(days.count - 1))
    }
}
