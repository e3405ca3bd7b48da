package import Domain

/// An explanation as text for a terminal, to be read top-down in a minute: what, since when, who is hit, why, what it costs, what to do.
package struct ExplanationText: Sendable, Hashable {
    private let width: Int
    private let style: TerminalReport.Style

    /// - Parameter width: cells in a line; brought within `TerminalReport.widths`.
    package init(width: Int = 80, style: TerminalReport.Style = .plain) {
        self.width = min(max(width, TerminalReport.widths.lowerBound), TerminalReport.widths.upperBound)
        self.style = style
    }

    /// The text, with a line feed at its end.
    package func text(of report: ExplanationReport) -> String {
        let sections = [
            what(report), since(report), ExplainedSlices(report: report).lines(width: width), why(report), ExplainedFeatures(report: report).lines(width: width),
            cost(report), action(report), ExplainedExamples(report: report).lines(width: width), notes(report),
        ]
        return sections.filter { !$0.isEmpty }.map { lines in
            lines.map { $0.shortenedAtTheEnd(to: width).trimmedAtTheEnd.rendered(style) + "\n" }.joined()
        }.joined(separator: "\n")
    }

    private func what(_ report: ExplanationReport) -> [StyledText] {
        let facts = [
            ("before", ExplainedWords.window(report.before)), ("after", ExplainedWords.window(report.after)),
            ("basis", ExplainedWords.basis(report)),
        ]
        return Wrapping.lines(ExplainedWords.headline(report), width: width).map { StyledText($0, .bold) }
            + facts.flatMap { label, text in
                SectionText.labelled(label, Wrapping.lines(text, width: width - 12).map { StyledText($0) }, labelWidth: 8)
            }
    }

    private func since(_ report: ExplanationReport) -> [StyledText] {
        guard !report.timeline.isEmpty else { return [SectionText.heading("Since when", "nothing tells", width: width)] }
        let table = TextTable(
            [.init(title: "began"), .init(title: ""), .init(title: "what")],
            report.timeline.map { event in
                [
                    .text(event.time.minute), .text(event.order.map(ExplainedWords.order) ?? "", .dim),
                    .text(StyledText(SafeText.prose(event.what)).shortenedAtTheEnd(to: width - 29)),
                ]
            })
        return [SectionText.heading("Since when", "against the metric's own change", width: width)] + SectionText.table(table, width: width)
    }

    private func why(_ report: ExplanationReport) -> [StyledText] {
        let table = TextTable(
            [
                .init(title: "part"), .init(title: "effect", alignment: .right), .init(title: "95% interval"), .init(title: ""),
            ],
            report.parts.map { part in
                let ink: Ink = part.effect.isSure ? .plain : .dim
                return [
                    .text(ExplainedWords.part(part.part), ink), .text(ExplainedWords.effect(part.effect.value, report), ink),
                    .text(ExplainedWords.interval(part.effect, report), ink),
                    .text(part.part == Self.spelledOut ? "" : SafeText.prose(part.meaning), ink),
                ]
            })
        let broken = report.parts.first { $0.part == Self.spelledOut }.map { "Broken data: \($0.meaning)." }
        return [SectionText.heading("Why", "parts add up to the change of \(ExplainedWords.effect(report.change.difference.value, report))", width: width)]
            + SectionText.table(table, width: width) + (broken.map { SectionText.paragraph($0, width: width, ink: .dim) } ?? [])
    }

    /// The part whose meaning is a sentence.
    private static let spelledOut = "broken_data"

    private func cost(_ report: ExplanationReport) -> [StyledText] {
        guard let cost = report.cost else { return [] }
        return [SectionText.heading("What it costs", width: width)] + SectionText.paragraph(ExplainedWords.cost(cost, report), width: width)
    }

    private func action(_ report: ExplanationReport) -> [StyledText] {
        let diagnosis = report.diagnosis
        var lines = [SectionText.heading("What to do", width: width)]
        if let mode = diagnosis.failureMode, mode != "none" {
            let name = [mode, diagnosis.submode].compactMap(\.self).joined(separator: "/")
            let chance = diagnosis.probability.map { ", \(Figures.percent($0)) probable" } ?? ""
            lines += SectionText.paragraph("\(name)\(chance)", width: width)
        }
        guard !diagnosis.advice.isEmpty else {
            return lines + SectionText.paragraph(report.alerts == 0 ? "Nothing: no alert was raised." : "See assay check for the alerts.", width: width)
        }
        return lines + diagnosis.advice.enumerated().flatMap { SectionText.item("\($0 + 1).", $1, width: width) }
    }

    private func notes(_ report: ExplanationReport) -> [StyledText] {
        guard !report.notes.isEmpty else { return [] }
        return [SectionText.heading("Notes", width: width)] + report.notes.flatMap { SectionText.item("-", $0, width: width) }
    }
}
