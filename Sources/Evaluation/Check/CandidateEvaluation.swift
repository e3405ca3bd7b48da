internal import Domain
internal import Statistics
internal import Store

/// Performance of other versions' predictions for records whose truth is known.
struct CandidateEvaluation {
    let store: any Store
    let rules: any Rules
    let schema: ModelSchema
    let plan: PerformancePlan
    let audience: Audience

    /// Each candidate version over the baseline and over all production records.
    ///
    /// - Throws: `EvaluationError` when files of candidates were given and none can be measured: that is not what was asked for. A model's shadow
    ///   versions were not asked for, and have no ground truth when they are new.
    func evaluate(_ input: CheckInput, baseline: Relation, notes: inout [String]) async throws -> [MetricReport] {
        guard let candidates = input.candidates else { return [] }
        let truths = try truths(for: candidates, input, baseline: baseline)
        var reports: [MetricReport] = []
        var unknown: [String] = []
        for version in try await RecordedVersions(store: store, schema: schema).filters(of: candidates) {
            let name = version?.value ?? candidates.name
            var summaries: [PerformanceSummary?] = []
            for truth in truths {
                let query = truth.flatMap {
                    plan.query(
                        candidates, windowing: .whole, actuals: $0, filter: version, rows: candidates.rowCount)
                }
                guard let query else {
                    summaries.append(nil)
                    continue
                }
                let summary = try await store.performance(query).first?.summary
                summaries.append(summary.flatMap { $0.labelled > 0 && UnseenLabels.areEnough($0) ? $0 : nil })
            }
            if summaries.allSatisfy({ $0 == nil }) { unknown.append(name) }
            reports += PerformanceSeries(rules: rules).reports(
                reference: summaries[0], windows: [], overall: summaries[1], candidate: name)
        }
        guard !reports.isEmpty || audience != .files else {
            throw EvaluationError(
                "--candidate: \(candidates.name): no record has both a prediction there and a ground truth; "
                    + "see that the identities and the prediction columns are those of the other files")
        }
        if !unknown.isEmpty {
            notes.append("No ground truth is known for the records of candidates: \(unknown.joined(separator: ", ")).")
        }
        return reports
    }

    /// Where the ground truth of the baseline and of production records is; `nil` where there is none.
    private func truths(for candidates: Relation, _ input: CheckInput, baseline: Relation) throws -> [Relation?] {
        guard let id = schema.column(.predictionID)?.name, candidates.column(id) != nil else {
            throw EvaluationError(
                "--candidate: \(candidates.name) needs the column of identities that the records have; "
                    + "name it with --column prediction_id=NAME")
        }
        guard let actual = schema.column(.actual)?.name else {
            throw EvaluationError(
                "--candidate: no ground truth was given to measure \(candidates.name) by; give --actuals, "
                    + "or name its column with --column actual=NAME")
        }
        func known(_ relation: Relation?) -> Relation? {
            relation.flatMap { $0.column(actual) != nil && $0.column(id) != nil ? $0 : nil }
        }
        return [known(baseline), known(input.actuals) ?? known(input.current)]
    }
}
