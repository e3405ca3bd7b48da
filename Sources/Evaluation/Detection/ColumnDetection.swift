internal import Domain
package import Statistics
internal import Store

/// Finds changes in what comes into a model and goes out of it, within an alert budget.
package struct ColumnDetection {
    let budget: AlertBudget

    package init(budget: AlertBudget) { self.budget = budget }

    /// - Parameters:
    ///   - plans: of the columns that were counted.
    ///   - only: the one column that is wanted, whose part of the budget is the same; `nil` for all.
    package func changes(_ plans: [ColumnBinning.Plan], _ timelines: Timelines, only: String? = nil) throws -> [DetectedChange] {
        let (bucket, new) = (timelines.bucket, timelines.current)
        var changes: [DetectedChange] = []
        for (index, plan) in plans.enumerated() where only == nil || plan.column.name == only {
            guard let reference = try timelines.baseline.whole(index) else { continue }
            let rates = ColumnSignals(
                plan: plan, reference: reference, early: try timelines.baseline.firstHalf(index),
                isTimeBound: TimeBoundColumn.decides(index, in: timelines)
            ).rates
            // Every column has the same part of the budget, and every rate of a column.
            let scan = RateScan(
                budget: budget, share: 1 / Double(plans.count * rates.count), unit: Double(bucket.length) / Double(TimeBucket.hour.length))
            for rate in rates {
                let signal = RateSignal(
                    column: plan.column.name, kind: rate.kind, what: rate.what,
                    baseline: rate.late.map { timelines.baseline.secondHalf(index, $0) } ?? timelines.baseline.history(index, rate.count),
                    current: new.history(index, rate.count))
                changes += scan.findings(of: signal).map { DetectedChange(signal, $0, bucket) }
            }
        }
        return changes
    }
}
