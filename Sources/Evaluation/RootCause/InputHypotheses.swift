internal import Domain
internal import Foundation
internal import Statistics
internal import Store

/// What may have happened to inputs: a column is broken, or customers are others.
struct InputHypotheses {
    let known: DiagnosisCase
    let names: SliceNames

    /// The price of taking a column's new shares as they are: half the logarithm of the records for each.
    private func free(_ column: Int) -> Double {
        let size = Double(max(2, min(known.before.count, known.after.count)))
        return Weights.shift * Double(max(1, known.evidence.codings[column].valueCount - 1)) * log(size)
    }

    /// The price of shares that rise or fall steadily with a column's values, in whatever way.
    private static let steadily = 6.0

    /// What every hypothesis about inputs leaves: alerts about records, and relations that are broken between other columns.
    private var others: Double { known.signals.subtracting(.disagreement).cost }

    /// That columns no longer go together as they did is not explained by other customers.
    private var relations: Double { Weights.relation * (known.relations?.left ?? 0) }

    /// What outcomes count where inputs are held to have changed, which moves outcomes a little.
    private func outcomes(_ share: Double) -> Double { Weights.outcome * share * known.outcomeLeft }

    // MARK: Broken columns

    /// Columns whose own values changed while all others are as before.
    func broken() -> [Hypothesis] {
        let found = known.features.map { column in (column, mechanisms(column)) }
        var result = found.flatMap { column, mechanisms in mechanisms.map { hypothesis([column], [$0]) } }
        // Several columns of one source.
        for submode in ["stale_source", "nulls", "unseen_category", "type_corruption"] {
            let alike = found.compactMap { column, mechanisms in mechanisms.filter { $0.submode == submode }.min { $0.misfit < $1.misfit }.map { (column, $0) } }
            if alike.count > 1 { result.append(hypothesis(alike.map(\.0), alike.map(\.1))) }
        }
        // A source that repeats itself also moves columns of few values, in no way of their own.
        let stale = Set(found.filter { _, mechanisms in mechanisms.contains { $0.submode == "stale_source" } }.map(\.0))
        let moved = known.features.filter { known.explanations.moved[$0] > 0 && !stale.contains($0) }
        if !stale.isEmpty, !moved.isEmpty, moved.count <= 3 {
            let own = stale.sorted().compactMap { column in mechanisms(column).first { $0.submode == "stale_source" }.map { (column, $0) } }
            var group = hypothesis(own.map(\.0) + moved, own.map(\.1))
            group.unexplained += 2 * Double(moved.count)
            result.append(group)
        }
        return result + swapped() + torn()
    }

    private func mechanisms(_ column: Int) -> [Mechanism] {
        let evidence = known.evidence
        let isAlerted = { (signals: Set<String>) in known.alerts.contains { $0.feature == known.name(column) && signals.contains($0.signal) } }
        let search = MechanismSearch(
            name: known.name(column), before: known.before.cells[column], after: known.after.cells[column], coding: evidence.codings[column],
            codes: (evidence.before[column], evidence.after[column]), overdispersion: evidence.overdispersion[column],
            hasTypeErrors: isAlerted([QualityCheck.typeErrorRate.rawValue, QualityCheck.typeChanged.rawValue]), repeated: known.repeated[column])
        guard known.explanations.moved[column] > 0 || known.repeated[column]?.isMore == true || isAlerted(RateSignal.Kind.watched)
            || isAlerted([QualityCheck.typeChanged.rawValue])
        else { return [] }
        return search.mechanisms(cost: free(column))
    }

    private func hypothesis(_ columns: [Int], _ mechanisms: [Mechanism]) -> Hypothesis {
        let own = Set(columns).union(known.score.map { [$0] } ?? [])
        let left = known.explanations.leftOfOthers(than: own)
        let misfit = mechanisms.reduce(0) { $0 + $1.misfit }
        let cost = mechanisms.map(\.cost).reduce(0, +)
        let relations = Weights.relation * (known.relations?.left(without: own) ?? 0)
        return Hypothesis(
            mode: mechanisms[0].mode, submode: mechanisms[0].submode, columns: columns,
            unexplained: known.failure + Weights.shift * (left + misfit) + cost + others + outcomes(0.01) + relations,
            evidence: mechanisms.map { Diagnosis.Evidence($0.sentence) }
                + [left < 20 ? Diagnosis.Evidence("the other columns are distributed as before") : against(left, "other columns moved as well")],
            remedies: mechanisms.map(\.remedy))
    }

