internal import Domain
internal import Foundation
internal import Statistics
internal import Store
internal import Trees

/// Says what is behind alerts: weighs all ways in which a model may fail by how much of what was seen each leaves unexplained.
///
/// Records before and after the onset that alerts tell are read once, as cells; nothing is read where nothing was alerted.
struct RootCause: Sendable {
    let store: any Store
    let schema: ModelSchema
    let version: String
    /// Columns that the time decides: their changes mean nothing.
    var timeBound: Set<String>
    /// Whether the metric's change is taken apart, too.
    let decomposes: Bool
    /// Whether the diagnosis holds all that was weighed.
    var tellsHypotheses = false
    /// Whether columns may no longer go together as they did.
    var mayHaveParted = true

    /// - Parameter moved: columns by how far they moved, which is all that is told of them where nothing was alerted.
    func diagnosis(
        of alerts: [Alert], baseline: Relation, current: Relation, actuals: Relation?, windows: [WindowReport], moved: [String] = []
    ) async throws -> Diagnosis {
        let serious = alerts.filter { $0.severity >= .warning }
        guard !serious.isEmpty else {
            return Diagnosis(failureMode: FailureMode.none.rawValue, rankedFeatures: moved.filter { !timeBound.contains($0) }, advice: [])
        }
        let reader = EvidenceReader(store: store, schema: schema, leftOut: timeBound)
        guard let rows = try await reader.rows(baseline: baseline, current: current, actuals: actuals, first: serious.compactMap(\.feature)),
            let known = try await known(rows, serious, windows)
        else { return Alerts.ranked(alerts) }
        var slice: GuiltySlice?
        if let outcome = known.outcome, known.outcomeLeft > 0 {
            slice = GuiltySlice.ofOneCondition(known, outcome, names: SliceNames(relations: [current, baseline]))
            if slice == nil {
                slice = try await GuiltySlice.found(before: known.before, after: known.after, columns: rows.columns, in: current, version: version)
            }
        }
        let names = SliceNames(relations: [current, baseline])
        let inputs = InputHypotheses(known: known, names: names)
        let changed = try await changedScores(known, names)
        let outcomes = OutcomeHypotheses(known: known, harmlessInSlice: changed?.harmlessInSlice)
        let worse = OutcomeHypotheses.Whereabouts(slice: changed?.slice ?? slice, columns: changed?.columns ?? [], isOfScores: changed?.slice != nil)
        let gone = OutcomeHypotheses.Whereabouts(slice: slice, columns: slice == nil ? DepartedColumns.ranked(known) : [])
        let others = [outcomes.nothing(), outcomes.concept(gone)] + [outcomes.regression(worse), outcomes.labelShift()].compactMap(\.self) + outcomes.records()
            + inputs.broken() + inputs.drifted() + inputs.grown() + inputs.appeared()
        let all = inputs.held(among: inputs.lagged(beside: others))
        let verdict = DiagnosisVerdict(known: known, hypotheses: all)
        var diagnosis = verdict.diagnosis
        if tellsHypotheses { diagnosis.hypotheses = verdict.weighed }
        guard decomposes else { return diagnosis }
        return try await decomposed(diagnosis, known)
    }

    private func changedScores(_ known: DiagnosisCase, _ names: SliceNames) async throws -> ChangedScores? {
        guard known.versions != nil else { return nil }
        return try await TreeRunner.run(or: "what a new version answers otherwise cannot be learned") { try ChangedScores(known, names: names) }
    }

    /// - Returns: `nil` where there are too few columns or records.
    private func relations(
        _ rows: EvidenceRows, of columns: [Int], repeating: Set<Int>, before: EvidenceRows.Side, after: EvidenceRows.Side, isStill: Bool
    ) async throws -> BrokenRelations? {
        guard let expectations = ColumnExpectations(rows.columns, before: before, after: after) else { return nil }
        let isWhole = rows.hasTimes && rows.isWhole && expectations.after.count == after.count
        return try await TreeRunner.run(or: RelationDetection.failure) {
            try BrokenRelations(expectations, columns: columns, repeating: repeating, isStill: isStill, isWhole: isWhole)
        }
    }

