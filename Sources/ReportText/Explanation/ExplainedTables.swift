import Domain

/// Who is hit: slices that part the records, and add up to the change.
struct ExplainedSlices: ReportSection {
    let report: ExplanationReport

    func lines(width: Int) -> [StyledText] {
        guard report.slices.count > 1 else {
            return [SectionText.heading("Who is hit", report.slices.isEmpty ? "not for this metric" : "all records alike", width: width)]
        }
        return [SectionText.heading("Who is hit", "mix: how many there are; rate: how they fare", width: width)]
            + report.slices.flatMap { slice in
                SectionText.labelled(
                    ExplainedWords.effect(slice.effect.value, report),
                    Wrapping.conditions(slice.slice ?? "all records", width: width - 14).map { StyledText($0) } + Wrapping.lines(facts(slice), width: width - 14).map { StyledText($0, .dim) }, labelWidth: 10)
            }
    }

    private func facts(_ slice: ExplanationReport.Slice) -> String {
        "\(Figures.percent(slice.shareBefore)) → \(Figures.percent(slice.shareAfter)) of records, \(report.metric) \(Figures.number(slice.metricBefore)) → "
            + "\(Figures.number(slice.metricAfter)); mix \(ExplainedWords.effect(slice.mix, report)), rate \(ExplainedWords.effect(slice.rate, report))"
    }
}

/// Columns by what they add to the change.
struct ExplainedFeatures: ReportSection {
    let report: ExplanationReport

    private static let most = 8

    func lines(width: Int) -> [StyledText] {
        let shown = report.features.filter { $0.effect.isSure || abs($0.effect.value) > abs(report.change.difference.value) / 50 }.prefix(Self.most)
        guard !shown.isEmpty else { return [] }
        let rest = report.change.difference.value - report.everywhere - shown.reduce(0) { $0 + $1.effect.value }
        let blanks = Array(repeating: TextTable.Cell.text(""), count: 4)
        let table = TextTable(
            [
                .init(title: "column", narrowest: 16), .init(title: "effect", alignment: .right), .init(title: "95% interval"),
                .init(title: "inputs", alignment: .right, leaveOut: 0), .init(title: "relation", alignment: .right, leaveOut: 0),
                .init(title: "use", alignment: .right),
            ],
            shown.map { feature in
                [
                    .text(SafeText.name(feature.name)), .text(ExplainedWords.effect(feature.effect.value, report)), .text(ExplainedWords.interval(feature.effect, report)),
                    .text(ExplainedWords.effect(feature.inputs, report)), .text(ExplainedWords.effect(feature.relation, report)), .text(Figures.percent(feature.use)),
                ]
            } + [
                [.text("other columns", .dim), .text(ExplainedWords.effect(rest, report), .dim)] + blanks,
                [.text("no column", .dim), .text(ExplainedWords.effect(report.everywhere, report), .dim)] + blanks,
            ])
        return [SectionText.heading("Columns", "by what they add to the change; use: share in predictions", width: width)]
            + SectionText.table(table, width: width)
    }
}

/// Records to look at, each above the most similar one of training.
struct ExplainedExamples: ReportSection {
    let report: ExplanationReport

    func lines(width: Int) -> [StyledText] {
        guard !report.examples.isEmpty else { return [] }
        let shown = ExplanationReport.Example.Kind.allCases.compactMap { kind in report.examples.first { $0.kind == kind } }
        let lines = shown.flatMap { example -> [StyledText] in
            var lines = SectionText.labelled(
                example.kind.rawValue, Wrapping.lines(text(example.row, example.value), width: width - 18).map { StyledText($0) }, labelWidth: 14)
            if let nearest = example.nearest {
                let distance = example.distance.map { " (distance \(Figures.number($0)))" } ?? ""
                lines += SectionText.labelled(
                    "trained on", Wrapping.lines(text(nearest, nil) + distance, width: width - 18).map { StyledText($0, .dim) }, labelWidth: 14)
            }
            return lines
        }
        return [SectionText.heading("Records", "--json has more, --export-rows all", width: width)]
            + SectionText.paragraph("of \(SafeText.prose(report.cohort))", width: width, ink: .dim) + lines
    }

    private func text(_ row: ExplanationReport.Example.Row, _ value: Double?) -> String {
        let cells = row.cells.sorted { $0.key < $1.key }.map { "\(SafeText.name($0.key)) \($0.value)" }.joined(separator: ", ")
        let ends = [
            row.prediction.map { "predicted \($0)" }, row.actual.map { "actual \($0)" }, value.map { "\(report.metric) \(Figures.number($0))" },
        ].compactMap(\.self).joined(separator: ", ")
        return "\(row.id.map { "\($0): " } ?? "")\(cells)\(ends.isEmpty ? "" : " — \(ends)")"
    }
}
