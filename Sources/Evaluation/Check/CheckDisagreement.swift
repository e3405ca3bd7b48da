internal import Domain
internal import Store

extension CheckEvaluation {
    /// Alerts about predictions that differ from candidates' otherwise than they did; `nil` without an alert budget, without candidates, and where nothing
    /// tells how they usually differ.
    func disagreements(
        _ input: CheckInput, _ baseline: Relation, _ schema: ModelSchema, _ timelines: Timelines, _ alerts: ChangeAlerts
    ) async throws -> [Alert]? {
        guard let rules = options.rules as? BudgetRules, let candidates = input.candidates else { return nil }
        return try await DisagreementDetection(
            store: store, budget: rules.forCandidates, schema: schema, baseline: baseline, current: input.current, timelines: timelines
        ).changes(candidates: candidates).map { alerts.alerts(of: $0) }
    }
}
