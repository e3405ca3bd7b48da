internal import Domain
internal import Foundation
internal import Statistics
internal import Store

/// Other customers: of some kinds more, of others fewer.
extension InputHypotheses {
    /// Records with any one value of a column are as before; there are more of some and fewer of others.
    func drifted() -> [Hypothesis] {
        known.features.filter { known.explanations.moved[$0] > 0 }.map { column in
            let found = known.explanations.drifted(by: column, score: known.score)
            let own = min(Weight.steadily * true + Weight.shift * found.steadily, Weight.tilted * true + Weight.shift * found.tilted)
            // Values are others and all else follows; or the column moved by itself, and steadily, and only what comes of it moved with it.
            let following = Weight.shift * found.others + max(Weight.tilted * true, min(free(column), own))
            let alone = Weight.shift * found.othersFollowingOrNot + own + Weight.alone * true
            let left = following <= alone ? found.others : found.othersFollowingOrNot
            let course = TimeCourse(column: column, known)
            let (was, now) = means(column)
            let whom = DriftedSlice.found(column, known.evidence, among: known.features).flatMap {
                names.text($0.column, $0.codes, isInside: $0.isInside, known, excess: nil, isSharpened: false)
            }
            return Hypothesis(
                mode: .covariateDrift, submode: course?.isGradual == true ? "gradual" : "abrupt", columns: [column], slice: whom,
                unexplained: known.failure + Weight.drift * true + min(following, alone) + others + outcomes + disagreement + relations + unrelated(column),
                evidence: [
                    Diagnosis.Evidence("'\(known.name(column))' moved\(was.isEmpty ? "" : " from \(was) to \(now)")"),
                    left < 20
                        ? Diagnosis.Evidence(
                            following <= alone
                                ? "among records of one '\(known.name(column))' all else is as before"
                                : "its values became more frequent the \(rises(column) ? "larger" : "smaller") they are; all else is as before or follows from it")
                        : against(left, "among records of one '\(known.name(column))' other columns are not as before"),
                ] + [whom.map { Diagnosis.Evidence("it moved where \($0) only: beside that it is distributed as before") }].compactMap(\.self),
                remedies: [
                    "No pipeline is broken, by all that can be seen: watch performance on the records that are more frequent now, and weigh them in training "
                        + "as production has them if it falls."
                ])
        }
    }

    /// Whether large values became more frequent.
    private func rises(_ column: Int) -> Bool {
        func mean(_ codes: [[Int]]) -> Double {
            let ordered = codes[column].filter { $0 < known.evidence.columns[column].coding.valueCount }
            return Double(ordered.reduce(0, +)) / Double(max(1, ordered.count))
        }
        return mean(known.evidence.after) > mean(known.evidence.before)
    }

    /// Other customers' columns go together as those of the customers before.
    private func unrelated(_ column: Int) -> Unexplained { Weight.related * (known.relations?.parted[column] ?? 0) }

    private var disagreement: Unexplained { Weight.disagreementOfCustomers * known.signals.contains(.disagreement) }

    /// What outcomes count: other customers' are others.
    private var outcomes: Unexplained { Weight.outcomeOfCustomers * known.outcomeLeft }

    private func means(_ column: Int) -> (String, String) {
        guard case .numbers(let before) = known.before.cells[column], case .numbers(let after) = known.after.cells[column] else { return ("", "") }
        let (was, now) = (Moments(before.filter(\.isFinite)), Moments(after.filter(\.isFinite)))
        return was.count > 0 && now.count > 0 ? ("a mean of \(was.mean.short)", now.mean.short) : ("", "")
    }

