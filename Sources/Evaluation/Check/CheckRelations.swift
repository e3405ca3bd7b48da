internal import Domain
internal import Store

extension CheckEvaluation {
    /// Columns that no longer go together; `nil` without an alert budget.
    func relationChanges(
        _ baseline: Relation, _ current: Relation, _ schema: ModelSchema, _ timelines: Timelines?, leftOut: Set<String>
    ) async throws -> RelationDetection.Outcome? {
        guard let rules = options.rules as? BudgetRules, let timelines else { return nil }
        return try await RelationDetection(
            store: store, budget: rules.forRelations, schema: schema, baseline: baseline, current: current, timelines: timelines, leftOut: leftOut
        ).outcome()
    }

    /// Alerts about them, one for all columns. A column that is distributed otherwise goes together with others otherwise, too: what the alerts about columns tell is
    /// not told again.
    func relationAlerts(
        _ found: RelationDetection.Outcome, _ changes: ChangeAlerts, beside told: [Alert], _ features: inout [FeatureReport], notes: inout [String]
    ) -> [Alert] {
        if found.beyond > 0 {
            notes.append("How columns go together is looked at for the first \(RelationDetection.mostColumns); \(found.beyond) more are looked at by themselves only.")
        }
        let alerts = changes.alertsOfAll(found.changes).filter { alert in !told.contains { $0.tells(alert) } }
        for index in features.indices {
            let own = alerts.filter { $0.feature == features[index].name }.map(\.severity).max()
            features[index].severity = max(features[index].severity, own ?? .ok)
        }
        return alerts
    }
}

extension Alert {
    /// Whether this one was raised no later than another, began when it did, and lasts for half of its time at least.
    fileprivate func tells(_ other: Alert) -> Bool {
        guard severity >= .warning, let time, let later = other.time, time <= later, !other.windows.isEmpty, let since, let began = other.since else { return false }
        let apart = abs(since.microseconds - began.microseconds)
        return apart <= 36 * TimeBucket.hour.length && 2 * Set(windows).intersection(other.windows).count >= other.windows.count
    }
}
