package import Domain

/// A validation as Markdown, for a comment on a pull or merge request: the verdict, what is not met and what to do about it, and all
/// requirements in a table that opens.
package struct MarkdownValidation: Sendable, Hashable {
    /// More rows of a table are counted, not shown: a comment has at most 65,536 characters.
    private static let mostRows = 100
    /// More of one message is not shown.
    private static let longest = 600

    package init() {}

    /// The text, with a line feed at its end.
    package func text(of report: ValidationReport) -> String {
        let words = ValidationWords(report: report)
        let title = report.verdict == .fail ? "❌ Not ready for launch" : report.verdict == .warn ? "⚠️ Ready for launch, with warnings" : "✅ Ready for launch"
        var parts = ["## \(title)\n", MarkdownText.escaped(words.verdict) + "\n"]
        let troubles = words.troubles
        if !troubles.isEmpty {
            parts.append("### Not met\n")
            parts.append(troubles.prefix(Self.mostRows).map(item).joined() + more(troubles.count))
        }
        parts.append(table(report, groups: words.groups.count))
        parts.append(words.facts.map { "- \($0.label): \(MarkdownText.escaped($0.text))\n" }.joined())
        if !report.notes.isEmpty {
            parts.append("<details><summary>Notes</summary>\n\n" + report.notes.map { "- \(Self.shortened($0))\n" }.joined() + "\n</details>\n")
        }
        return parts.joined(separator: "\n")
    }

    private func item(_ trouble: ValidationWords.Trouble) -> String {
        let results = trouble.results.map { result in
            "  - \(result.subject.map { MarkdownText.code($0) + ": " } ?? "")\(Self.shortened(result.message))\n"
        }
        return "- \(Self.sign(trouble.effect, .missed)) **\(MarkdownText.escaped(trouble.requirement))** (line \(trouble.line))\n" + results.joined()
            + trouble.advice.map { "  - → \(Self.shortened($0))\n" }.joined()
    }

    private func table(_ report: ValidationReport, groups: Int) -> String {
        let header = MarkdownText.row(["", "Requirement", "Where", "Value", "Interval", "Rows"])
            + MarkdownText.row(["---", "---", "---", "---:", "---", "---:"])
        let rows = report.results.prefix(Self.mostRows).map { result in
            MarkdownText.row([
                Self.sign(result.effect, result.outcome), MarkdownText.escaped(result.requirement), result.subject.map(MarkdownText.code) ?? "", result.valueText,
                result.interval + (result.remark.isEmpty ? "" : " (\(result.remark))"), result.rowsText,
            ])
        }
        let summary = groups == 1 ? "The requirement" : "All \(Figures.count(groups, "requirement"))"
        return "<details><summary>\(summary)</summary>\n\n" + header + rows.joined() + "\n" + more(report.results.count) + "</details>\n"
    }

    private func more(_ count: Int) -> String {
        count > Self.mostRows ? "\n… and \(Figures.count(count - Self.mostRows)) more; the JSON has all.\n\n" : ""
    }

    private static func sign(_ effect: Requirement.Effect, _ outcome: RequirementResult.Outcome) -> String {
        switch effect {
        case .fail: "❌"
        case .warn: "⚠️"
        case .pass: outcome == .met ? "✅" : "❔"
        }
    }

    private static func shortened(_ text: String) -> String {
        MarkdownText.escaped(text.count > longest ? String(text.prefix(longest)) + "…" : text)
    }
}
