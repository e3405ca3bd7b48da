package import Domain
package import Statistics

/// The default: alerts about columns and traffic are paid from a budget of false alerts, wherever the baseline tells how its days differ; what is not
/// judged so yet is held against fixed limits. `docs/rules.md` says how.
package struct BudgetRules: Rules {
    package let name = "assay"
    /// What all tests together may cost.
    private let budget: AlertBudget
    /// Levels add up to so many times the budget: what many tests show at one time, of overlapping windows, of limits of one column, of columns that move together, is
    /// one alert. Simulated months of eighteen shapes had less than half as many alerts as the levels add up to (docs/detection-lab.md).
    private static let testsPerAlert = 2.0
    /// Parts of it, which add up to all of it: for columns, of which there are many, for how they go together, for several columns at once, for the number of
    /// records, for those that are repeated, for how late they come, for how predictions turn out, for metrics of whole windows, for performance without labels, for how
    /// far candidates differ from the model, and for slices that are followed.
    package var forColumns: AlertBudget {
        AlertBudget(alerts: 0.55 * budget.alerts - forRelations.alerts - forMultivariate.alerts - forCandidates.alerts - forSlices.alerts)
    }
    /// Taken from what columns have, where there are records; the next ones, when it is asked for, when there are candidates, and slices.
    package var forRelations: AlertBudget { AlertBudget(alerts: (looksAtRelations ? 0.05 : 0) * budget.alerts) }
    package var forMultivariate: AlertBudget { AlertBudget(alerts: (looksAtSeveralColumns ? 0.05 : 0) * budget.alerts) }
    package var forCandidates: AlertBudget { AlertBudget(alerts: (hasCandidates ? 0.05 : 0) * budget.alerts) }
    package var forSlices: AlertBudget { AlertBudget(alerts: (followsSlices ? 0.1 : 0) * budget.alerts) }
    package var forRepeats: AlertBudget { AlertBudget(alerts: 0.05 * budget.alerts) }
    package var forArrivals: AlertBudget { AlertBudget(alerts: 0.05 * budget.alerts) }
    package var forVolume: AlertBudget { AlertBudget(alerts: 0.05 * budget.alerts) }
    package var forOutcomes: AlertBudget { AlertBudget(alerts: 0.15 * budget.alerts) }
    package var forPerformance: AlertBudget { AlertBudget(alerts: 0.1 * budget.alerts) }
    package var forEstimates: AlertBudget { AlertBudget(alerts: 0.05 * budget.alerts) }
    private let looksAtRelations: Bool
    private let looksAtSeveralColumns: Bool
    private let hasCandidates: Bool
    private let followsSlices: Bool
    private let fixed = FixedRules()

    /// - Parameters:
    ///   - falseAlerts: expected in thirty days, at most.
    ///   - relations: whether it is looked at how columns go together, which takes records.
    ///   - multivariate: whether several columns are looked at together, too.
    ///   - candidates: whether there are predictions of other versions for the same records.
    ///   - slices: whether slices are followed by themselves, too.
    package init(falseAlerts: Double = 1, relations: Bool = true, multivariate: Bool = false, candidates: Bool = false, slices: Bool = false) {
        budget = AlertBudget(alerts: Self.testsPerAlert * falseAlerts)
        looksAtRelations = relations
        looksAtSeveralColumns = multivariate
        hasCandidates = candidates
        followsSlices = slices
    }

    package var driftLimit: Double { fixed.driftLimit }
    package func judge(_ evidence: DriftEvidence) -> Severity { fixed.judge(evidence) }
    package func judge(_ evidence: QualityEvidence) -> Severity { fixed.judge(evidence) }
    package func judge(_ evidence: PerformanceEvidence) -> Severity { fixed.judge(evidence) }
}
