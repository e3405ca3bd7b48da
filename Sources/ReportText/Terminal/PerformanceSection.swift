import Domain

/// How well the model decides, where the ground truth is known.
struct PerformanceSection: ReportSection {
    let report: CheckReport
    let rows: Int

    func lines(width: Int) -> [StyledText] {
        let measured = report.performance.filter { ($0.current?.value ?? nil) != nil }
        guard !measured.isEmpty else {
            return [SectionText.heading("Performance", "not measured", width: width)]
                + SectionText.paragraph(reason, width: width)
        }
        let order = measured.enumerated().sorted { left, right in
            left.element.severity == right.element.severity
                ? left.offset < right.offset : left.element.severity > right.element.severity
        }.map(\.element)
        let table = TextTable(
            [
                .init(title: "  metric", narrowest: 11),
                .init(title: "reference", alignment: .left, leaveOut: 2),
                .init(title: "current"),
                .init(title: "n", alignment: .right, leaveOut: 1),
                .init(title: "change", alignment: .decimalPoint, leaveOut: 3),
                .init(title: hasBars ? SectionText.span(of: report) : "", narrowest: 8, leaveOut: 0),
            ],
            order.prefix(rows).map(row))
        let left = order.count - rows
        return [SectionText.heading("Performance", "± standard error; ↑ more is better, ↓ less is", width: width)]
            + SectionText.table(table, width: width)
            + (left > 0 ? SectionText.paragraph("… and \(Figures.count(left)) more", width: width, ink: .dim) : [])
    }

    private var reason: String {
        if report.windows.contains(where: { ($0.labelled ?? 0) > 0 }) {
            return "No metric could be computed from the labelled records."
        }
        return "No current record has a label. Give the ground truth to see how well the model does."
    }

    private var hasBars: Bool { report.windows.count > 1 }

    private func row(_ metric: MetricReport) -> [TextTable.Cell] {
        let current = metric.current
        let reference = metric.reference
        let difference = reference?.value.flatMap { before in current?.value.map { $0 - before } }
        return [
            .text(metric.severity.sign + Self.name(metric)),
            .text(Figures.measured(reference?.value, standardError: reference?.standardError)),
            .text(Figures.measured(current?.value, standardError: current?.standardError)),
            .text(Figures.count(current?.count ?? 0)),
            .text(Figures.change(difference, standardErrors: [reference?.standardError, current?.standardError])),
            hasBars && !metric.points.isEmpty ? .bars(bars(metric)) : .text(""),
        ]
    }

    private static func name(_ metric: MetricReport) -> StyledText {
        let parts = [metric.metric, metric.className.map { "of \($0)" }, metric.candidate.map { "(\($0))" }]
        return StyledText(parts.compactMap { $0 }.joined(separator: " ")).shortenedInTheMiddle(to: 40)
            + StyledText(metric.higherIsBetter ? " ↑" : " ↓", .dim)
    }

    /// From the least to the greatest of values, limits and the reference with two standard errors around it, so
    /// that noise alone does not look like a mountain range.
    private func bars(_ metric: MetricReport) -> Sparkline {
        var points = [Sparkline.Point?](repeating: nil, count: report.windows.count)
        var marks: [Double] = []
        for point in metric.points {
            guard let value = point.value, let window = point.window, points.indices.contains(window) else { continue }
            points[window] = .init(value: value, severity: point.severity)
            marks += [value, point.lowerThreshold ?? value, point.upperThreshold ?? value]
            if let center = metric.reference?.value, let error = point.standardError {
                marks += [center - 2 * error, center + 2 * error]
            }
        }
        marks = marks.filter(\.isFinite)
        return Sparkline(
            points, scale: (marks.min() ?? 0)...(marks.max() ?? 1), worst: metric.higherIsBetter ? .lowest : .highest)
    }
}
