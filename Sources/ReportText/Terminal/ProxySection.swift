import Domain

/// Columns that stand in for performance, and how well they do; left out where none was named.
struct ProxySection: ReportSection {
    let report: CheckReport

    func lines(width: Int) -> [StyledText] {
        guard !report.proxies.isEmpty else { return [] }
        let table = TextTable(
            [
                .init(title: "  proxy", narrowest: 11),
                .init(title: "reference", leaveOut: 1),
                .init(title: "last window"),
                .init(title: report.windows.count > 1 ? SectionText.span(of: report) : "", narrowest: 8, leaveOut: 0),
            ],
            report.proxies.map(row))
        return [SectionText.heading("Proxies of performance", "means; followed, not judged", width: width)]
            + SectionText.table(table, width: width)
            + report.proxies.flatMap { SectionText.paragraph(following($0), width: width, ink: .dim) }
    }

    private func row(_ proxy: ProxyReport) -> [TextTable.Cell] {
        let last = proxy.points.last
        var points = [Sparkline.Point?](repeating: nil, count: report.windows.count)
        for point in proxy.points where points.indices.contains(point.window) {
            points[point.window] = .init(value: point.mean, severity: .ok)
        }
        let values = proxy.points.map(\.mean)
        let bars = Sparkline(points, scale: (values.min() ?? 0)...(values.max() ?? 1), worst: .highest)
        return [
            .text("  " + SafeText.name(proxy.column)), .text(Figures.number(last?.expected)), .text(Figures.number(last?.mean)),
            report.windows.count > 1 ? .bars(bars) : .text(""),
        ]
    }

    /// What it has shown of performance where labels have come.
    private func following(_ proxy: ProxyReport) -> String {
        let name = SafeText.name(proxy.column)
        guard let closest = proxy.following.first else {
            return "\(name): too few windows have ground truth to tell whether it follows performance."
        }
        let numbers = "rank correlation \(Figures.number(closest.correlation)), surely \(Figures.number(closest.lower)) to \(Figures.number(closest.upper)), "
            + Figures.count(closest.windows, "window")
        guard closest.isProven else { return "\(name): has not been shown to follow any metric (closest: \(SafeText.name(closest.metric)), \(numbers))." }
        return "\(name): \(SafeText.name(closest.metric)) \(closest.correlation > 0 ? "rises" : "falls") as it rises (\(numbers))."
    }
}
