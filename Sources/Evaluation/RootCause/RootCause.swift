internal import Domain
internal import Foundation
internal import Statistics
internal import Store

/// Says what is behind alerts: weighs all ways in which a model may fail by how much of what was seen each leaves unexplained.
///
/// Records before and after the onset that alerts tell are read once, as cells; nothing is read where nothing was alerted.
struct RootCause {
    let store: any Store
    let schema: ModelSchema
    let version: String
    /// Columns that the time decides: their changes mean nothing.
    let timeBound: Set<String>

    func diagnosis(of alerts: [Alert], baseline: Relation, current: Relation, actuals: Relation?, windows: [WindowReport]) async throws -> Diagnosis {
        let serious = alerts.filter { $0.severity >= .warning }
        guard !serious.isEmpty else { return Diagnosis(failureMode: FailureMode.none.rawValue, rankedFeatures: [], advice: []) }
        let reader = EvidenceReader(store: store, schema: schema, leftOut: timeBound)
        guard let rows = try await reader.rows(baseline: baseline, current: current, actuals: actuals, first: serious.compactMap(\.feature)),
            let known = known(rows, serious, windows)
        else { return Alerts.ranked(alerts) }
        var slice: GuiltySlice?
        if let outcome = known.outcome, known.outcomeLeft > 0 {
            slice = GuiltySlice.ofOneCondition(known, outcome, names: SliceNames(relations: [current, baseline]))
            if slice == nil {
                slice = try await GuiltySlice.found(before: known.before, after: known.after, columns: rows.columns, in: current, version: version)
            }
        }
        let inputs = InputHypotheses(known: known, names: SliceNames(relations: [current, baseline]))
        let outcomes = OutcomeHypotheses(known: known)
        let all = [outcomes.nothing(), outcomes.concept(slice)] + [outcomes.regression(slice), outcomes.labelShift()].compactMap(\.self) + outcomes.records()
            + inputs.broken() + inputs.drifted() + inputs.grown() + inputs.appeared()
        return DiagnosisVerdict(known: known, hypotheses: all).diagnosis
    }

    /// - Returns: `nil` where too few records lie on either side of the onset.
    private func known(_ rows: EvidenceRows, _ alerts: [Alert], _ windows: [WindowReport]) -> DiagnosisCase? {
        let onset = Onset(alerts, windows: windows)
        let start = onset.map { Double($0.start.microseconds) / 1e6 } ?? -.infinity
        let end = onset?.end.map { Double($0.microseconds) / 1e6 } ?? .infinity
        let hasTimes = rows.current.times.contains { !$0.isNaN }
        let current = rows.current
        let after = hasTimes ? current.times.indices.filter { current.times[$0] >= start && current.times[$0] < end } : Array(current.times.indices)
        let early = hasTimes ? current.times.indices.filter { current.times[$0] < start } : []
        let before = rows.baseline.appending(current.taking(early))
        let now = current.taking(after)
        guard before.count >= 50, now.count >= 20 else { return nil }
        var cells = (before.cells, now.cells)
        var names = rows.columns.map(\.name)
        if before.scores.contains(where: \.isFinite), now.scores.contains(where: \.isFinite) {
            cells.0.append(.numbers(before.scores))
            cells.1.append(.numbers(now.scores))
            names.append("score")
        }
        let days = before.times.allSatisfy(\.isFinite) ? before.times.map { Int(($0 / 86_400).rounded(.down)) } : nil
        let evidence = CodedEvidence(names: names, before: cells.0, after: cells.1, days: days)
        let explanations = ShiftExplanations(evidence)
        let outcome = OutcomeEvidence(before: before, after: now, task: schema.task)
        let features = rows.columns.indices
        let still = features.allSatisfy { explanations.moved[$0] < 100 }
        return DiagnosisCase(
            rows: rows, before: before, after: now, evidence: evidence, featureCount: rows.columns.count, explanations: explanations, outcome: outcome,
            outcomeLeft: outcome.map { max($0.left, Self.slices($0, evidence, features)) } ?? 0,
            relations: still && features.count > 1 ? BrokenRelations(evidence, columns: Array(features)) : nil, onset: onset, alerts: alerts,
            signals: RecordSignals(onset?.lasts == true ? alerts.filter { onset?.alerts.contains($0) ?? false || $0.windows.contains(windows.count - 1) } : alerts),
            versions: VersionChange(before: before, after: now, start: start, excess: outcome?.excess),
            repeated: features.map { column in
                guard hasTimes, rows.isWhole else { return nil }
                let codes = RepeatedValues.numbered(before.cells[column], now.cells[column])
                return RepeatedValues.change(before: (codes.before, before.times), after: (codes.after, now.times))
            }, volume: hasTimes ? VolumeRatios(evidence, before: before, after: now, isSampled: !rows.isWhole) : nil)
    }

