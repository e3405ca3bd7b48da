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
        try ColumnForecasts(plans, timelines).changes(within: budget, only: only)
    }
}
