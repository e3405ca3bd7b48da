import Domain

/// How well the model must decide by its scores alone, and whether to believe it; left out where nothing is estimated.
struct EstimatedSection: ReportSection {
    let report: CheckReport

    private static let rows = 5

    func lines(width: Int) -> [StyledText] {
        let metrics = plain.prefix(Self.rows).filter { !$0.points.isEmpty }
        guard !metrics.isEmpty else { return [] }
        let table = TextTable(
            [
                .init(title: "  metric", narrowest: 11),
                .init(title: "reference", leaveOut: 2),
                .init(title: "last window"),
                .init(title: "by labels", leaveOut: 1),
                .init(title: report.windows.count > 1 ? SectionText.span(of: report) : "", narrowest: 8, leaveOut: 0),
            ],
            metrics.map(row))
        return [SectionText.heading("Performance without labels", "estimated from scores; ± standard error", width: width)]
            + SectionText.table(table, width: width)
            + (doubt.map { SectionText.paragraph($0, width: width, ink: .dim) } ?? [])
            + otherMethods.flatMap { SectionText.paragraph($0, width: width, ink: .dim) }
    }

    private var plain: [EstimatedMetricReport] { report.estimatedPerformance.filter { $0.method == .cbpe } }

    /// What methods with other assumptions say of the last window, each in a sentence; nothing where they say the same.
    private var otherMethods: [String] {
        let methods: [(EstimatedMetricReport.Method, String)] = [
            (.pape, "With the reference weighted as features come now (PAPE)"), (.bbse, "If only the classes' shares have changed (BBSE)"),
        ]
        return methods.compactMap { method, words in
            let others = plain.prefix(Self.rows).compactMap { metric -> String? in
                guard let other = report.estimatedPerformance.first(where: { $0.method == method && $0.metric == metric.metric })?.points.last,
                    let own = metric.points.last, own.window == other.window, other.assumption == .holds,
                    abs(other.value - own.value) > 2 * max(other.standardError, own.standardError)
                else { return nil }
                return "\(metric.metric) \(Figures.measured(other.value, standardError: other.standardError))"
            }
            return others.isEmpty ? nil : words + ", the last window has " + others.joined(separator: ", ") + "."
        }
    }

    private func row(_ metric: EstimatedMetricReport) -> [TextTable.Cell] {
        let last = metric.points.last
        var points = [Sparkline.Point?](repeating: nil, count: report.windows.count)
        for point in metric.points where points.indices.contains(point.window) {
            points[point.window] = .init(value: point.value, severity: point.severity)
        }
        let values = metric.points.map(\.value) + [metric.reference]
        let bars = Sparkline(
            points, scale: (values.min() ?? 0)...(values.max() ?? 1), worst: metric.higherIsBetter ? .lowest : .highest)
        return [
            .text(metric.severity.sign + StyledText(metric.metric).shortenedInTheMiddle(to: 40) + StyledText(metric.higherIsBetter ? " ↑" : " ↓", .dim)),
            .text(Figures.measured(metric.reference, standardError: nil)),
            .text(Figures.measured(last?.value, standardError: last?.standardError)),
            .text(Figures.measured(last?.realized, standardError: last?.realizedStandardError)),
            report.windows.count > 1 ? .bars(bars) : .text(""),
        ]
    }

    /// The windows whose estimates are not to be believed, and why.
    private var doubt: String? {
        let points = plain.first?.points ?? []
        let reasons: [(EstimatedMetricPoint.Assumption, String)] = [
            (.contradicted, "labels contradict the estimates"), (.unsupportedScores, "the reference hardly has such scores"),
            (.unsupportedFeatures, "features have values that the reference has not"),
        ]
        let parts = reasons.compactMap { assumption, reason -> String? in
            let count = points.count { $0.assumption == assumption }
            return count > 0 ? "\(reason) in \(Figures.count(count, "window"))" : nil
        }
        return parts.isEmpty ? nil : "Not to be believed everywhere: " + parts.joined(separator: "; ") + "."
    }
}
