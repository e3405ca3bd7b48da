internal import Domain
internal import Statistics
internal import Store

/// Finds changes in what comes into a model and goes out of it, within an alert budget.
struct InputDetection {
    let store: any Store
    let budget: AlertBudget

    /// Without as many days a baseline says little of how days differ.
    private static let leastDays: Int64 = 7
    /// More hours than these are looked at by days.
    private static let mostHours: Int64 = 100 * 24
    private static let day = TimeBucket(length: 24 * TimeBucket.hour.length)

    /// Counts of both by hour, or by day where there are very many of them.
    ///
    /// - Parameter time: the column of both relations with the time of the event.
    /// - Returns: `nil` where the baseline has too few days, so that nothing is known of how these differ.
    func timelines(
        of columns: [BinnedColumn], baseline: Relation, current: Relation, time: String?
    ) async throws -> Timelines? {
        guard let time, baseline.column(time) != nil, current.column(time) != nil else { return nil }
        guard let before = try await span(of: baseline, time), let now = try await span(of: current, time) else { return nil }
        func hours(_ span: ClosedRange<Timestamp>) -> Int64 {
            TimeBucket.hour.key(of: span.upperBound) - TimeBucket.hour.key(of: span.lowerBound)
        }
        guard hours(before) >= Self.leastDays * 24 - 1 else { return nil }
        let isLong = max(hours(before), hours(now)) > Self.mostHours
        let bucket = isLong ? Self.day : .hour
        let windowing = Windowing(isLong ? .day : .hour, timeColumn: time)
        return Timelines(
            bucket: bucket, granularity: windowing.granularity,
            baseline: Timeline(try await store.counts(of: columns, in: baseline, by: windowing), bucket, before),
            current: Timeline(try await store.counts(of: columns, in: current, by: windowing), bucket, now))
    }

    /// - Parameter plans: of the columns that were counted.
    func changes(_ plans: [ColumnBinning.Plan], _ timelines: Timelines) throws -> [DetectedChange] {
        let (bucket, new) = (timelines.bucket, timelines.current)
        func start(_ unit: Int) -> Timestamp { bucket.start(of: new.first + Int64(unit)) }
        var changes: [DetectedChange] = []
        for (index, plan) in plans.enumerated() {
            guard let reference = try timelines.baseline.whole(index) else { continue }
            let rates = ColumnSignals(plan: plan, reference: reference).rates
            // Every column has the same part of the budget, and every rate of a column.
            let scan = RateScan(
                budget: budget, share: 1 / Double(plans.count * rates.count), unit: Double(bucket.length) / Double(TimeBucket.hour.length))
            for rate in rates {
                let signal = RateSignal(
                    column: plan.column.name, kind: rate.kind, what: rate.what, baseline: timelines.baseline.history(index, rate.count),
                    current: new.history(index, rate.count))
                changes += scan.findings(of: signal).map { finding in
                    DetectedChange(
                        column: plan.column.name, kind: rate.kind, what: rate.what,
                        span: start(finding.window.lowerBound)..<start(finding.window.upperBound), onset: start(finding.onset),
                        count: finding.count, forecast: finding.forecast, pValue: finding.pValue)
                }
            }
        }
        return changes
    }

    private func span(of relation: Relation, _ time: String) async throws -> ClosedRange<Timestamp>? {
        let whole = try await store.moments(of: [], in: relation, by: Windowing(.whole, timeColumn: time)).first
        return whole?.firstTime.flatMap { first in whole?.lastTime.map { first...$0 } }
    }
}

/// A window in which a rate is not what it was.
struct DetectedChange {
    var column: String
    var kind: RateSignal.Kind
    var what: String
    var span: Range<Timestamp>
    /// Since when it is so, most likely.
    var onset: Timestamp
    var count: RateCount
    var forecast: RateForecast
    var pValue: Double
}
