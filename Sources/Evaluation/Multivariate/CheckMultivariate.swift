internal import Domain
internal import Statistics
internal import Store
internal import Trees

extension CheckEvaluation {
    /// What several columns together show, and what predictions of numbers are estimated to lose; `nil` where it was not asked for.
    func multivariate(
        _ schema: ModelSchema, baseline: Relation, current: Relation, windowing: Windowing, frame: WindowFrame, recordLag: Int64,
        notes: inout [String]
    ) async throws -> (report: MultivariateReport, alerts: [Alert])? {
        guard options.multivariate else { return nil }
        let budget = (options.rules as? BudgetRules ?? BudgetRules(multivariate: true)).forMultivariate
        // Half for each.
        let half = AlertBudget(alerts: budget.alerts / (schema.task == .regression ? 2 : 1))
        do {
            let several = try await MultivariateEvaluation(store: store, budget: half).outcome(
                schema, baseline: baseline, current: current, windowing: windowing, frame: frame, recordLag: recordLag)
            let losses = try await EstimatedLosses(store: store, budget: half).outcome(
                schema, baseline: baseline, current: current, windowing: windowing, frame: frame, recordLag: recordLag)
            notes += [several?.note].compactMap(\.self) + (losses?.notes ?? [])
            if several == nil {
                notes.append("Too few columns or rows are in both the reference and the windows for several columns to be looked at together.")
            }
            var report = several?.report
                ?? MultivariateReport(columns: [], rowsPerWindow: MultivariateEvaluation.rowsPerWindow, baselineWindows: 0, signals: [])
            report.estimatedPerformance = losses?.metrics ?? []
            return (report, (several?.alerts ?? []) + (losses?.alerts ?? []))
        } catch let error as TreeError {
            throw EvaluationError("several columns cannot be looked at together: \(error)")
        }
    }
}
