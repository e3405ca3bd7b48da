import Domain

/// What is wrong with the data itself.
struct QualitySection: ReportSection {
    let report: CheckReport
    let rows: Int

    func lines(width: Int) -> [StyledText] {
        guard !report.quality.isEmpty else { return [] }
        let found = report.quality.filter { $0.severity > .ok }.enumerated().sorted { left, right in
            left.element.severity == right.element.severity
                ? left.offset < right.offset : left.element.severity > right.element.severity
        }.map(\.element)
        let fine = report.quality.count - found.count
        guard !found.isEmpty else {
            return [SectionText.heading("Quality", "all \(Figures.count(fine, "check")) ok", width: width)]
        }
        let table = TextTable(
            [
                .init(title: "  column", narrowest: 12),
                .init(title: "check", narrowest: 12),
                .init(title: "reference", alignment: .decimalPoint, leaveOut: 2),
                .init(title: "current", alignment: .decimalPoint),
                .init(title: "n", alignment: .right, leaveOut: 1),
                .init(title: hasBars ? SectionText.span(of: report) : "", narrowest: 8, leaveOut: 0),
            ],
            found.prefix(rows).map(row))
        let body = SectionText.table(table, width: width)
        let left = found.count - rows
        let rest = [
            left > 0 ? "\(Figures.count(left)) more found" : "",
            fine > 0 ? "\(Figures.count(fine, "other check")) ok" : "",
        ].filter { !$0.isEmpty }.joined(separator: "; ")
        return [SectionText.heading("Quality", width: width)] + body.prefix(1)
            + zip(found, body.dropFirst()).flatMap { check, line in [line] + detail(check, width: width) }
            + (rest.isEmpty ? [] : SectionText.paragraph(rest, width: width, ink: .dim))
    }

    private var hasBars: Bool { report.windows.count > 1 }

    private func row(_ check: QualityReport) -> [TextTable.Cell] {
        let unit = Unit(name: check.unit)
        return [
            .text(check.severity.sign + StyledText(check.feature.map(SafeText.name) ?? "(all records)")),
            .text(check.check),
            .text(unit.text(check.reference)),
            .text(unit.text(check.current)),
            .text(Figures.count(check.count)),
            hasBars && !check.points.isEmpty ? .bars(bars(check)) : .text(""),
        ]
    }

    /// What was found, under its row, in at most two lines.
    private func detail(_ check: QualityReport, width: Int) -> [StyledText] {
        guard let detail = check.detail else { return [] }
        let indent = SectionText.indent + 2
        let lines = Wrapping.lines(detail, width: width - indent - 2)
        let last = lines.count > 2 ? " …" : ""
        return SectionText.indented(
            lines.prefix(2).enumerated().map { StyledText($1 + ($0 == 1 ? last : ""), .dim) }, by: indent)
    }

    private func bars(_ check: QualityReport) -> Sparkline {
        var points = [Sparkline.Point?](repeating: nil, count: report.windows.count)
        for point in check.points where points.indices.contains(point.window) {
            points[point.window] = .init(value: point.value, severity: point.severity)
        }
        let marks = check.points.flatMap { [$0.value, $0.expected ?? 0] }.filter(\.isFinite)
        return Sparkline(points, scale: min(0, marks.min() ?? 0)...max(0, marks.max() ?? 0), worst: .highest)
    }
}
