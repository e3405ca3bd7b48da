internal import Domain
internal import Statistics
internal import Store

/// Performance of the model in production, and of the candidates beside it.
struct PerformanceEvaluation {
    let store: any Store
    let rules: any Rules
    let schema: ModelSchema
    let labelsWithin: LabelsWithin
    let audience: Audience

    struct Outcome {
        var metrics: [MetricReport]
        var quality: [QualityReport] = []
        var replay = Replay()
        /// Alerts about performance; `nil` where each window is judged alone.
        var losses: [Alert]?
        var plan: PerformancePlan
        /// The baseline's performance, where it is known.
        var reference: PerformanceSummary?
        /// The labels of each window, all that have come; empty without any.
        var realized: [PerformanceSummary?] = []
        /// The same, where it is known from all of its labels.
        var referenceOfAllLabels: PerformanceSummary?
    }

    func evaluate(
        _ input: CheckInput, baseline: Relation, windowing: Windowing, frame: inout WindowFrame, notes: inout [String]
    ) async throws -> Outcome {
        var plan = PerformancePlan(schema: schema)
        plan.centre = try await centre(of: baseline)
        let candidates = try await CandidateEvaluation(store: store, rules: rules, schema: schema, plan: plan, audience: audience)
            .evaluate(input, baseline: baseline, notes: &notes)
        let reader = PerformanceReader(store: store, plan: plan)
        guard let query = plan.query(input.current, windowing: windowing, actuals: input.actuals, rows: input.current.rowCount) else {
            notes.append(whyNotMeasured(input))
            let reference = try await reader.baseline(baseline, windowing, within: nil)?.whole
            return Outcome(
                metrics: PerformanceSeries(rules: rules).reports(reference: reference, windows: [], overall: nil)
                    + candidates, plan: plan, reference: reference, referenceOfAllLabels: reference)
        }
        let replay = try await ReplayPlan(store: store, schema: schema, labelsWithin: labelsWithin)
            .replay(input, windowing: windowing, notes: &notes)
        let known = try await reader.baseline(baseline, windowing, within: replay.within)
        let reference = known?.whole
        if case .binary(let summary)? = reference { noteOneSidedThreshold(summary, notes: &notes) }
        try await noteRepeatedLabels(input, notes: &notes)
        let (answers, judged) = try await reader.current(query, actuals: input.actuals, within: replay.within)
        let overall = try PerformanceSummary.merged(answers.map(\.summary))
        frame.setLabelled(frame.aligned(answers, key: \.key, \.summary.labelled).map { $0 ?? 0 })
        let windows = frame.aligned(judged, key: \.key, \.summary)
        var outcome = Outcome(
            metrics: [], replay: replay, plan: plan, reference: reference, realized: frame.aligned(answers, key: \.key, \.summary))
        if known?.isOfAllLabels == true { outcome.referenceOfAllLabels = reference }
        if let overall, overall.labelled + overall.unknownClass == 0 {
            notes.append("No record has a ground truth: do the identities of records and actuals match?")
        } else if let overall {
            let unseen = try await UnseenLabels(store: store, rules: rules, schema: schema).report(
                reference: reference, windows: windows, overall: overall, in: labels(of: input), notes: &notes)
            outcome.quality = [unseen].compactMap(\.self)
        }
        let incomplete = frame.windows.map { replay.isIncomplete(windowEnding: $0.end) }
        let early = incomplete.count { $0 }
        if early > 0 {
            notes.append(
                "Labels: the data end before those of the last \(early == 1 ? "window" : "\(early) windows") are due; "
                    + "judged there with the labels that had come.")
        }
        outcome.metrics = PerformanceSeries(rules: rules).reports(
            reference: reference, windows: usable(overall) == nil ? [] : windows.map(usable), overall: usable(overall),
            isIncomplete: { incomplete[$0] })
        outcome.losses = try losses(
            reference, known?.windows.map(\.summary) ?? [], windows: zip(windows, incomplete).map { $1 ? nil : usable($0) }, in: frame, windowing, replay)
        if let losses = outcome.losses { PerformanceScan.mark(&outcome.metrics, by: losses) }
        outcome.metrics += candidates
        return outcome
    }

