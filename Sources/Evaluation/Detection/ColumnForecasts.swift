internal import Domain
package import Statistics
internal import Store

/// What a baseline lets one expect of a model's columns, and what of it has changed.
package struct ColumnForecasts {
    private let timelines: Timelines
    private let columns: [Column]
    /// Of the model.
    private let count: Int

    private struct Column {
        var index: Int
        var name: String
        var rates: [Rate]
    }

    private struct Rate {
        var signal: ColumnSignals.Rate
        var forecasts: RateForecasts.Tightened
    }

    /// - Parameters:
    ///   - plans: of the columns that were counted.
    ///   - sharesSpreads: whether how far columns move is learned from all of them together; without, from each by itself.
    package init(_ plans: [ColumnBinning.Plan], _ timelines: Timelines, sharesSpreads: Bool = true) throws {
        let unit = timelines.bucket.hours
        var learned: [(index: Int, name: String, rates: [(signal: ColumnSignals.Rate, forecasts: RateForecasts)])] = []
        for (index, plan) in plans.enumerated() {
            guard let reference = try timelines.baseline.whole(index) else { continue }
            let rates = ColumnSignals(
                plan: plan, reference: reference, early: try timelines.baseline.firstHalf(index),
                isTimeBound: TimeBoundColumn.decides(index, value: plan.onlyValue, in: timelines)
            ).rates
            learned.append(
                (
                    index, plan.column.name,
                    rates.map { rate in
                        (rate, RateForecasts(Self.baseline(of: rate, index, timelines), unit: unit))
                    }
                ))
        }
        let shared = sharesSpreads ? SharedSpreads(learned.map(\.rates)) : nil
        columns = learned.map { column in
            Column(
                index: column.index, name: column.name,
                rates: Self.crowded(
                    column.rates.map { Rate(signal: $0.signal, forecasts: (shared?.moderated($0.forecasts, $0.signal) ?? $0.forecasts).tightened) }))
        }
        (self.timelines, count) = (timelines, plans.count)
    }

    private static func baseline(of rate: ColumnSignals.Rate, _ index: Int, _ timelines: Timelines) -> RateHistory {
        rate.late.map { timelines.baseline.secondHalf(index, $0) } ?? timelines.baseline.history(index, rate.count)
    }

    /// Categories make room for each other: how far all of a column's categories move says how far the growth of the others can make one shrink.
    private static func crowded(_ rates: [Rate]) -> [Rate] {
        var movements: [Int: Double] = [:]
        for rate in rates where rate.signal.movement == .logit {
            for (length, forecast) in rate.forecasts.byLength { movements[length, default: 0] += forecast.movement }
        }
        return rates.map { rate in
            guard rate.signal.movement == .logit else { return rate }
            var crowded = rate
            crowded.forecasts.byLength = rate.forecasts.byLength.map { ($0, $1.crowded(by: movements[$0] ?? 0)) }
            return crowded
        }
    }

    /// - Parameter only: the one column that is wanted, whose part of the budget is the same; `nil` for all.
    package func changes(within budget: AlertBudget, only: String? = nil) -> [DetectedChange] {
        let bucket = timelines.bucket
        let unit = bucket.hours
        return columns.filter { only == nil || $0.name == only }.flatMap { column in
            // Every column has the same part of the budget, and every rate of a column.
            let scan = RateScan(budget: budget, share: 1 / Double(count * column.rates.count), unit: unit)
            func baseline(_ rate: Rate) -> RateHistory { Self.baseline(of: rate.signal, column.index, timelines) }
            func current(_ rate: Rate) -> RateHistory { timelines.current.history(column.index, rate.signal.count) }
            lazy var rare = ColumnRareUnits(column.rates.map { (current($0), baseline($0), $0.signal.kind.leastChange) }, unit: unit)
            return column.rates.flatMap { rate in
                let current = current(rate)
                return scan.findings(
                    in: current, rate.signal.kind, rate.forecasts, baseline: baseline(rate), column: { rare }
                ).map { finding in
                    DetectedChange(column: column.name, kind: rate.signal.kind, what: rate.signal.what, first: current.first, finding, bucket)
                }
            }
        }
    }
}
