internal import Domain
package import Statistics
internal import Store

/// Finds hours in which more records than usual arrived late, within an alert budget. Hours are those of arrival: that a record is late is
/// known when it has come.
package struct ArrivalDetection {
    let budget: AlertBudget

    package init(budget: AlertBudget) { self.budget = budget }

    /// Nobody minds a record that comes a few minutes later than others.
    private static let least: Int64 = 10 * Arrivals.minute
    /// A baseline that took longer was loaded afterwards, and says nothing of how late records come.
    private static let most = 60 * 24 * TimeBucket.hour.length
    /// The share of a baseline's records that is taken as in time.
    private static let inTime = 0.99

    /// What was found, and what there was to be found in.
    package struct Outcome {
        package var changes: [DetectedChange]
        var report: QualityReport
    }

    /// - Returns: `nil` where the baseline's arrivals do not tell what is usual: too few days of them, or none.
    package func outcome(_ arrivals: Arrivals) -> Outcome? {
        guard let before = arrivals.baseline, let now = arrivals.current else { return nil }
        let usual = DelayCounts(merging: before)
        guard let inTime = usual.time(untilShare: Self.inTime), inTime < Self.most else { return nil }
        let late = max(2 * inTime, inTime + Self.least)
        guard let known = history(before, late), let history = history(now, late), known.length >= 7 * 24 - 1 else { return nil }
        let what = "arrived more than \(late.asDuration) after their event"
        let signal = RateSignal(column: arrivals.column, kind: .freshness, what: what, baseline: known, current: history)
        let changes = RateScan(budget: budget, share: 1, unit: 1).findings(of: signal).map { DetectedChange(signal, $0, .hour) }
        let check = QualityCheck.lateRate
        return Outcome(
            changes: changes,
            report: QualityReport(
                check: check.rawValue, feature: arrivals.column, unit: check.unit, severity: .ok, reference: known.whole.rate,
                current: history.whole.rate, count: history.whole.total, points: [], detail: "records that \(what)"))
    }

    /// - Returns: `nil` for none.
    private func history(_ hours: [WindowDelays], _ late: Int64) -> RateHistory? {
        let keys = hours.compactMap(\.key)
        guard let first = keys.min(), let last = keys.max(), last - first < 20 * 366 * 24 else { return nil }
        var counts = [RateCount](repeating: RateCount(), count: Int(last - first + 1))
        for hour in hours {
            guard let key = hour.key else { continue }
            let total = hour.delays.total
            let inTime = hour.delays.entries.filter { $0.units * Arrivals.minute <= late }.reduce(0) { $0 + $1.count }
            counts[Int(key - first)] = RateCount(hits: total - inTime, total: total)
        }
        return RateHistory(first: first, counts)
    }
}