    private func against(_ left: Double, _ text: String) -> Diagnosis.Evidence {
        Diagnosis.Evidence("\(text) (chi-square \(left.short) beyond chance)", supports: false)
    }

    /// Two columns that have each other's values, in a part of the records.
    private func swapped() -> [Hypothesis] {
        let moved = known.features.filter { known.explanations.moved[$0] > 0 }
        var result: [Hypothesis] = []
        for one in moved {
            for other in moved where other > one {
                guard let fit = SwappedColumns(known.before.cells[one], known.before.cells[other], known.after.cells[one], known.after.cells[other]) else { continue }
                let spread = max(known.evidence.overdispersion[one], known.evidence.overdispersion[other])
                let misfit = fit.changes.reduce(0) { $0 + $1.excess(overdispersion: spread) }
                let names = (known.name(one), known.name(other))
                let sentence = "'\(names.0)' and '\(names.1)' have each other's values in \(fit.share.percent) of the records"
                result.append(
                    hypothesis(
                        [one, other],
                        [
                            Mechanism(
                                mode: .trainingServingSkew, submode: "columns_swapped", misfit: misfit, cost: 1, sentence: sentence,
                                remedy: "Put '\(names.0)' and '\(names.1)' in their places in serving, and score the records since then anew.")
                        ]))
            }
        }
        return result
    }

    /// Columns that are as before by themselves, but belong to other records.
    private func torn() -> [Hypothesis] {
        guard let relations = known.relations, relations.left > 60 else { return [] }
        let alerted = Set(known.alerts.compactMap(\.feature))
        let columns = relations.guilty(preferred: Set(known.features.filter { known.repeated[$0]?.isMore == true || alerted.contains(known.name($0)) }))
        guard !columns.isEmpty else { return [] }
        let names = columns.map { "'\(known.name($0))'" }.joined(separator: ", ")
        return [
            hypothesis(
                columns,
                [
                    Mechanism(
                        mode: .dataQuality, submode: "stale_source", misfit: 0, cost: 2,
                        sentence: "\(names) no longer go together with the other columns as they did, while their own values are as before: they are of other records",
                        remedy: "Ask the source of \(names) whether it answers for the record that was asked about; what it says is late or of another key.")
                ])
        ]
    }

    // MARK: Other customers

    /// Records with any one value of a column are as before; there are more of some and fewer of others.
    func drifted() -> [Hypothesis] {
        known.features.filter { known.explanations.moved[$0] > 0 }.map { column in
            let found = known.explanations.reweighted(by: column)
            let steady = Self.steadily + Weights.shift * found.own
            let course = TimeCourse(column: column, known)
            let (was, now) = means(column)
            return Hypothesis(
                mode: .covariateDrift, submode: course?.isGradual == true ? "gradual" : "abrupt", columns: [column],
                unexplained: known.failure + Weights.shift * found.left + min(free(column), steady) + others + outcomes(0.1) + disagreement + relations,
                evidence: [
                    Diagnosis.Evidence("'\(known.name(column))' moved\(was.isEmpty ? "" : " from \(was) to \(now)")"),
                    found.left < 20
                        ? Diagnosis.Evidence("among records of one '\(known.name(column))' all else is as before")
                        : against(found.left, "among records of one '\(known.name(column))' other columns are not as before"),
                ],
                remedies: [
                    "No pipeline is broken, by all that can be seen: watch performance on the records that are more frequent now, and weigh them in training "
                        + "as production has them if it falls."
                ])
        }
    }

    private var disagreement: Double { known.signals.contains(.disagreement) ? Weights.disagreement / 3 : 0 }

    private func means(_ column: Int) -> (String, String) {
        guard case .numbers(let before) = known.before.cells[column], case .numbers(let after) = known.after.cells[column] else { return ("", "") }
        let (was, now) = (Moments(before.filter(\.isFinite)), Moments(after.filter(\.isFinite)))
        return was.count > 0 && now.count > 0 ? ("a mean of \(was.mean.short)", now.mean.short) : ("", "")
    }

