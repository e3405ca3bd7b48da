import Domain

/// Slices that people chose to follow, beside their past and the rest of the records; left out where there are none.
struct FollowedSlicesSection: ReportSection {
    let report: CheckReport
    let rows: Int

    /// A slice with one of its metrics; `nil` where none was measured.
    private typealias Row = (slice: FollowedSliceReport, metric: MetricReport?)

    func lines(width: Int) -> [StyledText] {
        guard !report.slices.isEmpty else { return [] }
        let ordered = report.slices.worstFirst
        let all = ordered.flatMap { slice in slice.told.isEmpty ? [(slice, nil)] : slice.told.map { (slice, $0) } } as [Row]
        let table = TextTable(
            [
                .init(title: "  slice", narrowest: 14),
                .init(title: "records", alignment: .right, leaveOut: 3),
                .init(title: "metric", leaveOut: 4),
                .init(title: "reference", leaveOut: 2),
                .init(title: "current"),
                .init(title: "rest", leaveOut: 1),
                .init(title: report.windows.count > 1 ? SectionText.span(of: report) : "", narrowest: 8, leaveOut: 0),
            ],
            all.prefix(rows).map(row))
        let left = all.count - rows
        return [SectionText.heading("Slices", "followed by themselves, beside the rest of the records", width: width)]
            + SectionText.table(table, width: width)
            + (left > 0 ? SectionText.paragraph("… and \(Figures.count(left)) more", width: width, ink: .dim) : [])
            + ordered.filter { $0.name != $0.slice }.prefix(rows).flatMap {
                SectionText.paragraph("\(SafeText.name($0.name)): \($0.slice)", width: width, ink: .dim)
            }
    }

    private func row(_ row: Row) -> [TextTable.Cell] {
        let current = row.slice.parts.last
        let metric = row.metric
        return [
            .text((metric?.severity ?? row.slice.severity).sign + StyledText(SafeText.name(row.slice.name)).shortenedInTheMiddle(to: 40)),
            .text(current.map { "\(Figures.count($0.rows))" + ($0.share.map { " (\(Figures.percent($0)))" } ?? "") } ?? ""),
            .text(metric.map { $0.metric + ($0.higherIsBetter ? " ↑" : " ↓") } ?? (current?.rows == 0 ? "no records" : "no labels")),
            .text(metric.map { Figures.measured($0.reference?.value, standardError: $0.reference?.standardError) } ?? ""),
            .text(metric.map { Figures.measured($0.current?.value, standardError: $0.current?.standardError) } ?? Figures.unknown),
            .text(metric.map { Figures.number(row.slice.rest($0.metric)) } ?? ""),
            metric.flatMap(bars) ?? .text(""),
        ]
    }

    private func bars(_ metric: MetricReport) -> TextTable.Cell? {
        guard report.windows.count > 1, !metric.points.isEmpty else { return nil }
        var points = [Sparkline.Point?](repeating: nil, count: report.windows.count)
        for point in metric.points {
            guard let value = point.value, let window = point.window, points.indices.contains(window) else { continue }
            points[window] = .init(value: value, severity: point.severity)
        }
        let values = (metric.points.compactMap(\.value) + [metric.reference?.value].compactMap(\.self)).filter(\.isFinite)
        return .bars(
            Sparkline(points, scale: (values.min() ?? 0)...(values.max() ?? 1), worst: metric.higherIsBetter ? .lowest : .highest))
    }
}
