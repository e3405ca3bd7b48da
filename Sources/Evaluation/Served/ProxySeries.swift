internal import Domain
internal import Statistics
internal import Store

/// The mean of a column that stands in for performance while ground truth is missing, window by window.
package struct ProxySeries: Sendable, Hashable {
    package struct Point: Sendable, Hashable {
        /// Place in `CheckReport.windows`.
        package var window: Int
        /// Values that the mean was taken of.
        package var count: Int
        package var mean: Double
        /// Of the interval that holds the mean with a confidence of 95 %.
        package var lower: Double?
        package var upper: Double?
        /// The mean of what the window is held against.
        package var expected: Double?
    }

    package var column: String
    package var points: [Point]
}

/// Takes the means of proxy columns from summaries of windows.
struct ProxyMeans {
    let definition: ModelDefinition
    let plan: EvaluationPlan

    /// A series for each column that is declared a proxy and holds numbers or truth values.
    func series(_ served: ServedWindows) -> [ProxySeries] {
        plan.columns.indices.compactMap { index in
            let name = plan.columns[index].column.name
            guard definition.column(name)?.isProxy == true else { return nil }
            let usual = estimate(index, in: served.reference)
            let points = served.windows.enumerated().compactMap { place, window -> ProxySeries.Point? in
                guard let estimate = estimate(index, in: window.summary) else { return nil }
                let own = served.references.map { $0[place].flatMap { self.estimate(index, in: $0.summary) } }
                return ProxySeries.Point(
                    window: place, count: estimate.sampleSize, mean: estimate.value,
                    lower: estimate.interval?.lower, upper: estimate.interval?.upper, expected: (own ?? usual)?.value)
            }
            return points.isEmpty ? nil : ProxySeries(column: name, points: points)
        }
    }

    /// A column's mean; `nil` without values, and for columns that have none.
    private func estimate(_ index: Int, in summary: HourSummary) -> MetricEstimate? {
        if let place = plan.rollups.numeric.firstIndex(of: plan.columns[index].column.name) {
            return summary.moments[place].meanEstimate()
        }
        guard case .categories(let categories) = summary.counts[index].bins, let truths = categories.truths else { return nil }
        return .proportion(truths.isTrue, of: truths.isTrue + truths.isFalse, .ninetyFive)
    }
}

extension CategoryCounts {
    /// How many values are true and how many false; `nil` for columns of other values.
    ///
    /// Where the baseline knew only one of the two, values that it never had are the other.
    fileprivate var truths: (isTrue: Int, isFalse: Int)? {
        var known: [Bool: Int] = [:]
        for (category, count) in zip(categories, counts) {
            guard let value = Bool(category.lowercased()) else { return nil }
            known[value, default: 0] += count
        }
        guard !known.isEmpty else { return nil }
        return (known[true] ?? unseen, known[false] ?? unseen)
    }
}
