internal import Domain
internal import Statistics
internal import Store

/// Performance of the model in production, and of the candidates beside it.
struct PerformanceEvaluation {
    let store: any Store
    let rules: any Rules
    let schema: ModelSchema

    func evaluate(
        _ input: CheckInput, baseline: Relation, windowing: Windowing, frame: inout WindowFrame, notes: inout [String]
    ) async throws -> [MetricReport] {
        var plan = PerformancePlan(schema: schema)
        plan.centre = try await centre(of: baseline)
        var reference: PerformanceSummary?
        if let query = plan.query(baseline, windowing: .whole, actuals: nil, rows: baseline.rowCount) {
            reference = try await store.performance(query).first?.summary
        }
        if let summary = reference, summary.labelled == 0 { reference = nil }
        let candidates = try await CandidateEvaluation(store: store, rules: rules, schema: schema, plan: plan)
            .evaluate(input, baseline: baseline, notes: &notes)
        let rows = input.current.rowCount
        guard let query = plan.query(input.current, windowing: windowing, actuals: input.actuals, rows: rows) else {
            if let actuals = input.actuals, schema.column(.actual).flatMap({ actuals.column($0.name) }) == nil {
                notes.append(
                    "\(actuals.name): no column is known as the ground truth, so performance is not measured; "
                        + "name it with --column actual=NAME.")
            } else if schema.column(.actual) == nil {
                notes.append("No ground truth was given, so performance is not measured.")
            } else if !canJoin(input) {
                notes.append("The actuals cannot be joined: both files need the same column of identities.")
            } else {
                notes.append(
                    "No column is known as a prediction, so performance is not measured; name it with "
                        + "--column prediction_score=NAME or --column prediction_label=NAME.")
            }
            return PerformanceSeries(rules: rules).reports(reference: reference, windows: [], overall: nil) + candidates
        }
        let answers = try await store.performance(query)
        let windows = frame.aligned(answers, key: \.key, \.summary)
        frame.setLabelled(windows.map { $0?.labelled ?? 0 })
        let overall = try merged(answers.map(\.summary))
        if overall?.labelled == 0 {
            notes.append("No record has a ground truth: do the identities of records and actuals match?")
        }
        return PerformanceSeries(rules: rules).reports(reference: reference, windows: windows, overall: overall) + candidates
    }

    /// Whether the records hold the ground truth, or both they and the actuals the identity.
    private func canJoin(_ input: CheckInput) -> Bool {
        guard let actuals = input.actuals else { return true }
        guard let id = schema.column(.predictionID)?.name else { return false }
        return actuals.column(id) != nil && input.current.column(id) != nil
    }

    /// The mean of the reference's actuals, for a regression.
    private func centre(of baseline: Relation) async throws -> Double {
        guard schema.task == .regression, let actual = schema.column(.actual)?.name, baseline.column(actual) != nil
        else { return 0 }
        return try await store.moments(of: [CountedColumn(actual, .numeric)], in: baseline, by: .whole)
            .first?.columns[0].moments.mean ?? 0
    }

    private func merged(_ summaries: [PerformanceSummary]) throws -> PerformanceSummary? {
        guard var result = summaries.first else { return nil }
        for summary in summaries.dropFirst() { result = try result.merging(summary) }
        return result
    }
}