    /// A slice became larger, within which and beside which all is as before.
    func grown() -> [Hypothesis] {
        let slices = known.explanations.slices().filter { known.isFeature($0.column) }
        return slices.prefix(8).flatMap { mix -> [Hypothesis] in
            let grows = mix.after > mix.before
            guard let name = names.text(mix, grows: true, known) else { return [] }
            let (was, now) = grows ? (mix.before, mix.after) : (1 - mix.before, 1 - mix.after)
            let base = known.failure + Weights.shift * mix.found.left + outcomes(0.1) + disagreement + relations
            // Customers who come besides take nobody's place.
            let fewer = known.volume.map { $0.all < 1 ? $0.surprise($0.all) : 0 } ?? 0
            var result = [
                Hypothesis(
                    mode: .populationShift, submode: "slice_grows", columns: [mix.column], slice: name,
                    unexplained: base + 1.5 + fewer + others,
                    evidence: [
                        Diagnosis.Evidence("\(name) holds for \(now.percent) of the records, \(was.percent) were usual"),
                        mix.found.left < 20
                            ? Diagnosis.Evidence("within this slice and beside it all columns are as before")
                            : against(mix.found.left, "within this slice or beside it columns are not as before"),
                    ], remedies: ["Train again with as large a share of \(name) as production has (\(now.percent)), and watch performance there."])
            ]
            // Or others were lost, and this one only has the larger share.
            if let lost = names.text(mix, grows: false, known), let rates = known.volume?.rates(mix.column, mix.codes, known.evidence) {
                let (gone, kept) = grows ? (rates.outside, rates.inside) : (rates.inside, rates.outside)
                if gone < 0.8 {
                    result.append(
                        Hypothesis(
                            mode: .dataQuality, submode: "volume_drop", columns: [mix.column], slice: lost,
                            unexplained: base + 1.5 + (known.volume?.surprise(kept) ?? 0) + known.signals.subtracting([.disagreement, .volumeFell]).cost,
                            evidence: [
                                Diagnosis.Evidence("records with \(lost) come at \(gone.percent) of their usual rate, all others at \(kept.percent)")
                            ], remedies: ["Ask the source of records with \(lost) what became of them, and load those that are missing."]))
                }
            }
            return result
        }
    }

    /// Records of a kind that was not there before, beside which all others are as before.
    func appeared() -> [Hypothesis] {
        known.features.compactMap { column in
            let evidence = known.evidence
            let codes = evidence.after[column]
            let unseen = evidence.codings[column].unseen
            let count = codes.count { $0 == unseen }
            guard Double(count) > 0.01 * Double(codes.count), count >= 10, let text = names.newValues(column, known) else { return nil }
            // Beside the new records others are as before, and new ones differ from these in more than this column.
            var (left, apart) = (0.0, 0.0)
            for other in evidence.names.indices {
                var observed = [Double](repeating: 0, count: evidence.codings[other].size)
                var new = observed
                for (row, code) in codes.enumerated() {
                    if code == unseen { new[evidence.after[other][row]] += 1 } else { observed[evidence.after[other][row]] += 1 }
                }
                func excess(_ counts: [Double]) -> Double {
                    ShareChange(expected: evidence.shares(other, evidence.before), size: Double(evidence.beforeCount), observed: counts)
                        .excess(overdispersion: evidence.overdispersion[other])
                }
                left += excess(observed)
                if other != column, known.isFeature(other) { apart += excess(new) }
            }
            let share = Double(count) / Double(codes.count)
            return Hypothesis(
                mode: .populationShift, submode: "new_segment", columns: [column], slice: text,
                unexplained: known.failure + Weights.shift * left + (apart > 15 ? 2 : 10) + others + outcomes(0.1) + disagreement,
                evidence: [
                    Diagnosis.Evidence("\(text) holds for \(share.percent) of the records, and never did before"),
                    left < 20 ? Diagnosis.Evidence("all other records are as before") : against(left, "other records are not as before either"),
                ], remedies: ["The model has learned nothing of \(text): decide by other means there until labels of these records are in its training set."])
        }
    }
}

extension TimeCourse {
    /// How a column's shares came to be what they are: by the mean logarithm of their ratio.
    init?(column: Int, _ known: DiagnosisCase) {
        let (before, after) = (known.evidence.shares(column, known.evidence.before), known.evidence.shares(column, known.evidence.after))
        let small = 0.5 / Double(max(1, known.before.count))
        let scores = zip(before, after).map { min(3, max(-3, log(($1 + small) / ($0 + small)))) }
        let coding = known.evidence.codings[column]
        let codes = coding.codes(known.rows.current.cells[column])
        let usual = zip(before, scores).reduce(0) { $0 + $1.0 * $1.1 }
        self.init(times: known.rows.current.times.map { $0 / 86_400 }, values: codes.map { scores[$0] }, usual: usual)
    }
}
