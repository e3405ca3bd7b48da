internal import Domain
internal import Statistics
internal import Store

/// Finds changes in what comes into a model and goes out of it, within an alert budget.
struct ColumnDetection {
    let budget: AlertBudget

    /// - Parameters:
    ///   - plans: of the columns that were counted.
    ///   - only: the one column that is wanted, whose part of the budget is the same; `nil` for all.
    func changes(_ plans: [ColumnBinning.Plan], _ timelines: Timelines, only: String? = nil) throws -> [DetectedChange] {
        let (bucket, new) = (timelines.bucket, timelines.current)
        func start(_ unit: Int) -> Timestamp { bucket.start(of: new.first + Int64(unit)) }
        var changes: [DetectedChange] = []
        for (index, plan) in plans.enumerated() where only == nil || plan.column.name == only {
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
                        span: start(finding.window.lowerBound)..<start(finding.window.upperBound),
                        onset: start(finding.onset.first),
                        onsetRange: start(finding.onset.range.lowerBound)...start(finding.onset.range.upperBound),
                        end: start(finding.onset.end), count: finding.count, forecast: finding.forecast, pValue: finding.pValue)
                }
            }
        }
        return changes
    }
}

/// A window in which a rate is not what it was.
struct DetectedChange {
    var column: String
    var kind: RateSignal.Kind
    var what: String
    var span: Range<Timestamp>
    /// Since when it is so, most likely, and what else is possible.
    var onset: Timestamp
    var onsetRange: ClosedRange<Timestamp>
    /// Until when it was so: long windows show what was over before they ended.
    var end: Timestamp
    var count: RateCount
    var forecast: RateForecast
    var pValue: Double
}