    /// The square of the largest deviation of any value's records, in standard errors, beyond what is the largest of so many by chance.
    private static func slices(_ outcome: OutcomeEvidence, _ evidence: CodedEvidence, _ columns: Range<Int>) -> Double {
        var (largest, tried) = (0.0, 1.0)
        for column in columns {
            var sums = [Moments](repeating: Moments(), count: evidence.codings[column].size)
            for (code, excess) in zip(evidence.after[column], outcome.excess) where excess.isFinite { sums[code].add(excess) }
            for own in sums where own.count >= 50 {
                guard let spread = own.standardDeviation(), spread > 0 else { continue }
                tried += 1
                largest = max(largest, own.mean / spread * Double(own.count).squareRoot())
            }
        }
        return max(0, largest * abs(largest) - 2 * log(tried) - 6)
    }
}

/// Turns weighed hypotheses into what is told.
struct DiagnosisVerdict {
    let known: DiagnosisCase
    let hypotheses: [Hypothesis]

    var diagnosis: Diagnosis {
        let ordered = hypotheses.filter(\.unexplained.isFinite).sorted { $0.unexplained < $1.unexplained }
        guard let best = ordered.first else { return Diagnosis(failureMode: FailureMode.none.rawValue, rankedFeatures: [], advice: []) }
        // Each mode by what explains most of it.
        var modes: [Hypothesis] = []
        for hypothesis in ordered where !modes.contains(where: { $0.mode == hypothesis.mode }) { modes.append(hypothesis) }
        let lowest = max(0, best.unexplained).squareRoot()
        let weights = modes.map { exp(-Weights.sharpness * (max(0, $0.unexplained).squareRoot() - lowest)) }
        let total = weights.reduce(0, +)
        let probabilities = weights.map { $0 / total }
        let alternatives = zip(modes, probabilities).dropFirst().filter { $0.1 >= 0.01 }
            .map { Diagnosis.Alternative(failureMode: $0.0.mode.rawValue, submode: $0.0.submode, probability: $0.1) }
        var diagnosis = told(best, probability: probabilities[0])
        diagnosis.alternatives = alternatives
        if let second = modes.dropFirst().first, probabilities[1] >= 0.05 {
            diagnosis.toTellApart = TellingApart.sentence(best.mode, second.mode)
        }
        diagnosis.coinciding = coinciding(best)
        return diagnosis
    }

    private func told(_ hypothesis: Hypothesis, probability: Double?) -> Diagnosis {
        let others = known.features.filter { known.explanations.moved[$0] > 0 && !hypothesis.columns.contains($0) }
            .sorted { known.explanations.moved[$0] > known.explanations.moved[$1] }
        let isNothing = hypothesis.mode == .none
        var advice = hypothesis.remedies
        if isNothing { advice = ["Nothing is to be done about the model: see whether the alert comes again."] }
        return Diagnosis(
            failureMode: hypothesis.mode.rawValue, submode: hypothesis.submode, probability: probability, since: isNothing ? nil : known.onset?.start,
            rankedFeatures: isNothing ? [] : (hypothesis.columns + others).map(known.name), worstSlices: [hypothesis.slice].compactMap(\.self),
            evidence: hypothesis.evidence, advice: advice)
    }

    /// Records as such, or cells of another column, that fail beside the best hypothesis and are not explained by it.
    private func coinciding(_ best: Hypothesis) -> [Diagnosis] {
        guard best.mode != .none else { return [] }
        let rest = hypotheses.filter { hypothesis in
            guard hypothesis.mode == .dataQuality, hypothesis.submode != best.submode, let submode = hypothesis.submode else { return false }
            switch submode {
            case "volume_drop": return hypothesis.columns.isEmpty && best.submode != "late_data"
            case "duplicates", "late_data": return true
            case "type_corruption", "nulls":
                // One column whose own change is large, and which the best does not speak of.
                return hypothesis.columns.count == 1 && !best.columns.contains(hypothesis.columns[0]) && known.explanations.moved[hypothesis.columns[0]] > 100
                    && best.mode != .populationShift && best.mode != .covariateDrift && best.mode != .labelShift
            default: return false
            }
        }
        return rest.sorted { $0.unexplained < $1.unexplained }.prefix(2).map { told($0, probability: nil) }
    }
}