    /// What is worse than in the reference, within the alert budget, where there is one and windows have a length.
    private func losses(
        _ reference: PerformanceSummary?, _ baseline: [PerformanceSummary], windows: [PerformanceSummary?], in frame: WindowFrame, _ windowing: Windowing,
        _ replay: Replay
    ) throws -> [Alert]? {
        guard let rules = rules as? BudgetRules, let reference, let bucket = windowing.granularity.bucket else { return nil }
        let scan = PerformanceScan(budget: rules.forPerformance, unit: bucket.hours)
        return scan.alerts(of: try scan.findings(reference: reference, baseline: baseline, windows: windows), windows: frame.windows, replay: replay)
    }

    /// Where production's ground truth is.
    private func labels(of input: CheckInput) -> Relation {
        guard let actuals = input.actuals, schema.column(.actual).map({ actuals.column($0.name) != nil }) == true
        else { return input.current }
        return actuals
    }

    /// A threshold that parts nothing is most often in another unit than the scores.
    private func noteOneSidedThreshold(_ reference: BinarySummary, notes: inout [String]) {
        guard let threshold = schema.decisionThreshold, schema.column(.predictionLabel) == nil,
            reference.predictedPositives + reference.predictedNegatives > 0, min(reference.predictedPositives, reference.predictedNegatives) == 0
        else { return }
        let (side, predicted) = reference.predictedPositives == 0 ? ("below", "negative") : ("at or above", "positive")
        notes.append(
            "Every score of the reference is \(side) the threshold \(threshold.short), so all are predicted \(predicted): is "
                + "\(audience == .files ? "--threshold" : "the definition's decision_threshold") in the scores' unit?")
    }

    /// Of several labels of one record the last in time counts; where nothing tells the time, the reader should know which one did.
    private func noteRepeatedLabels(_ input: CheckInput, notes: inout [String]) async throws {
        guard let actuals = input.actuals, let id = schema.column(.predictionID)?.name, actuals.column(id) != nil,
            schema.column(.actualTimestamp).flatMap({ actuals.column($0.name) }) == nil
        else { return }
        let identity = try await store.identity(of: id, in: actuals)
        guard identity.duplicates > 0 else { return }
        let example = identity.example.map { ", such as '\($0.prefix(60))'" } ?? ""
        notes.append(
            "\(actuals.name): \(identity.duplicates) labels repeat the identity of another\(example), and no column is known as their time of arrival: "
                + "the last in the files counts; name the time with --column actual_timestamp=NAME.")
    }

    private func whyNotMeasured(_ input: CheckInput) -> String {
        if let actuals = input.actuals, schema.column(.actual).flatMap({ actuals.column($0.name) }) == nil {
            return "\(actuals.name): no column is known as the ground truth, so performance is not measured; "
                + "name it with --column actual=NAME."
        }
        guard let actual = schema.column(.actual)?.name else { return "No ground truth was given, so performance is not measured." }
        if input.actuals == nil, input.current.column(actual) == nil {
            return "\(input.current.name) has no ground truth, '\(actual)', so performance is not measured; give --actuals FILE once it is known."
        }
        if !canJoin(input) { return "The actuals cannot be joined: both files need the same column of identities." }
        return "No column is known as a prediction, so performance is not measured; name it with "
            + "--column prediction_score=NAME or --column prediction_label=NAME."
    }

    /// Whether the records hold the ground truth, or both they and the actuals the identity.
    private func canJoin(_ input: CheckInput) -> Bool {
        guard let actuals = input.actuals else { return true }
        guard let id = schema.column(.predictionID)?.name else { return false }
        return actuals.column(id) != nil && input.current.column(id) != nil
    }

    /// The summary, unless hardly any of its labels is of a known class.
    private func usable(_ summary: PerformanceSummary?) -> PerformanceSummary? {
        summary.flatMap { UnseenLabels.areEnough($0) ? $0 : nil }
    }

    /// The mean of the reference's actuals, for a regression.
    private func centre(of baseline: Relation) async throws -> Double {
        guard schema.task == .regression, let actual = schema.column(.actual)?.name, baseline.column(actual) != nil
        else { return 0 }
        return try await store.moments(of: [CountedColumn(actual, .numeric)], in: baseline, by: .whole)
            .first?.columns[0].moments.mean ?? 0
    }
}
