import Domain

/// The columns that moved most.
struct DriftSection: ReportSection {
    let report: CheckReport
    let rows: Int

    func lines(width: Int) -> [StyledText] {
        guard !report.features.isEmpty else {
            return [SectionText.heading("Drift", "no column is watched", width: width)]
        }
        let judged = report.features.filter { $0.drift.first.map { $0.overall != nil || !$0.points.isEmpty } ?? false }
        guard !judged.isEmpty else {
            return [SectionText.heading("Drift", "no column could be compared with the reference", width: width)]
        }
        let signals = Set(judged.compactMap { $0.drift.first?.signal })
        let single = signals.count == 1 ? signals.first : nil
        let table = TextTable(
            [
                .init(title: "  column", narrowest: 14),
                .init(title: "distance", narrowest: 9, leaveOut: 3),
                .init(title: "value", alignment: .decimalPoint),
                .init(title: "by chance", alignment: .decimalPoint, leaveOut: 2),
                .init(title: hasBars ? "worst in" : "", narrowest: 10, leaveOut: 1),
                .init(title: hasBars ? SectionText.span(of: report) : "", narrowest: 8, leaveOut: 0),
            ],
            judged.prefix(rows).map { row($0, single: single) })
        let shown = min(rows, judged.count)
        let remark = [
            shown < judged.count ? "\(shown) of \(Figures.count(judged.count)) columns, farthest first" : "",
            single.map { "by \($0)" } ?? "", "all current records against the reference",
        ].filter { !$0.isEmpty }.joined(separator: "; ")
        let uncompared = report.features.count - judged.count
        return [SectionText.heading("Drift", remark, width: width)]
            + SectionText.table(table, width: width)
            + (uncompared > 0
                ? SectionText.paragraph(
                    "\(Figures.count(uncompared, "column")) could not be compared", width: width, ink: .dim) : [])
    }

    private var hasBars: Bool { report.windows.count > 1 }

    private func row(_ feature: FeatureReport, single: String?) -> [TextTable.Cell] {
        let series = feature.drift[0]
        let worst = series.points.max { $0.value < $1.value }
        let shown = series.overall ?? worst
        return [
            .text(feature.severity.sign + StyledText(SafeText.name(feature.name))),
            .text(single == nil ? series.signal : ""),
            .text(Figures.number(shown?.value)),
            .text(Figures.number(shown?.expected)),
            .text(hasBars ? TimeText(report: report).window(worst?.window) : ""),
            hasBars && !series.points.isEmpty ? .bars(bars(series)) : .text(""),
        ]
    }

    /// From nothing to the greatest value or limit: a column that stays below its limit stays low.
    private func bars(_ series: DriftSeries) -> Sparkline {
        var points = [Sparkline.Point?](repeating: nil, count: report.windows.count)
        for point in series.points {
            guard let window = point.window, points.indices.contains(window) else { continue }
            points[window] = .init(value: point.value, severity: point.severity)
        }
        let marks = series.points.flatMap { [$0.value, $0.threshold ?? 0] }.filter(\.isFinite)
        return Sparkline(points, scale: 0...max(0, marks.max() ?? 0), worst: .highest)
    }
}
