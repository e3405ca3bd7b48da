internal import Foundation
internal import Statistics

/// How far a metric of the baseline's windows goes beyond what chance alone makes of it: another mixture of records, or another relation, every day.
struct PerformanceSpread: Hashable {
    /// Of the metric, besides its standard error's square.
    private(set) var variance: Double
    /// Independent windows that would tell as much of it.
    private(set) var windows: Double
    /// By how much less windows of twice the length differ.
    private var averaging = 1.0

    /// - Parameters:
    ///   - metric: its name.
    ///   - length: of the windows that are to be judged, in windows of the baseline.
    ///   - shorter: of shorter windows. Longer ones, made of these, do not differ more, and of shorter ones there are more to learn it from.
    /// - Returns: what is known of shorter windows where there are fewer than four of these.
    static func of(_ metric: String, _ baseline: [WatchedPerformance], length: Int, step: Int, reference: Double, shorter: Self?) throws -> Self? {
        var (excess, differences) = ([Double](), [Double]())
        // A mean of so few windows lies amid them.
        let kept = 1 - Double(length) / Double(max(2, baseline.count))
        for end in stride(from: length, through: baseline.count, by: step) {
            var whole = baseline[end - length]
            for window in baseline[(end - length + 1)..<end] { whole = try whole.merging(window) }
            guard let estimate = whole.estimate(metric), let error = estimate.chance, estimate.count >= PerformanceEvidence.leastCount
            else { continue }
            let difference = estimate.value - reference
            differences.append(difference)
            excess.append(difference * difference / max(0.5, kept) - error * error)
        }
        let overlap = Double(length) / Double(step)
        let averaged = shorter.map { Self(variance: $0.variance * $0.averaging, windows: $0.windows, averaging: $0.averaging) }
        guard Double(excess.count) / overlap >= 4 else { return averaged }
        let count = Double(excess.count)
        // With one standard error on top.
        let persistence = overlap > 1 ? 0 : min(0.9, Autocorrelation.first(differences) + 1 / count.squareRoot())
        let mean = excess.reduce(0, +) / count
        let alike = overlap * (1 + persistence * persistence) / (1 - persistence * persistence)
        let error = (excess.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } * alike).squareRoot() / count
        // What the baseline's own mean is off by is on top.
        let uncertainty = min(0.5, (1 + persistence) / (1 - persistence) / (count / overlap))
        let next = shorter?.averaging ?? (1 + persistence) / 2
        let own = Self(variance: max(0, mean + error) * (1 + uncertainty), windows: max(2, count / alike), averaging: next)
        guard let averaged, averaged.reach < own.reach else { return own }
        return averaged
    }

    /// How far metrics go, at the levels that budgets leave for single tests (as in `RateForecast`).
    private var reach: Double {
        let freedom = max(2, windows - 1)
        return (variance * freedom * (exp(4.265 * 4.265 * (freedom - 1.5) / ((freedom - 1) * (freedom - 1))) - 1)).squareRoot()
    }
}
