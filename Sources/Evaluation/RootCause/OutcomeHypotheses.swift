internal import Domain
internal import Foundation
internal import Statistics
internal import Store

/// What may have happened where inputs are as before: nothing, another relation of inputs and truth, another model, or records that do not come.
struct OutcomeHypotheses {
    let known: DiagnosisCase
    /// Of a version that answers otherwise in one slice only, how surely that does no harm there, as `VersionChange.harmless`; `nil` of all others.
    private let harmlessInSlice: Double?

    /// Whom a failure of outcomes hits.
    struct Whereabouts {
        var slice: GuiltySlice?
        /// Columns that tell where it hits, the one that tells best first.
        var columns: [Int]
        /// Whether scores tell the slice, and not losses.
        var isOfScores = false

        /// The slice's columns first.
        var ranked: [Int] {
            let own = slice?.columns ?? []
            return own + columns.filter { !own.contains($0) }.prefix(3)
        }
    }

    private let scores: ScoreShift?

    init(known: DiagnosisCase, harmlessInSlice: Double? = nil) {
        (self.known, self.harmlessInSlice) = (known, harmlessInSlice)
        scores = known.scoreShift
    }

    /// What speaks for a label shift and against a concept drift, or the other way round where it is negative.
    private var scoreShift: Double { min(EvidenceLimits.mostOfScores, max(-EvidenceLimits.mostOfScores, scores?.favour ?? 0)) }

    private var relations: Unexplained { Weight.relation * (known.relations?.left ?? 0) }

    /// Where something tells that a new version answers otherwise, how surely that does no harm.
    private var differs: Double? { harmlessInSlice ?? (known.signals.contains(.disagreement) ? known.versions?.harmless ?? 0 : nil) }

    // MARK: Nothing

    /// From this share of `VersionChange.mostHarmless` on labels outweigh an alert about disagreement that is over.
    private static let harmlessEnough = 0.2

    /// Alerts go back to chance, or to what has no consequence.
    func nothing() -> Hypothesis {
        let isLasting = known.onset?.lasts ?? true
        let kinds = Set((known.onset?.alerts ?? known.alerts).filter { $0.severity >= .warning }.map(\.kind))
        let ofColumns = Weight.lastingAlert * Double(kinds.intersection([.drift, .quality, .schema]).count)
        let alerts = isLasting ? ofColumns + Weight.lastingOutcome * kinds.contains(.performance) : .nothing
        var signals = known.signals
        // More records than usual are no failure; and a new version that surely does no harm differs from candidates, and from the one before, as it likes.
        signals.remove(.volumeRose)
        let harmless = (differs ?? 0) / VersionChange.mostHarmless
        if signals.contains(.disagreement), !isLasting, harmless > Self.harmlessEnough { signals.remove(.disagreement) }
        if harmlessInSlice != nil, isLasting { signals.insert(.disagreement) }
        let cost = isLasting ? signals.cost - Weight.disagreement * harmless : Weight.passingSignal * (signals.isEmpty ? 0.0 : 1)
        return Hypothesis(
            mode: .none,
            unexplained: Weight.shift * known.movedAll + Weight.outcome * known.outcomeLeft + relations + alerts + cost + Weight.fewer * known.fewer,
            evidence: [
                Diagnosis.Evidence(
                    isLasting ? "what was alerted is hardly more than chance over all records since then" : "what was alerted is over"),
                Diagnosis.Evidence("columns are distributed as before", supports: known.movedAll < 20),
            ], remedies: [])
    }

    // MARK: Truth and model

    /// The same inputs have another truth than they had.
    func concept(_ whereabouts: Whereabouts) -> Hypothesis {
        let slice = whereabouts.slice
        let course = conceptCourse
        let isSlice = slice.map { $0.isAll } ?? false
        var unexplained = known.failure + Weight.conceptDrift * true + Weight.shift * known.movedAll + relations + known.cost(of: known.signals)
        unexplained += Weight.outcomesAsBefore * (known.outcomeLeft <= 0) + Weight.scores * max(0, scoreShift) + known.released
        if let new = known.versions?.newZ, let old = known.versions?.oldZ { unexplained += Weight.oldIsGood * (old < new / 2 && new > 3) }
        var evidence = outcomeEvidence(slice)
        evidence.append(Diagnosis.Evidence("inputs and scores are distributed as before", supports: known.movedAll < 20))
        evidence.append(
            known.versions.map { Diagnosis.Evidence("version \($0.new) began to answer at this time", supports: false) }
                ?? Diagnosis.Evidence("the model's version is the same as before"))
        let whom = isSlice ? slice.map { " where \($0.text)" } ?? "" : ""
        return Hypothesis(
            mode: .conceptDrift, submode: isSlice ? "slice" : course?.isGradual == true ? "gradual" : "abrupt", columns: whereabouts.ranked,
            slice: slice?.text, unexplained: unexplained, evidence: evidence,
            remedies: [
                "Train again on labels from \(day) on\(whom): what was learned before no longer holds.",
                "Until then decide by other means\(whom.isEmpty ? ", or with a margin" : whom): the model's scores say less than they did.",
            ])
    }

