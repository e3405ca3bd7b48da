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
        let parts = [verdict(report, words)] + (isQuiet ? [troubles(words)] : [table(words), troubles(words), facts(words), notes(report)])
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

    /// Each requirement whole on a line, and under it what it is judged by.
    private func table(_ words: ValidationWords) -> [StyledText] {
        let groups = words.groups
        let table = TextTable(
            [
                .init(title: "    where", narrowest: 20), .init(title: "value", alignment: .decimalPoint), .init(title: "interval", leaveOut: 1),
                .init(title: "rows", alignment: .right, leaveOut: 0), .init(title: "", leaveOut: 2),
            ],
            groups.flatMap(\.self).map { result in
                [
                    .text(StyledText("  ") + result.effect.severity.sign + StyledText(SafeText.name(result.subject ?? "all"))), .text(result.valueText),
                    .text(result.interval), .text(result.rowsText), .text(result.remark, .dim),
                ]
            })
        var lines = table.lines(width: width - SectionText.indent)
        guard !lines.isEmpty else { return [] }
        let header = lines.removeFirst()
        let body = groups.flatMap { group -> [StyledText] in
            let head = Wrapping.lines(group[0].requirement, width: width - SectionText.indent)
            defer { lines.removeFirst(min(group.count, lines.count)) }
            return head.map { StyledText($0) } + lines.prefix(group.count)
        }
        return [SectionText.heading("Requirements", width: width)] + SectionText.indented([header] + body)
    }

    private func troubles(_ words: ValidationWords) -> [StyledText] {
        let shown = words.troubles
        guard !shown.isEmpty else { return [] }
        return [SectionText.heading("Not met", width: width)] + shown.flatMap { trouble -> [StyledText] in
            SectionText.item(trouble.effect.severity.symbol, "\(SafeText.prose(trouble.requirement)) (line \(trouble.line))", width: width)
                + trouble.results.flatMap { result in
                    let place = result.subject.map { SafeText.prose($0) } ?? (trouble.results.count > 1 ? "all" : nil)
                    return continuation((place.map { "\($0): " } ?? "") + result.message)
                }
                + trouble.advice.flatMap { continuation("→ " + $0) }
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
