internal import Domain
internal import Foundation
internal import Statistics
internal import Store

/// What may have happened to inputs: a column is broken, or customers are others.
struct InputHypotheses {
    let known: DiagnosisCase
    let names: SliceNames
    /// By feature; `nil` where there are none.
    let newRecords: [NewRecords?]

    init(known: DiagnosisCase, names: SliceNames) {
        (self.known, self.names) = (known, names)
        newRecords = known.features.map { NewRecords($0, known) }
    }

    /// The price of taking a column's new shares as they are: half the logarithm of the records for each.
    func free(_ column: Int) -> Unexplained {
        let size = Double(max(2, min(known.before.count, known.after.count)))
        return Weight.freeShares * (Double(max(1, known.evidence.columns[column].coding.valueCount - 1)) * log(size))
    }

    /// The price of a slice: its share, and of a number that is no code the limit.
    static func slice(_ coding: EvidenceCoding) -> Unexplained {
        if case .edges = coding.values { return Weight.sliceOfNumbers * true }
        return Weight.slice * true
    }

    /// What every hypothesis about inputs leaves: alerts about records, and that a version came at just this time.
    var others: Unexplained { known.cost(of: known.signals.subtracting(.disagreement)) + known.released }

    /// That columns no longer go together as they did is not explained by other customers.
    var relations: Unexplained { Weight.relation * (known.relations?.left ?? 0) }

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
            group.unexplained += Weight.besideStale * Double(moved.count)
            result.append(group)
        }
        return result + swapped() + torn() + pooled()
    }

    private func mechanisms(_ column: Int) -> [Mechanism] {
        let evidence = known.evidence
        let isAlerted = { (signals: Set<String>) in known.alerts.contains { $0.feature == known.name(column) && signals.contains($0.signal) } }
        let search = MechanismSearch(
            name: known.name(column), before: known.before.cells[column], after: known.after.cells[column], coding: evidence.columns[column].coding,
            codes: (evidence.columns[column].before, evidence.columns[column].after), overdispersion: evidence.columns[column].overdispersion,
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
        var cost = mechanisms.map(\.cost).sum()
        if mechanisms.contains(where: \.replacesAny) { cost += columns.map { newRecords[$0]?.difference ?? .nothing }.sum() }
        var relations = Weight.relation * (known.relations?.left(without: own) ?? 0)
        if mechanisms.contains(where: { $0.submode == "stale_source" }), let kept = known.relations?.kept {
            relations += Weight.related * columns.allSatisfy(kept.contains)
        }
        return Hypothesis(
            mode: mechanisms[0].mode, submode: mechanisms[0].submode, columns: columns,
            unexplained: known.failure + Weight.shift * (left + misfit) + cost + others + Weight.outcomeOfBroken * known.outcomeLeft + relations,
            evidence: mechanisms.map { Diagnosis.Evidence($0.sentence) }
                + [left < 20 ? Diagnosis.Evidence("the other columns are distributed as before") : against(left, "other columns moved as well")],
            remedies: mechanisms.map(\.remedy))
    }

    func against(_ left: Double, _ text: String) -> Diagnosis.Evidence {
        Diagnosis.Evidence("\(text) (chi-square \(left.short) beyond chance)", supports: false)
    }

    /// Two columns that have each other's values, in a part of the records.
    private func swapped() -> [Hypothesis] {
        let moved = known.features.filter { known.explanations.moved[$0] > 0 }
        var result: [Hypothesis] = []
        for one in moved {
            for other in moved where other > one {
                guard let fit = SwappedColumns(known.before.cells[one], known.before.cells[other], known.after.cells[one], known.after.cells[other]) else { continue }
                let spread = max(known.evidence.columns[one].overdispersion, known.evidence.columns[other].overdispersion)
                let misfit = fit.changes.reduce(0) { $0 + $1.excess(overdispersion: spread) }
                let names = (known.name(one), known.name(other))
                let sentence = "'\(names.0)' and '\(names.1)' have each other's values in \(fit.share.percent) of the records"
                result.append(
                    hypothesis(
                        [one, other],
                        [
                            Mechanism(
                                mode: .trainingServingSkew, submode: "columns_swapped", misfit: misfit, cost: Weight.swapped * true, sentence: sentence,
                                remedy: "Put '\(names.0)' and '\(names.1)' in their places in serving, and score the records since then anew.")
                        ]))
            }
        }
        // Of columns that say nearly the same neither need move; the others tell whose values they have.
        for pair in known.relations?.exchanged ?? [] where !result.contains(where: { $0.columns == [pair.one, pair.other] }) {
            let names = (known.name(pair.one), known.name(pair.other))
            result.append(
                hypothesis(
                    [pair.one, pair.other],
                    [
                        Mechanism(
                            mode: .trainingServingSkew, submode: "columns_swapped", misfit: 0, cost: Weight.swapped * true,
                            sentence: "'\(names.0)' and '\(names.1)' fit the other columns with each other's values, in about \(pair.share.percent) of the records",
                            remedy: "Put '\(names.0)' and '\(names.1)' in their places in serving, and score the records since then anew.")
                    ]))
        }
        return result
    }

    /// Columns of one source that repeats a few answers together.
    private func pooled() -> [Hypothesis] {
        guard let pool = known.pool else { return [] }
        let names = pool.columns.map { "'\(known.name($0))'" }.joined(separator: ", ")
        return [
            hypothesis(
                pool.columns,
                [
                    Mechanism(
                        mode: .dataQuality, submode: "stale_source", misfit: 0, cost: Weight.pool * true,
                        sentence: "\(names) have \(pool.combinations) different combinations of values, where as many records had about \(pool.expected), and no new "
                            + "ones come",
                        remedy: "Ask the source of \(names) whether it still answers for each record: it gives a few answers again and again.")
                ])
        ]
    }

    /// These hypotheses, and where columns are late by some records that one, which no other explains.
    func lagged(beside others: [Hypothesis]) -> [Hypothesis] {
        guard let lagged = known.lagged, let surest = lagged.columns.first else { return others }
        let names = lagged.columns.map { "'\(known.name($0.place))'" }.joined(separator: ", ")
        let what = lagged.told == .byOutcomes ? "what became of a record goes" : "the other columns of a record go"
        let own = hypothesis(
            lagged.columns.map(\.place),
            [
                Mechanism(
                    mode: .dataQuality, submode: "stale_source", misfit: lagged.columns.reduce(0) { $0 + known.explanations.moved[$1.place] },
                    cost: Weight.lagged * true,
                    sentence: "\(what) with \(names) of \(lagged.lag) records later (\(abs(surest.z).short) times what is usual of a lag), and with no others: "
                        + "they are of the record \(lagged.lag) before",
                    remedy: "Ask the source of \(names) whether it answers for the record that was asked about: its answers are \(lagged.lag) records late.")
            ])
        return [own] + others.map { other in
            var other = other
            other.unexplained += Weight.lag * true
            return other
        }
    }

    /// These hypotheses, of which those pay that do not speak of columns whose values stay from record to record.
    func held(among hypotheses: [Hypothesis]) -> [Hypothesis] {
        // What is sent twice repeats everything.
        guard !known.signals.contains(.repeats) else { return hypotheses }
        let held = Set(known.features.filter { known.repeated[$0]?.isHeld == true })
        return hypotheses.map { hypothesis in
            var hypothesis = hypothesis
            hypothesis.unexplained += Weight.held * Double(min(2, held.subtracting(hypothesis.columns).count))
            return hypothesis
        }
    }

    /// Columns that belong to other records: as before by themselves, or of other shares, too, where a source gives a few answers for all that it is asked.
    private func torn() -> [Hypothesis] { tornAndMoved() + tornAlone() }

    private func tornAndMoved() -> [Hypothesis] {
        (known.relations?.lost ?? []).sorted().filter { known.explanations.moved[$0] > 0 }.map { column in
            let name = known.name(column)
            return hypothesis(
                [column],
                [
                    Mechanism(
                        mode: .dataQuality, submode: "stale_source", misfit: 0, cost: Weight.torn * true + free(column),
                        sentence: "'\(name)' no longer goes together with the other columns as it did: its values are of other records",
                        remedy: Self.ofOtherRecords("'\(name)'"))
                ])
        }
    }

    private static func ofOtherRecords(_ names: String) -> String {
        "Ask the source of \(names) whether it answers for the record that was asked about; what it says is late or of another key."
    }

    private func tornAlone() -> [Hypothesis] {
        guard let relations = known.relations, relations.left > 30 else { return [] }
        // Of columns that go together less the one that told it first need not be the one.
        let alerted = Set(known.alerts.filter { $0.signal != RateSignal.Kind.relation.signal }.compactMap(\.feature))
        let columns = relations.guilty(preferred: Set(known.features.filter { known.repeated[$0]?.isMore == true || alerted.contains(known.name($0)) }))
        guard !columns.isEmpty else { return [] }
        let names = columns.map { "'\(known.name($0))'" }.joined(separator: ", ")
        return [
            hypothesis(
                columns,
                [
                    Mechanism(
                        mode: .dataQuality, submode: "stale_source", misfit: 0, cost: Weight.torn * true,
                        sentence: "\(names) no longer go together with the other columns as they did, while their own values are as before: they are of other records",
                        remedy: Self.ofOtherRecords(names))
                ])
        ]
    }
}
