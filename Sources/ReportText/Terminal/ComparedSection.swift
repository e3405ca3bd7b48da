import Domain

/// What was held against what.
struct ComparedSection: ReportSection {
    let report: CheckReport

    func lines(width: Int) -> [StyledText] {
        let times = TimeText(report: report)
        let table = TextTable(
            [
                .init(title: "part", narrowest: 6),
                .init(title: "rows", alignment: .right),
                .init(title: "from", leaveOut: 1),
                .init(title: "to", leaveOut: 0),
                .init(title: "files", narrowest: 12),
            ],
            report.sources.map { source in
                [
                    .text(source.part, .dim), .text(Figures.count(source.rows)),
                    .text(source.start.map(times.text) ?? ""), .text(source.end.map(times.text) ?? ""),
                    .text(files(source)),
                ]
            })
        let facts = [("windows", windows), ("labels", labels), ("model", model), ("rules", report.rules)]
        let labelWidth = facts.map { DisplayWidth.of($0.0) }.max() ?? 0
        return [SectionText.heading("Compared", width: width)]
            + SectionText.table(table, width: width)
            + facts.filter { !$0.1.isEmpty }.flatMap { label, text in
                let room = width - SectionText.indent - labelWidth - 2
                let lines = Wrapping.lines(text, width: room).map { StyledText($0) }
                return SectionText.labelled(label, lines, labelWidth: labelWidth)
            }
    }

    private func files(_ source: DataSource) -> String {
        let first = source.files.first.map { $0.split(separator: "/").last.map(String.init) ?? $0 } ?? ""
        return source.files.count > 1 ? "\(first) and \(Figures.count(source.files.count - 1)) more" : first
    }

    private var windows: String {
        let rows = report.windows.map(\.rows)
        guard let least = rows.min(), let most = rows.max() else { return "none: there are no current records" }
        let size = least == most ? Figures.count(least) : "\(Figures.count(least)) to \(Figures.count(most))"
        let timeless = report.windows.allSatisfy { $0.start == nil } ? "; records have no time" : ""
        return rows.count == 1
            ? "one of all \(Figures.count(least, "row"))\(timeless)"
            : "\(SectionText.span(of: report)) of \(size) rows\(timeless)"
    }

    private var labels: String {
        let known = report.windows.compactMap(\.labelled)
        guard !known.isEmpty else { return "none: the ground truth of the current records is not known" }
        let labelled = known.reduce(0, +)
        let rows = report.windows.reduce(0) { $0 + $1.rows }
        let share = rows > 0 ? " (\(Figures.percent(Double(labelled) / Double(rows))))" : ""
        return "\(Figures.count(labelled)) of \(Figures.count(rows, "row"))\(share)"
    }

    private var model: String {
        let model = report.model
        var parts = [model.name, model.task.rawValue].compactMap { $0 }
        if let positive = model.positiveClass { parts.append("positive class \(positive)") }
        if let threshold = model.decisionThreshold { parts.append("from a score of \(Figures.number(threshold))") }
        if model.task == .multiclass { parts.append(Figures.count(model.classes.count, "class", plural: "classes")) }
        if !model.versions.isEmpty {
            let shown = model.versions.prefix(3).joined(separator: ", ")
            let more = model.versions.count > 3 ? " and \(model.versions.count - 3) more" : ""
            parts.append("version \(shown)\(more)")
        }
        return parts.joined(separator: ", ")
    }
}
