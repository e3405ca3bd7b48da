package import Domain

/// A comparison of versions as text for a terminal: the verdict first.
package struct ComparisonText: Sendable, Hashable {
    private let width: Int
    private let isQuiet: Bool

    /// - Parameter width: cells in a line; brought within `TerminalReport.widths`.
    package init(width: Int = 80, isQuiet: Bool = false) {
        self.width = min(max(width, TerminalReport.widths.lowerBound), TerminalReport.widths.upperBound)
        self.isQuiet = isQuiet
    }

    /// The text, with a line feed at its end.
    package func text(of report: ComparisonReport) -> String {
        var parts = [verdict(report)]
        if !isQuiet {
            parts += [
                facts(report), candidates(report), protected(report), metrics(report), calibration(report),
            ] + report.candidates.map { differences(of: $0, report) } + [choice(report)] + report.fairness.map(fairness) + [notes(report)]
        }
        return parts.filter { !$0.isEmpty }.map { lines in
            lines.map { $0.shortenedAtTheEnd(to: width).trimmedAtTheEnd.rendered(.plain) + "\n" }.joined()
        }.joined(separator: "\n")
    }

    private func verdict(_ report: ComparisonReport) -> [StyledText] {
        let verdict = report.verdict
        let reason = verdict.decision == .keep ? "keep \(report.baseline): \(verdict.reason)" : "\(Self.words(verdict)): \(verdict.reason)"
        return Wrapping.lines(reason, width: width).map { StyledText($0, .bold) }
    }

    /// `promote v2`, `keep`, `not yet: about 1,200 more labels, by 2026-03-01`.
    private static func words(_ verdict: ComparisonReport.Verdict) -> String {
        switch verdict.decision {
        case .promote: return "promote \(verdict.version ?? "")"
        case .keep: return "keep"
        case .notYet:
            guard let more = verdict.moreLabels else { return "not yet" }
            let date = verdict.expectedBy.map { ", by \($0.day)" } ?? ""
            return "not yet, about \(Figures.count(rounded(more), "more label"))\(date)"
        }
    }

    /// To two digits: it is a guess.
    private static func rounded(_ count: Int) -> Int {
        var unit = 1
        while count / unit >= 100 { unit *= 10 }
        return (count + unit / 2) / unit * unit
    }

    private func facts(_ report: ComparisonReport) -> [StyledText] {
        let pairing = report.pairing
        let lost = [
            (pairing.records - pairing.predictedByAll, "without a prediction of every version"),
            (pairing.predictedByAll - pairing.unknownClass - pairing.labelled, "without known ground truth"),
            (pairing.unknownClass, "with ground truth of no known class"),
        ].filter { $0.0 > 0 }.map { "\(Figures.count($0.0)) \($0.1)" }
        let span = pairing.start.flatMap { start in pairing.end.map { " from \(start.day) to \($0.day)" } } ?? ""
        let facts = [
            ("records", "\(Figures.count(pairing.labelled)) of \(Figures.count(pairing.records)) compared\(span)"),
            ("left out", lost.joined(separator: ", ")),
            ("baseline", report.baseline),
            ("decided by", "\(report.metric), \(report.higherIsBetter ? "higher" : "lower") is better; at most \(Figures.percent(report.alpha)) wrong promotions"),
        ]
        return [SectionText.heading("Compared", width: width)]
            + facts.filter { !$0.1.isEmpty }.flatMap { label, text in
                SectionText.labelled(label, Wrapping.lines(text, width: width - 14).map { StyledText($0) }, labelWidth: 10)
            }
    }

    private func candidates(_ report: ComparisonReport) -> [StyledText] {
        let table = TextTable(
            [
                .init(title: "version", narrowest: 14), .init(title: "better by", alignment: .right), .init(title: "surely between"),
                .init(title: "verdict", narrowest: 10), .init(title: "since", leaveOut: 0),
            ],
            report.candidates.map { candidate in
                let look = candidate.sequence.current
                return [
                    .text(candidate.version), .text(Figures.change(look.improvement)), .text(Self.bounds(look)),
                    .text(candidate.verdict.decision == .promote ? "promote" : Self.words(candidate.verdict)),
                    .text(candidate.sequence.decidedAt.map { "\(Figures.count($0.count)) labels\($0.time.map { ", \($0.day)" } ?? "")" } ?? ""),
                ]
            })
        return [SectionText.heading("Verdicts", "bounds hold at all looks at once", width: width)] + SectionText.table(table, width: width)
    }

    private static func bounds(_ look: ComparisonReport.Look) -> String {
        guard let lower = look.lower, let upper = look.upper else { return "too few labels" }
        return "\(Figures.change(lower)) and \(Figures.change(upper))"
    }

    private func protected(_ report: ComparisonReport) -> [StyledText] {
        let rows = report.candidates.flatMap { candidate in candidate.protected.map { (candidate.version, $0) } }
        guard !rows.isEmpty else { return [] }
        let table = TextTable(
            [
                .init(title: "slice", narrowest: 12), .init(title: "version", narrowest: 8), .init(title: "labels", alignment: .right),
                .init(title: "better by", alignment: .right), .init(title: "surely between"), .init(title: "margin", alignment: .right),
                .init(title: ""),
            ],
            rows.map { version, item in
                [
                    .text(item.slice), .text(version), .text(Figures.count(item.look.count)), .text(Figures.change(item.look.improvement)),
                    .text(Self.bounds(item.look)), .text(Figures.number(item.margin)), .text(item.state.rawValue),
                ]
            })
        return [SectionText.heading("Protected", width: width)] + SectionText.table(table, width: width)
    }

    private func metrics(_ report: ComparisonReport) -> [StyledText] {
        let names = report.versions.flatMap { $0.metrics.map(\.metric) }.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        let table = TextTable(
            [.init(title: "metric", narrowest: 10)] + report.versions.map { .init(title: $0.name, alignment: .decimalPoint) },
            names.map { name in
                [.text(name)] + report.versions.map { version in
                    .text(Figures.number(version.metrics.first { $0.metric == name }?.value))
                }
            })
        return [SectionText.heading("Side by side", "on the same \(Figures.count(report.pairing.labelled, "record"))", width: width)]
            + SectionText.table(table, width: width)
    }

    private func calibration(_ report: ComparisonReport) -> [StyledText] {
        let rows = report.versions.compactMap { version in version.calibration.map { (version.name, $0) } }
        guard !rows.isEmpty else { return [] }
        let table = TextTable(
            [
                .init(title: "version", narrowest: 8), .init(title: "mean score", alignment: .right), .init(title: "positives", alignment: .right),
                .init(title: "calibration error", alignment: .right), .init(title: "of it by chance", alignment: .right),
            ],
            rows.map { name, item in
                [
                    .text(name), .text(Figures.percent(item.meanScore)), .text(Figures.percent(item.positiveRate)),
                    .text(Figures.number(item.expectedCalibrationError)), .text(Figures.number(item.byChance)),
                ]
            })
        return [SectionText.heading("Calibration", width: width)] + SectionText.table(table, width: width)
    }

    private func differences(of candidate: ComparisonReport.Candidate, _ report: ComparisonReport) -> [StyledText] {
        // All metrics over all records; within slices the one that decides.
        let shown = candidate.differences.filter { $0.slice == nil || $0.metric == report.metric }
        let table = TextTable(
            [
                .init(title: "metric"), .init(title: "where", narrowest: 8), .init(title: "n", alignment: .right, leaveOut: 0),
                .init(title: "difference", alignment: .right), .init(title: "interval"), .init(title: ""),
            ],
            shown.map { item in
                let interval = item.lower.flatMap { lower in item.upper.map { "\(Figures.change(lower)) to \(Figures.change($0))" } }
                return [
                    .text(item.metric), .text(item.slice ?? ""), .text(Figures.count(item.count)), .text(Figures.change(item.difference)),
                    .text(interval ?? Figures.unknown), .text(Self.sign(item)),
                ]
            })
        let remark = "\(Figures.percent(1 - report.alpha)) intervals, each for one look"
        return [SectionText.heading("\(candidate.version) less \(report.baseline)", remark, width: width)] + SectionText.table(table, width: width)
    }

    /// Whether the interval has zero on one side.
    private static func sign(_ item: ComparisonReport.Difference) -> String {
        guard let lower = item.lower, let upper = item.upper, lower > 0 || upper < 0 else { return "" }
        return (lower > 0) == item.higherIsBetter ? "better" : "worse"
    }

    private func choice(_ report: ComparisonReport) -> [StyledText] {
        guard let choice = report.choice else { return [] }
        let table = TextTable(
            [
                .init(title: "where", narrowest: 12), .init(title: "n", alignment: .right), .init(title: "best", narrowest: 8),
                .init(title: "ahead by", alignment: .right), .init(title: "interval"), .init(title: "of", leaveOut: 0),
            ],
            choice.groups.map { group in
                let interval = group.lower.flatMap { lower in group.upper.map { "\(Figures.change(lower)) to \(Figures.change($0))" } }
                return [
                    .text(group.slice ?? "elsewhere"), .text(Figures.count(group.count)), .text(group.best), .text(Figures.change(group.lead)),
                    .text((interval ?? Figures.unknown) + ((group.lower ?? 0) > 0 ? "" : " ?")), .text(group.second),
                ]
            })
        let regret = Figures.measured(choice.regret, standardError: choice.standardError)
        return [SectionText.heading("One version for all, or one for each slice", "? may be chance", width: width)] + SectionText.table(table, width: width)
            + SectionText.paragraph(
                "Best for all: \(choice.bestForAll). The best of each slice would gain \(regret) of \(report.metric) a record "
                    + "(chosen on one half of the records, measured on the other).", width: width)
    }

    /// Rates by group; a sign where a group's surely differs from the largest group's.
    private func fairness(_ report: FairnessReport) -> [StyledText] {
        func text(_ rate: FairnessReport.Rate) -> String {
            guard let value = rate.value else { return Figures.unknown }
            let isSure = (rate.lower ?? 0) > 0 || (rate.upper ?? 0) < 0
            return Figures.percent(value) + (isSure ? " *" : rate.total < FairnessReport.leastRecords ? " ?" : "  ")
        }
        let table = TextTable(
            [
                .init(title: report.attribute, narrowest: 12), .init(title: "n", alignment: .right),
                .init(title: "selected", alignment: .right), .init(title: "TPR", alignment: .right),
                .init(title: "FPR", alignment: .right), .init(title: "precision", alignment: .right),
                .init(title: "impact ratio"),
            ],
            report.groups.map { group in
                let impact = group.rates.first { $0.measure == .selectionRate }
                return [.text(SafeText.name(group.value)), .text(Figures.count(group.count))] + group.rates.map { .text(text($0)) } + [
                    .text(impact?.ratio.map { Figures.number($0) } ?? "")
                ]
            })
        return [SectionText.heading("Fairness of \(report.version)", "* surely other than of \(report.reference), ? too few to tell", width: width)]
            + SectionText.table(table, width: width)
    }

    private func notes(_ report: ComparisonReport) -> [StyledText] {
        guard !report.notes.isEmpty else { return [] }
        return [SectionText.heading("Notes", width: width)] + report.notes.flatMap { SectionText.item("-", $0, width: width) }
    }
}