    /// A slice became larger, within which and beside which all is as before.
    func grown() -> [Hypothesis] {
        let slices = known.explanations.slices(score: known.score).filter { known.isFeature($0.column) }
        return slices.prefix(8).flatMap { mix -> [Hypothesis] in
            let grows = mix.after > mix.before
            guard let name = names.text(mix, grows: true, known) else { return [] }
            let (was, now) = grows ? (mix.before, mix.after) : (1 - mix.before, 1 - mix.after)
            let (following, alone) = (mix.following, mix.alone)
            let left = following <= alone ? mix.found.left : mix.found.followingOrNot
            let base = known.failure + Self.slice(known.evidence.columns[mix.column].coding) + outcomes + disagreement + relations + unrelated(mix.column)
            // Customers who come besides take nobody's place.
            let fewer = Weight.fewer * max(0, known.missing - known.fewer)
            var result = [
                Hypothesis(
                    mode: .populationShift, submode: "slice_grows", columns: [mix.column], slice: name,
                    unexplained: base + mix.unexplained + fewer + Weight.rate * (known.volume?.leaning(known.volume?.all ?? 1) ?? 0) + others,
                    evidence: [
                        Diagnosis.Evidence("\(name) holds for \(now.percent) of the records, \(was.percent) were usual"),
                        left < 20
                            ? Diagnosis.Evidence(
                                following <= alone
                                    ? "within this slice and beside it all columns are as before" : "all else is as before or follows from how many there are")
                            : against(left, "within this slice or beside it columns are not as before"),
                    ], remedies: ["Train again with as large a share of \(name) as production has (\(now.percent)), and watch performance there."])
            ]
            // Or others were lost, and this one only has the larger share: of what is left nothing moved by itself.
            if let lost = names.text(mix, grows: false, known), let rates = known.volume?.rates(mix.column, mix.codes, known.evidence) {
                let (gone, kept) = grows ? (rates.outside, rates.inside) : (rates.inside, rates.outside)
                if gone < 0.8 {
                    result.append(
                        Hypothesis(
                            mode: .dataQuality, submode: "volume_drop", columns: [mix.column], slice: lost,
                            unexplained: base + Weight.lostSlice * true + following - Weight.fewer * known.fewer
                                + Weight.rate * ((known.volume?.surprise(kept) ?? 0) + (known.volume?.leaning(kept) ?? 0))
                                + known.cost(of: known.signals.subtracting([.disagreement, .volumeFell])),
                            evidence: [
                                Diagnosis.Evidence("records with \(lost) come at \(gone.percent) of their usual rate, all others at \(kept.percent)")
                            ], remedies: ["Ask the source of records with \(lost) what became of them, and load those that are missing."]))
                }
            }
            return result
        }
    }

    /// Records of a kind that was not there before, beside which all others are as before, and which differ from them in more than one column.
    func appeared() -> [Hypothesis] {
        known.features.compactMap { column in
            guard let new = newRecords[column], let text = names.newValues(column, known) else { return nil }
            return Hypothesis(
                mode: .populationShift, submode: "new_segment", columns: [column], slice: text,
                unexplained: known.failure + Weight.shift * new.othersLeft + Weight.newSegment * true + Weight.likeness * new.likeness + others
                    + Weight.outcomeOfBroken * known.outcomeLeft + disagreement,
                evidence: [
                    Diagnosis.Evidence("\(text) holds for \(new.share.percent) of the records, and never did before"),
                    new.othersLeft < 20
                        ? Diagnosis.Evidence("all other records are as before") : against(new.othersLeft, "other records are not as before either"),
                    new.difference.total > 2
                        ? Diagnosis.Evidence("they differ from all others in more than that") : Diagnosis.Evidence("they differ from others in nothing else", supports: false),
                ], remedies: ["The model has learned nothing of \(text): decide by other means there until labels of these records are in its training set."])
        }
    }
}

extension TimeCourse {
    /// How a column's shares came to be what they are: by the mean logarithm of their ratio.
    init?(column: Int, _ known: DiagnosisCase) {
        let (before, after) = (known.evidence.sharesBefore(column), known.evidence.sharesAfter(column))
        let small = 0.5 / Double(max(1, known.before.count))
        let scores = zip(before, after).map { min(3, max(-3, log(($1 + small) / ($0 + small)))) }
        let coding = known.evidence.columns[column].coding
        let codes = coding.codes(known.rows.current.cells[column])
        let usual = zip(before, scores).reduce(0) { $0 + $1.0 * $1.1 }
        self.init(times: known.rows.current.times.map { $0 / 86_400 }, values: codes.map { scores[$0] }, usual: usual)
    }
}