    /// The version that answers is worse than the one before.
    func regression(_ whereabouts: Whereabouts) -> Hypothesis? {
        guard let versions = known.versions else { return nil }
        let slice = whereabouts.slice
        var unexplained = known.failure + Weight.modelRegression * true + Weight.shift * known.movedFeatures + relations
        unexplained += known.cost(of: known.signals.subtracting(.disagreement)) + Weight.distance * max(0, versions.distance - 1)
        let moved = known.score.map { known.explanations.moved[$0] } ?? 0
        var evidence = [Diagnosis.Evidence("version \(versions.new) began to answer at this time, with \(versions.share.percent) of the records since then")]
        if known.outcome != nil {
            if known.outcomeLeft <= 0 {
                let harmless = differs ?? VersionChange.mostHarmless
                unexplained += Weight.harmless * harmless
                evidence.append(
                    harmless > 2
                        ? Diagnosis.Evidence("its predictions turn out as well as those before", supports: false)
                        : Diagnosis.Evidence("too few labels of its predictions have come to tell how they turn out", supports: false))
            }
        } else if moved < 20, differs == nil {
            unexplained += Weight.nothingOfVersion * true
        }
        if let new = versions.newZ, let old = versions.oldZ {
            if old > 4, old > new / 2 {
                unexplained += Weight.oldIsBad * true
                evidence.append(Diagnosis.Evidence("the version before has become as bad on the same traffic", supports: false))
            } else if new > 3 {
                evidence.append(Diagnosis.Evidence("the version before is as good as it was on the same traffic"))
            }
        }
        evidence += outcomeEvidence(slice)
        if let slice, whereabouts.isOfScores { evidence.append(Diagnosis.Evidence("its scores are others where \(slice.text), and hardly beside it")) }
        evidence.append(Diagnosis.Evidence("inputs are distributed as before", supports: known.movedFeatures < 20))
        if known.signals.contains(.disagreement) { evidence.append(Diagnosis.Evidence("candidates agree with it otherwise than with the version before")) }
        let back = versions.old.map { " to \($0)" } ?? ""
        let losses = versions.newLoss.map { "; its records lose \($0.short) more each than such predictions did before" } ?? ""
        return Hypothesis(
            mode: .modelRegression, submode: "new_version", columns: whereabouts.ranked, slice: slice?.text, unexplained: unexplained,
            evidence: evidence,
            remedies: [
                "Roll back\(back) from \(versions.new)\(losses).",
                slice.map { "See how \(versions.new) was trained on records with \($0.text): that is where it \($0.growth > 0 ? "is worse" : "answers otherwise")." }
                    ?? "See what \(versions.new) was trained on and how before it is rolled out again; `assay validate` holds it against the version before.",
            ])
    }

