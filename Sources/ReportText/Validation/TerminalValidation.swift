package import Domain

/// A validation as text for a terminal: the verdict, every requirement on a line, and what to do about those that are not met.
package struct TerminalValidation: Sendable, Hashable {
    private let width: Int
    private let style: TerminalReport.Style
    private let isQuiet: Bool

    /// - Parameters:
    ///   - width: cells in a line; brought within `TerminalReport.widths`.
    ///   - isQuiet: only the verdict, and what is not met.
    package init(width: Int = 80, style: TerminalReport.Style = .plain, isQuiet: Bool = false) {
        self.width = min(max(width, TerminalReport.widths.lowerBound), TerminalReport.widths.upperBound)
        self.style = style
        self.isQuiet = isQuiet
    }

    /// The text, with a line feed at its end.
    package func text(of report: ValidationReport) -> String {
        let words = ValidationWords(report: report)
        let parts = [verdict(report, words)] + (isQuiet ? [troubles(report, words)] : [table(report), troubles(report, words), facts(words), notes(report)])
        return parts.filter { !$0.isEmpty }.map { lines in
            lines.map { $0.shortenedAtTheEnd(to: width).trimmedAtTheEnd.rendered(style) + "\n" }.joined()
        }.joined(separator: "\n")
    }

    private func verdict(_ report: ValidationReport, _ words: ValidationWords) -> [StyledText] {
        let severity = report.verdict.severity
        let sign = StyledText("\(severity.symbol) \(report.verdict == .fail ? "FAILED" : report.verdict == .warn ? "PASSED WITH WARNINGS" : "PASSED")", severity.ink)
        let hang = sign.width + 2
        return Wrapping.lines(words.verdict, width: width - hang).enumerated().map { place, line in
            (place == 0 ? sign + StyledText("  ") : .spaces(hang)) + StyledText(line, .bold)
        }
    }

    private func table(_ report: ValidationReport) -> [StyledText] {
        let table = TextTable(
            [
                .init(title: "  requirement", narrowest: 18), .init(title: "where", narrowest: 8), .init(title: "value", alignment: .decimalPoint),
                .init(title: "interval", leaveOut: 1), .init(title: "rows", alignment: .right, leaveOut: 0), .init(title: "", leaveOut: 2),
            ],
            report.results.map { result in
                [
                    .text(result.effect.severity.sign + StyledText(SafeText.name(result.requirement))), .text(SafeText.clean(result.subject ?? "")),
                    .text(result.valueText), .text(result.interval), .text(result.rowsText), .text(result.remark),
                ]
            })
        return [SectionText.heading("Requirements", width: width)] + SectionText.table(table, width: width)
    }

    private func troubles(_ report: ValidationReport, _ words: ValidationWords) -> [StyledText] {
        let shown = words.troubles
        guard !shown.isEmpty else { return [] }
        return [SectionText.heading("Not met", width: width)] + shown.flatMap { result -> [StyledText] in
            let sign = result.effect.severity.symbol
            return SectionText.item(sign, "\(SafeText.prose(result.title)) (\(SafeText.name(report.requirements)), line \(result.line))", width: width)
                + continuation(result.message) + (result.advice.map { continuation("→ " + $0) } ?? [])
        }
    }

    private func continuation(_ text: String) -> [StyledText] {
        SectionText.indented(Wrapping.lines(text, width: width - 4).map { StyledText($0) }, by: 4)
    }

    private func facts(_ words: ValidationWords) -> [StyledText] {
        [SectionText.heading("Judged", width: width)]
            + words.facts.flatMap { fact in
                SectionText.labelled(fact.label, Wrapping.lines(fact.text, width: width - 12).map { StyledText($0) }, labelWidth: 8)
            }
    }

    private func notes(_ report: ValidationReport) -> [StyledText] {
        guard !report.notes.isEmpty else { return [] }
        return [SectionText.heading("Notes", width: width)] + report.notes.flatMap { SectionText.item("-", $0, width: width) }
    }
}
