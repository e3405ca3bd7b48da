package import Domain

/// Gaps in training as text for a terminal: each slice whole, so that it can be copied; then their numbers.
package struct TerminalGapReport: Sendable, Hashable {
    private let width: Int
    private let style: TerminalReport.Style

    /// - Parameter width: cells in a line; brought within `TerminalReport.widths`.
    package init(width: Int = 80, style: TerminalReport.Style = .plain) {
        self.width = min(max(width, TerminalReport.widths.lowerBound), TerminalReport.widths.upperBound)
        self.style = style
    }

    /// The text, with a line feed at its end.
    package func text(of report: GapReport) -> String {
        let names = report.gaps.enumerated().flatMap { SectionText.item("\($0 + 1).", $1.slice, width: width) }
        let notes = report.notes.isEmpty
            ? [] : [SectionText.heading("Notes", width: width)] + report.notes.flatMap { SectionText.item("-", $0, width: width) }
        return [verdict(report), names, numbers(report), notes].filter { !$0.isEmpty }.map { lines in
            lines.map { $0.shortenedAtTheEnd(to: width).trimmedAtTheEnd.rendered(style) + "\n" }.joined()
        }.joined(separator: "\n")
    }

    private func verdict(_ report: GapReport) -> [StyledText] {
        let count = report.gaps.count
        let share = Figures.percent(Double(report.rowsInGaps) / Double(max(1, report.currentRows)))
        let found = count == 0
            ? "No slice of production is \(Figures.number(report.leastRatio)) times as frequent as in training."
            : "\(count == 1 ? "1 slice" : "\(count) slices") of production \(count == 1 ? "is" : "are") rare in training: "
                + "\(Figures.count(report.rowsInGaps, "record")), \(share) of all."
        let scope = "\(Figures.count(report.currentRows, "record")) of production beside \(Figures.count(report.trainingRows)) of training, in "
            + "\(Figures.count(report.columns.count, "column")), slices of \(Figures.count(report.minSupport)) records or more."
        return Wrapping.lines(found, width: width).map { StyledText($0, .bold) } + Wrapping.lines(scope, width: width).map { StyledText($0) }
    }

    private func numbers(_ report: GapReport) -> [StyledText] {
        guard !report.gaps.isEmpty else { return [] }
        let hasOverlap = report.gaps.contains { $0.newRows < $0.rows }
        let table = TextTable(
            [
                .init(title: "#"), .init(title: "rows", alignment: .right), .init(title: "share", alignment: .right, leaveOut: 1),
                .init(title: hasOverlap ? "new" : "", alignment: .right, leaveOut: 2), .init(title: "training", alignment: .right),
                .init(title: "share", alignment: .right, leaveOut: 1), .init(title: "ratio"), .init(title: "p", alignment: .decimalPoint),
            ],
            report.gaps.enumerated().map { place, gap in
                [
                    .text("\(place + 1)", .bold), .text(Figures.count(gap.rows)), .text(Figures.percent(gap.share)),
                    .text(hasOverlap ? Figures.count(gap.newRows) : ""), .text(Figures.count(gap.trainingRows)), .text(Figures.percent(gap.trainingShare)),
                    .text("\(Figures.number(gap.ratio)) (\(Figures.number(gap.ratioLower)) to \(Figures.number(gap.ratioUpper)))"),
                    .text(gap.pValue < 1e-4 ? "<0.0001" : Figures.number(gap.pValue)),
                ]
            })
        return SectionText.table(table, width: width)
            + SectionText.paragraph(
                "ratio: of both shares, of records that the search has not seen"
                    + (report.gaps.count > 1 ? " and the slices above leave" : "") + " (95% interval).", width: width, ink: .dim)
    }
}