    /// Each class is as it was, and one has become more frequent.
    func labelShift() -> Hypothesis? {
        guard let outcome = known.outcome, let ofOutcomes = outcome.leftAfterLabelShift else { return nil }
        let (was, now) = outcome.truth
        let error = (was * (1 - was) / Double(outcome.count.before) + now * (1 - now) / Double(outcome.count.after)).squareRoot()
        guard error > 0, abs(now - was) / error > 4 else { return nil }
        let classes = known.before.truths.enumerated().map { row, truth in known.before.losses[row].isFinite && truth.isFinite ? Int(truth) : nil }
        let left = known.explanations.byTruth(classes, shares: [1 - now, now])
        return Hypothesis(
            mode: .labelShift, submode: labelCourse?.isGradual == true ? "gradual" : "abrupt",
            unexplained: known.failure + Weight.labelShift * true + Weight.shift * left + Weight.outcome * ofOutcomes + Weight.scores * max(0, -scoreShift)
                + relations + known.released + known.cost(of: known.signals.subtracting(.disagreement)),
            evidence: [
                Diagnosis.Evidence("\(now.percent) of the labels are positive, \(was.percent) were before"),
                Diagnosis.Evidence(
                    left < 20 ? "records of each class are as before in all columns" : "records of a class are not as before in all columns",
                    supports: left < 20),
            ] + scoresMoved,
            remedies: [
                "Adjust the scores to the new base rate (\(now.percent) instead of \(was.percent)): multiply their odds by "
                    + "\((now / (1 - now) / (was / (1 - was))).short), and choose the decision threshold anew.",
                "If the base rate stays there, train again with labels from \(day) on.",
            ])
    }

    private var scoresMoved: [Diagnosis.Evidence] {
        guard Weight.scores.value * abs(scoreShift) > 1, let shift = scores else { return [] }
        return [
            Diagnosis.Evidence(
                "the mean score moved by \(shift.observed.short), where such a share of positive labels lets expect \(shift.expected.short)", supports: scoreShift > 0)
        ]
    }

    private func outcomeEvidence(_ slice: GuiltySlice?) -> [Diagnosis.Evidence] {
        guard let outcome = known.outcome else { return [Diagnosis.Evidence("too few labels have come to tell how predictions turn out", supports: false)] }
        var result = [
            Diagnosis.Evidence(
                "the mean loss of \(outcome.count.after) labelled records is \(outcome.loss.after.short); such predictions let expect \(outcome.loss.expected.short)",
                supports: known.outcomeLeft > 0)
        ]
        if let slice, slice.growth > 0 { result.append(Diagnosis.Evidence("the loss grew most where \(slice.text): by \(slice.growth.short) a record")) }
        return result
    }

    private var day: String { known.onset?.start.day ?? "the change" }

    /// How losses beyond what was to be expected came about.
    private var conceptCourse: TimeCourse? {
        guard let all = OutcomeEvidence(before: known.before, after: known.rows.current, task: known.rows.task) else { return nil }
        return TimeCourse(times: known.rows.current.times.map { $0 / 86_400 }, values: all.excess, usual: 0)
    }

    private var labelCourse: TimeCourse? {
        guard let outcome = known.outcome else { return nil }
        let current = known.rows.current
        return TimeCourse(times: current.times.map { $0 / 86_400 }, values: current.truths, usual: outcome.truth.before)
    }

    // MARK: Records

    /// Records as such: too few, twice, or late.
    func records() -> [Hypothesis] {
        let base = known.failure + Weight.recordsAsSuch * true + Weight.shift * known.movedAll + Weight.outcome * known.outcomeLeft + relations
        func message(_ isOwn: (Alert) -> Bool) -> [Diagnosis.Evidence] { known.alerts.filter(isOwn).prefix(2).map { Diagnosis.Evidence($0.message) } }
        var result: [Hypothesis] = []
        func add(_ submode: String, _ own: RecordSignals, _ isOwn: (Alert) -> Bool, _ remedy: String) {
            guard !known.signals.isDisjoint(with: own) else { return }
            result.append(
                Hypothesis(
                    mode: .dataQuality, submode: submode,
                    unexplained: base - Weight.fewer * (own.contains(.volumeFell) ? known.fewer : 0)
                        + known.cost(of: known.signals.subtracting(own.union(.disagreement))),
                    evidence: message(isOwn), remedies: [remedy]))
        }
        add(
            "volume_drop", .volumeFell, { $0.kind == .volume },
            "Ask whoever sends the records why fewer come since \(day)\(known.volume.map { " (\($0.all.percent) of the usual number)" } ?? ""), and load those that are missing.")
        add(
            "duplicates", [.repeats, .volumeRose], { $0.signal == QualityCheck.duplicateRate.rawValue || $0.signal == QualityCheck.repeatedRate.rawValue },
            "Find what sends records twice since \(day), and remove the repeats before anything is counted or trained.")
        add(
            "late_data", .late, { $0.kind == .freshness },
            "Find what holds records back since \(day): decisions that wait for them are late, and windows are judged without them.")
        return result.filter { $0.submode != "duplicates" || known.signals.contains(.repeats) }
    }
}