    private func decomposed(_ diagnosis: Diagnosis, _ known: DiagnosisCase) async throws -> Diagnosis {
        let task = schema.task
        do {
            let parts = try await TreeRunner().run { try DiagnosisDecomposition(known: known, task: task).parts() }
            return parts?.told(in: diagnosis) ?? diagnosis
        } catch is EvaluationError {
            return diagnosis  // No metric can be had of these predictions; the diagnosis holds without.
        } catch let error as TreeError {
            throw EvaluationError("the change cannot be taken apart: \(error)")
        }
    }

    /// - Returns: `nil` where too few records lie on either side of the onset.
    private func known(_ rows: EvidenceRows, _ alerts: [Alert], _ windows: [WindowReport]) async throws -> DiagnosisCase? {
        let sides = EvidenceSides(rows, alerts, windows)
        let (onset, before, now, hasTimes) = (sides.onset, sides.before, sides.after, rows.hasTimes)
        guard before.count >= 50, now.count >= 20 else { return nil }
        var cells = (before.cells, now.cells)
        var names = rows.columns.map(\.name)
        if before.scores.contains(where: \.isFinite), now.scores.contains(where: \.isFinite) {
            cells.0.append(.numbers(before.scores))
            cells.1.append(.numbers(now.scores))
            names.append("score")
        }
        let days = before.times.allSatisfy(\.isFinite) ? before.times.map { Int(($0 / 86_400).rounded(.down)) } : nil
        let evidence = await CodedEvidence.coded(names: names, before: cells.0, after: cells.1, days: days, copies: CopiedRecords.designEffect(before: before, after: now))
        let explanations = ShiftExplanations(evidence)
        let outcome = OutcomeEvidence(before: before, after: now, task: schema.task)
        let features = rows.columns.indices
        let still = features.allSatisfy { explanations.moved[$0] < 100 }
        let repeated = features.map { column -> RepeatedValues.Change? in
            guard hasTimes, rows.isWhole else { return nil }
            let codes = RepeatedValues.numbered(before.cells[column], now.cells[column])
            return RepeatedValues.change(before: (codes.before, before.times), after: (codes.after, now.times))
        }
        let repeating = Set(features.filter { repeated[$0]?.isMore == true })
        let suspects = features.filter { still && mayHaveParted || explanations.moved[$0] > 0 || repeating.contains($0) }
        let relations = try await relations(rows, of: suspects, repeating: repeating, before: before, after: now, isStill: still)
        var signals = RecordSignals(
            onset?.lasts == true ? alerts.filter { onset?.alerts.contains($0) ?? false || $0.windows.contains(windows.count - 1) } : alerts)
        if sides.repeatsAreScattered { signals.remove(.repeats) }
        return DiagnosisCase(
            rows: rows, before: before, after: now, evidence: evidence, featureCount: rows.columns.count, explanations: explanations, outcome: outcome,
            outcomeLeft: outcome.map { max($0.left, $0.leftOfSlices(evidence, among: features)) } ?? 0,
            relations: relations, onset: onset, alerts: alerts,
            signals: signals,
            versions: VersionChange(before: sides.untilOnset, after: now, start: sides.start, excess: outcome?.excess),
            repeated: repeated,
            lagged: relations.flatMap { LaggedSource($0.late) } ?? (hasTimes && rows.isWhole && outcome != nil && schema.task != .multiclass
                ? LaggedSource.found(evidence, among: features, before: before, after: now) : nil),
            pool: ValuePool.found(
                among: features.filter { explanations.moved[$0] > 0 }.sorted { explanations.moved[$0] > explanations.moved[$1] }, before: before,
                after: now),
            volume: hasTimes ? VolumeRatios(before: before, weights: sides.weights, after: now, evidence) : nil, repeatedShare: sides.repeatedShare)
    }
}

/// Finds what is behind a check's alerts, whenever that is wanted.
struct CauseSearch: Sendable {
    private(set) var root: RootCause
    let alerts: [Alert]
    let baseline: Relation
    let current: Relation
    let actuals: Relation?
    let windows: [WindowReport]
    /// Columns by how far they moved.
    let moved: [String]

    /// The same without columns that the time decides.
    func leavingOut(_ timeBound: [String]) -> CauseSearch {
        var search = self
        search.root.timeBound.formUnion(timeBound)
        return search
    }

    func diagnosis() async throws -> Diagnosis {
        try await root.diagnosis(of: alerts, baseline: baseline, current: current, actuals: actuals, windows: windows, moved: moved)
    }
}
