internal import Domain
internal import Statistics
internal import Store

extension CheckEvaluation {
    /// Alerts about how predictions turn out; `nil` without an alert budget, and where nothing tells how they should.
    func outcomes(
        _ input: CheckInput, _ baseline: Relation, _ schema: ModelSchema, _ columns: [ColumnBinning.Plan], _ timelines: Timelines,
        _ performance: PerformanceEvaluation.Outcome, _ windows: [WindowReport]
    ) async throws -> [Alert]? {
        // Training flatters a model: what became of its scores there is not what becomes of them in production.
        guard let rules = options.rules as? BudgetRules, baseline != input.training, let reference = performance.reference,
            performance.metrics.contains(where: { $0.candidate == nil && $0.current != nil })
        else { return nil }
        var errors: RegressionSummary?
        if case .regression(let summary) = reference { errors = summary }
        let detection = OutcomeDetection(
            store: store, budget: rules.forOutcomes, schema: schema, plan: performance.plan, baseline: baseline, current: input.current,
            actuals: input.actuals, timelines: timelines, replay: performance.replay,
            followed: options.settings.slices.map(\.slice).filter { baseline.complaint(about: $0) == nil })
        guard let found = try await detection.outcome(columns, errors: errors) else { return nil }
        return OutcomeAlerts(windows: windows, replay: performance.replay, labelLag: found.labelLag).alerts(of: found.changes)
    }
}
