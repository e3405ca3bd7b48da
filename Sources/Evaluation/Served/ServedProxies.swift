internal import Domain
internal import Statistics
internal import Store

/// Takes the means of proxy columns from summaries of windows.
struct ServedProxies {
    let definition: ModelDefinition
    let plan: EvaluationPlan

    /// One for each column that is declared a proxy and holds numbers or truth values.
    ///
    /// - Parameter metrics: of the same windows.
    func reports(_ served: ServedWindows, beside metrics: [MetricReport]) -> [ProxyReport] {
        plan.columns.indices.compactMap { index in
            let name = plan.columns[index].column.name
            guard definition.column(name)?.isProxy == true else { return nil }
            let usual = mean(index, in: served.reference)?.value
            let series = ProxySeries(
                column: name, means: served.windows.map { mean(index, in: $0.summary) },
                expected: served.windows.indices.map { place in
                    served.references.map { $0[place].flatMap { mean(index, in: $0.summary)?.value } } ?? usual
                })
            return series.report(beside: metrics)
        }
    }

    /// `nil` without values, and for columns that have no mean.
    private func mean(_ index: Int, in summary: HourSummary) -> MetricEstimate? {
        if let place = plan.rollups.numeric.firstIndex(of: plan.columns[index].column.name) {
            return summary.moments[place].meanEstimate()
        }
        guard case .categories(let categories) = summary.counts[index].bins else { return nil }
        return categories.shareOfTrue
    }
}
