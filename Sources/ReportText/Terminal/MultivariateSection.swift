import Domain

/// What several columns together tell, and performance that is estimated from them; nothing where it was not asked for.
struct MultivariateSection: ReportSection {
    let report: CheckReport
    let rows: Int

    func lines(width: Int) -> [StyledText] {
        guard let several = report.multivariate else { return [] }
        let signals = TextTable(
            [
                .init(title: "  signal", narrowest: 19),
                .init(title: "last", alignment: .decimalPoint),
                .init(title: "usual", alignment: .decimalPoint, leaveOut: 2),
                .init(title: "worst in", narrowest: 10, leaveOut: 1),
                .init(title: "by", narrowest: 10),
                .init(title: "", narrowest: 8, leaveOut: 0),
            ],
            several.signals.prefix(rows).map(row))
        let estimates = TextTable(
            [
                .init(title: "  estimated", narrowest: 11),
                .init(title: "reference", alignment: .decimalPoint),
                .init(title: "last", alignment: .decimalPoint),
                .init(title: "95 %", narrowest: 10, leaveOut: 1),
                .init(title: "", narrowest: 8, leaveOut: 0),
            ],
            several.estimatedPerformance.prefix(rows).map(row))
        let left = several.calendarColumns.prefix(rows).map(SafeText.name).joined(separator: ", ")
        let vectors = Set(several.signals.compactMap(\.column)).count
        let looked = [
            several.columns.isEmpty ? nil : Figures.count(several.columns.count, "column") + " together",
            vectors == 0 ? nil : Figures.count(vectors, "column") + " of vectors",
        ]
        return [SectionText.heading("Several columns", looked.compactMap(\.self).joined(separator: ", "), width: width)]
            + SectionText.table(signals, width: width) + SectionText.table(estimates, width: width)
            + (left.isEmpty ? [] : SectionText.paragraph("left out, as they tell the time: \(left)", width: width, ink: .dim))
    }

    private func row(_ signal: MultivariateSignal) -> [TextTable.Cell] {
        let worst = signal.points.max { ($0.severity, -($0.pValue ?? 1)) < ($1.severity, -($1.pValue ?? 1)) }
        let features = (signal.column.map { [$0] } ?? worst?.features.prefix(2).map(\.name) ?? []).map(SafeText.name)
        let points = signal.points.map { Sparkline.Point(value: $0.value, severity: $0.severity) }
        return [
            .text(signal.severity.sign + StyledText(SafeText.name(signal.signal))), .text(Figures.number(signal.points.last?.value)),
            .text(Figures.number(worst?.expected)), .text(signal.severity == .ok ? "" : SafeText.name(worst?.label ?? "")),
            .text(features.joined(separator: ", ")), bars(points),
        ]
    }

    private func row(_ metric: MetricReport) -> [TextTable.Cell] {
        let last = metric.points.last
        let interval = last?.lower.flatMap { low in last?.upper.map { "\(Figures.number(low)) to \(Figures.number($0))" } } ?? ""
        return [
            .text(metric.severity.sign + StyledText(SafeText.name(metric.metric))), .text(Figures.number(metric.reference?.value)),
            .text(Figures.number(last?.value)), .text(interval),
            bars(metric.points.compactMap { point in point.value.map { Sparkline.Point(value: $0, severity: point.severity) } }),
        ]
    }

    /// From nothing to the greatest value.
    private func bars(_ points: [Sparkline.Point]) -> TextTable.Cell {
        guard points.count > 1 else { return .text("") }
        let greatest = points.map(\.value).filter(\.isFinite).max() ?? 0
        return .bars(Sparkline(points.map(Optional.some), scale: 0...max(0, greatest), worst: .highest))
    }
}
