package import Domain

/// Found slices as text for a terminal: what they are, whole, so that they can be copied; then their numbers.
package struct TerminalSliceReport: Sendable, Hashable {
    private let width: Int
    private let style: TerminalReport.Style

    /// - Parameter width: cells in a line; brought within `TerminalReport.widths`.
    package init(width: Int = 80, style: TerminalReport.Style = .plain) {
        self.width = min(max(width, TerminalReport.widths.lowerBound), TerminalReport.widths.upperBound)
        self.style = style
    }

    /// The text, with a line feed at its end.
    package func text(of report: SliceReport) -> String {
        let parts = [verdict(report), names(report.slices), numbers(report), unconfirmed(report), notes(report)].filter { !$0.isEmpty }
        return parts.map { lines in
            lines.map { $0.shortenedAtTheEnd(to: width).trimmedAtTheEnd.rendered(style) + "\n" }.joined()
        }.joined(separator: "\n")
    }

    private func verdict(_ report: SliceReport) -> [StyledText] {
        let isChange = report.rank == "change"
        let count = report.slices.count
        let found = count == 0
            ? (isChange ? "No slice has changed significantly more than the rest." : "No slice is significantly worse than the rest.")
            : isChange ? "\(count == 1 ? "1 slice has" : "\(count) slices have") changed more than the rest."
            : "\(count == 1 ? "1 slice is" : "\(count) slices are") worse than the rest."
        var scope = "Looked for in \(Figures.count(report.searchedRows)) of \(Figures.count(report.current.rows, "record")), in "
            + "\(Figures.count(report.columns.count, "column")), slices of \(Figures.count(report.minSupport)) records or more. Losses are of the other "
            + "\(Figures.count(report.heldOutRows)) records, which were kept back: their mean \(report.loss) is \(Figures.number(report.current.meanLoss))"
        if let earlier = report.earlier { scope += ", and that of the earlier records kept back \(Figures.number(earlier.meanLoss))" }
        scope += "."
        return Wrapping.lines(found, width: width).map { StyledText($0, .bold) } + Wrapping.lines(scope, width: width).map { StyledText($0) }
    }

    private func names(_ slices: [FoundSlice]) -> [StyledText] {
        slices.enumerated().flatMap { SectionText.item("\($0 + 1).", $1.slice, width: width) }
    }

    private func numbers(_ report: SliceReport) -> [StyledText] {
        guard !report.slices.isEmpty else { return [] }
        let isChange = report.rank == "change"
        let hasOverlap = report.slices.contains { $0.newRows < $0.rows }
        let table = TextTable(
            [
                .init(title: "#"),
                .init(title: "rows", alignment: .right),
                .init(title: "share", alignment: .right, leaveOut: 1),
                .init(title: hasOverlap ? "new" : "", alignment: .right, leaveOut: 4),
                .init(title: "loss", alignment: .decimalPoint),
                .init(title: "outside", alignment: .decimalPoint, leaveOut: 3),
                .init(title: report.earlier == nil ? "" : "earlier", alignment: .decimalPoint, leaveOut: 6),
                .init(title: isChange ? "outside" : "", alignment: .decimalPoint, leaveOut: 2),
                .init(title: isChange ? "change" : "difference"),
                .init(title: "excess", alignment: .right, leaveOut: 5),
                .init(title: "p", alignment: .decimalPoint),
            ],
            report.slices.enumerated().map { place, slice in
                let effect = isChange ? slice.change : slice.difference
                return [
                    .text("\(place + 1)", .bold), .text(Figures.count(slice.rows)), .text(Figures.percent(slice.share)),
                    .text(hasOverlap ? Figures.count(slice.newRows) : ""),
                    .text(Figures.number(slice.loss)), .text(Figures.number(slice.lossOutside)),
                    .text(slice.earlierLoss.map { Figures.number($0) } ?? ""),
                    .text(isChange ? slice.earlierLossOutside.map { Figures.number($0) } ?? "" : ""),
                    .text(effect.map { "\(Figures.change($0.value)) (\(Figures.number($0.lower)) to \(Figures.number($0.upper)))" } ?? Figures.unknown),
                    .text(Figures.number(slice.excess?.value)), .text(slice.pValue < 1e-4 ? "<0.0001" : Figures.number(slice.pValue)),
                ]
            })
        let effect = isChange ? "change: how much more the loss has grown inside than outside" : "difference: how much more is lost inside than outside"
        let tried = Figures.count(report.slices.count + report.unconfirmed.count, "slice")
        return SectionText.table(table, width: width)
            + SectionText.paragraph(
                "rows, share: of all records, whether searched or kept back; \(effect) (95% interval); excess: that times rows"
                    + "\(hasOverlap ? ", new ones" : ""); p: adjusted for \(tried) tried."
                    + (report.slices.count > 1 ? " All but rows and share are of what the slices above leave." : ""),
                width: width, ink: .dim)
    }

    private func unconfirmed(_ report: SliceReport) -> [StyledText] {
        guard !report.unconfirmed.isEmpty else { return [] }
        return [SectionText.heading("Not confirmed", "stood out where they were looked for, not in the other records", width: width)]
            + report.unconfirmed.flatMap { slice in
                SectionText.item("-", "\(slice.slice): \(Figures.number(slice.loss)) against \(Figures.number(slice.lossOutside)), p \(Figures.number(slice.pValue))", width: width)
            }
    }

    private func notes(_ report: SliceReport) -> [StyledText] {
        guard !report.notes.isEmpty else { return [] }
        return [SectionText.heading("Notes", width: width)] + report.notes.flatMap { SectionText.item("-", $0, width: width) }
    }
}
