internal import Domain
internal import Statistics
internal import Store
internal import Trees

extension CheckEvaluation {
    /// What is seen only where rows are looked at.
    struct SeveralColumns {
        var report: MultivariateReport
        var alerts: [Alert]
        /// Of a classifier: with the reference's records weighted as features come in each window.
        var estimates: [EstimatedMetricReport] = []
    }

    /// What several columns together show, and performance that is estimated from rows; `nil` where it was not asked for.
    ///
    /// - Parameter estimated: a classifier's windows with their scores.
    func multivariate(
        _ schema: ModelSchema, baseline: Relation, current: Relation, windowing: Windowing, frame: WindowFrame,
        estimated: EstimatedWindows?, recordLag: Int64, notes: inout [String]
    ) async throws -> SeveralColumns? {
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
            // A list that is looked at here is not left out.
            let vectors = several?.vectors ?? []
            notes.removeAll { note in vectors.contains { note == SchemaInference.leftOut($0) } }
            if losses != nil, let note = several.flatMap({ guessed($0.report) }) { notes.append(note) }
            if several == nil {
                notes.append("Too few columns or rows are in both the reference and the windows for several columns to be looked at together.")
            }
            var report = several?.report
                ?? MultivariateReport(columns: [], rowsPerWindow: MultivariateEvaluation.rowsPerWindow, baselineWindows: 0, signals: [])
            report.estimatedPerformance = losses?.metrics ?? []
            var result = SeveralColumns(report: report, alerts: (several?.alerts ?? []) + (losses?.alerts ?? []))
            if let estimated {
                let shifts = try await FeatureShifts(store: store, schema: schema).shifts(
                    by: report.columns, baseline: baseline, current: current, windowing: windowing, frame: frame)
                result.estimates = try estimated.reports(
                    .pape, after: { window in shifts?[window].map { $0.calibrations.map(CalibrationShift.features) } },
                    doubt: { window in shifts?[window].flatMap { $0.isSupported ? nil : .unsupportedFeatures } })
            }
            return result
        } catch let error as TreeError {
            throw EvaluationError("several columns cannot be looked at together: \(error)")
        }
    }

    /// A warning where windows' rows are so unlike the reference's that little can have been learned of what rows like these lose.
    private func guessed(_ report: MultivariateReport) -> String? {
        let points = report.signals.first { $0.signal == MultivariateComparison.Signal.domainClassifier.rawValue }?.points ?? []
        let apart = points.filter { $0.value > 0.9 }
        guard let first = apart.first, let largest = apart.map(\.value).max() else { return nil }
        return "Estimated performance is a guess in \(apart.count) of \(points.count) windows, from \(first.label) on: nearly all of their rows can be told "
            + "from the reference's (ROC AUC up to \(largest.short)), so that little was learned of rows like these."
    }
}
