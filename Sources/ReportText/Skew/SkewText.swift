package import Domain
package import FoundationEssentials

/// A report on skew as text for a terminal, and as JSON.
package struct SkewText {
    let width: Int
    let style: TerminalReport.Style
    let isQuiet: Bool

    package init(width: Int, style: TerminalReport.Style, isQuiet: Bool) {
        self.width = max(40, min(width, 200))
        self.style = style
        self.isQuiet = isQuiet
    }

    package func text(of report: SkewReport) -> String {
        let parts = [heading(report), isQuiet ? [] : rows(report), findings(report), isQuiet ? [] : examples(report), isQuiet ? [] : notes(report)]
        return parts.filter { !$0.isEmpty }.map { $0.map { $0.rendered(style) + "\n" }.joined() }.joined(separator: "\n")
    }

    /// As `docs/skew.md` describes it: keys in snake case and sorted.
    package static func json(of report: SkewReport) throws -> Data {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        return try encoder.encode(report)
    }

    private func heading(_ report: SkewReport) -> [StyledText] {
        let transformed = report.features.count { $0.status == .transformed }
        let different = report.features.count { $0.status == .different }
        let unknown = report.features.count { $0.status == .cannotTell }
        let missing = report.features.count { $0.status == .missing }
        let all = Figures.count(report.features.count, "feature")
        let title: StyledText
        if report.features.isEmpty {
            title = StyledText("Skew: no feature could be compared", .yellow)
        } else if unknown == report.features.count {
            title = StyledText("Skew: cannot tell; \(unknown == 1 ? "the feature has" : "all \(all) have") too few values", .yellow)
        } else if transformed + different + missing == 0, unknown > 0 {
            let alike = "\(Figures.count(report.features.count - unknown)) of \(all) \(report.mode == .paired ? "" : "look ")computed alike"
            title = StyledText("Skew: \(alike), of \(Figures.count(unknown)) too few values tell", .yellow)
        } else if transformed + different + missing == 0 {
            title = StyledText(report.mode == .paired ? "Skew: all \(all) are computed alike" : "Skew: all \(all) look computed alike", .green)
        } else {
            let drifted = report.mode == .paired ? "differ without a rule" : "drifted, with no transformation that explains it"
            let parts = [
                transformed > 0 ? "\(transformed) of \(all) \(transformed == 1 ? "is" : "are") computed otherwise" : "",
                different > 0 ? "\(transformed > 0 ? "\(different)" : "\(different) of \(all)") \(drifted)" : "",
                missing > 0 ? "\(transformed + different > 0 ? "\(missing)" : "\(missing) of \(all)") \(missing == 1 ? "is" : "are") missing" : "",
                unknown > 0 ? "of \(unknown) too few values tell" : "",
            ].filter { !$0.isEmpty }
            title = StyledText("Skew: " + parts.joined(separator: ", "), report.verdict >= .error ? .red : .yellow)
        }
        return [title]
    }

    /// How many rows there were, and how they were joined.
    private func rows(_ report: SkewReport) -> [StyledText] {
        guard let join = report.join else {
            return SectionText.paragraph(
                "Distributions of \(Figures.count(report.offlineRows, "row")) before and \(Figures.count(report.onlineRows, "row")) now.", width: width)
        }
        func side(_ name: String, _ side: SkewJoin.Side) -> String {
            let lost = [
                side.withoutKey > 0 ? "\(Figures.count(side.withoutKey)) without a key" : "",
                side.repeated > 0 ? "\(Figures.count(side.repeated)) with a key that comes more than once" : "",
                side.alone > 0 ? "\(Figures.count(side.alone)) without a counterpart" : "",
            ].filter { !$0.isEmpty }
            return "\(name): \(Figures.count(side.rows, "row"))" + (lost.isEmpty ? "" : ", of these " + lost.joined(separator: ", ")) + "."
        }
        let by = (join.keys + (join.time.map { [$0 + " (nearest)"] } ?? [])).joined(separator: ", ")
        return SectionText.paragraph("\(Figures.count(join.pairs, "pair")) joined by \(by).", width: width)
            + SectionText.paragraph(side("Offline", join.offline), width: width) + SectionText.paragraph(side("Online", join.online), width: width)
    }

    private func findings(_ report: SkewReport) -> [StyledText] {
        let found = report.features.filter { $0.severity > .ok && $0.status != .cannotTell }
        guard !found.isEmpty else { return isQuiet ? [] : unknown(report) }
        let isPaired = report.mode == .paired
        let table = TextTable(
            [
                .init(title: "  feature", narrowest: 12), .init(title: isPaired ? "differs" : "distance", alignment: .decimalPoint),
                .init(title: isPaired ? "offline null" : "", alignment: .right, leaveOut: 1),
                .init(title: isPaired ? "online null" : "", alignment: .right, leaveOut: 2),
                .init(title: "online = f(offline)", narrowest: 16), .init(title: "confidence", alignment: .right, leaveOut: 0),
            ],
            found.flatMap { feature in
                feature.transformations.enumerated().map { place, transformation -> [TextTable.Cell] in
                    let isFirst = place == 0
                    let amount = isPaired ? Figures.percent(feature.mismatchRate) : Figures.number(feature.distance)
                    return [
                        .text(isFirst ? feature.severity.sign + StyledText(SafeText.name(feature.name)) : StyledText("")), .text(isFirst ? amount : ""),
                        .text(isFirst ? nulls(feature.offlineNulls) : ""), .text(isFirst ? nulls(feature.onlineNulls) : ""),
                        .text(transformation.sentence), .text(transformation.confidence > 0 ? Figures.percent((transformation.confidence * 1_000).rounded(.down) / 1_000) : ""),
                    ]
                }
            })
        // Sentences are what is read for: they go on lines of their own where they would be cut.
        let lines = SectionText.table(table, width: width)
        let cut = found.flatMap(\.transformations).filter { transformation in !lines.contains { $0.plain.contains(SafeText.clean(transformation.sentence)) } }
        let whole = cut.isEmpty ? [] : found.flatMap { feature in
            feature.transformations.filter { cut.contains($0) }.flatMap { SectionText.item(SafeText.name(feature.name) + ":", $0.sentence, width: width) }
        }
        let fine = report.features.count { $0.status == .alike }
        return [SectionText.heading("Features", width: width)] + lines + whole
            + (fine > 0 ? SectionText.paragraph("\(Figures.count(fine, "other feature")) alike", width: width, ink: .dim) : [])
            + unknown(report)
    }

    /// Features of which nothing is said, and how many values they have.
    private func unknown(_ report: SkewReport) -> [StyledText] {
        let features = report.features.filter { $0.status == .cannotTell }
        guard !features.isEmpty else { return [] }
        let names = features.prefix(20).map { "\(SafeText.name($0.name)): \(Figures.count($0.values, "value"))" }.joined(separator: ", ")
        let rest = features.count > 20 ? " and \(features.count - 20) more" : ""
        return SectionText.item("cannot tell:", names + rest + ".", width: width)
    }

    private func nulls(_ count: Int?) -> String { (count ?? 0) > 0 ? Figures.count(count ?? 0) : "" }

    private func examples(_ report: SkewReport) -> [StyledText] {
        let shown = report.features.filter { $0.severity > .ok }.flatMap { feature in
            feature.examples.prefix(2).map { example -> [TextTable.Cell] in
                [
                    .text("  " + SafeText.name(feature.name)), .text(SafeText.clean(example.key)), .text(SafeText.clean(example.offline ?? "(none)")),
                    .text(SafeText.clean(example.online ?? "(none)")),
                ]
            }
        }
        guard !shown.isEmpty else { return [] }
        let table = TextTable(
            [.init(title: "  feature", narrowest: 12), .init(title: "key", narrowest: 6), .init(title: "offline", narrowest: 8), .init(title: "online", narrowest: 8)],
            Array(shown.prefix(20)))
        return [SectionText.heading("Examples", width: width)] + SectionText.table(table, width: width)
    }

    private func notes(_ report: SkewReport) -> [StyledText] { report.notes.flatMap { SectionText.item("-", $0, width: width) } }
}
