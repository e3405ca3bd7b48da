package import Domain

/// The page of one explanation, to be read top-down in a minute: what, since when, who is hit, why, what it costs, what to do.
///
/// As `CheckPage`, one file without any reference to another.
package struct ExplanationPage: Sendable {
    let report: ExplanationReport
    let nonce: Nonce

    package init(_ report: ExplanationReport, nonce: Nonce = .random()) {
        self.report = report
        self.nonce = nonce
    }

    /// The whole document.
    package func html() -> String { frame(includesAssets: true).html }

    /// The document without styles and scripts: the part that depends on the explanation.
    package func htmlWithoutAssets() -> String { frame(includesAssets: false).html }

    private func frame(includesAssets: Bool) -> PageFrame {
        PageFrame(
            title: "\(report.metric) of \(Words.cut(report.model ?? "model")) · Assay explain", nonce: nonce, includesAssets: includesAssets, data: .null,
            body: body)
    }

    @HTMLBuilder
    private var body: HTML {
        header
        Tag.main(.id("main")) {
            timeline
            slices
            parts
            features
            cost
            action
            examples
            NotesSection(notes: report.notes, limits: PageLimits()).html
        }
        Tag.footer { "Made by Assay \(report.assayVersion). All times are UTC. This page loads nothing from the network." }
    }

    // MARK: What

    private var isWorse: Bool { (report.change.difference.value > 0) != report.higherIsBetter }

    private var header: HTML {
        let change = report.change
        return Tag.header(.class("verdict \(change.difference.isSure ? (isWorse ? "error" : "ok") : "info")")) {
            Tag.div(.class("verdict-line")) {
                Tag.p(.class("product")) { "Assay explain" }
                Tag.h1 {
                    "\(Words.signal(report.metric)): \(Numbers.short(change.before.value)) to \(Numbers.short(change.after.value))"
                    if let name = report.model {
                        Tag.span(.class("of")) {
                            " · "
                            Tag.bdi { Words.cut(name) }
                        }
                    }
                }
                Tag.p(.class("sentence")) {
                    "Changed by \(effect(change.difference)), 95 % interval \(interval(change.difference))"
                    change.difference.isSure ? (isWorse ? ": worse than before." : ": better than before.") : ": that may be chance."
                }
            }
            Tag.dl(.class("facts")) {
                fact("Before", report.before)
                fact("After", report.after)
            }
        }
    }

    private func fact(_ name: String, _ window: ExplanationReport.Window) -> HTML {
        Tag.div {
            Tag.dt { name }
            Tag.dd {
                "\(Numbers.counted(window.records, "record")) of \(window.part)"
                if let span = Words.span(window.start, window.end) { ", \(span)" }
                ", \(Numbers.whole(window.labelled)) with ground truth"
            }
        }
    }

    // MARK: Sections

    private var timeline: HTML {
        PageSection.html("since", "Since when", lead: "What began when, against the metric's own change.") {
            if report.timeline.isEmpty {
                PageSection.nothing("Nothing tells.")
            } else {
                DataTable.html("What began when", ["Began", "Order", "What", "Evidence"], class: "stack") {
                    for event in report.timeline {
                        Tag.tr {
                            Tag.th(.scope("row"), .column("Began"), .class("when")) { Words.moment(event.time) }
                            Tag.td(.column("Order")) { event.order?.rawValue ?? "" }
                            Tag.td(.column("What")) { Tag.bdi { Words.cut(event.subject ?? Words.signal(event.kind)) } }
                            Tag.td(.column("Evidence"), .class("message")) { Tag.bdi { Words.cut(event.what, to: 300) } }
                        }
                    }
                }
            }
        }
    }

    private var slices: HTML {
        PageSection.html("who", "Who is hit", lead: "Effects add up to the change: by how many records a slice has (mix), and by how they fare (rate).") {
            if report.slices.count < 2 {
                PageSection.nothing("All records alike, or not told for this metric.")
            } else {
                DataTable.html(
                    "Slices", ["Slice", "Share before", "Share after", "Before", "After", "Mix", "Rate", "Effect", "95 % interval"], numeric: [1, 2, 3, 4, 5, 6, 7]
                ) {
                    for slice in report.slices {
                        Tag.tr {
                            Tag.th(.scope("row")) { Tag.code { Tag.bdi { Words.cut(slice.slice ?? "all records", to: 200) } } }
                            number(Numbers.percent(slice.shareBefore))
                            number(Numbers.percent(slice.shareAfter))
                            number(Numbers.short(slice.metricBefore))
                            number(Numbers.short(slice.metricAfter))
                            number(Numbers.short(slice.mix))
                            number(Numbers.short(slice.rate))
                            number(effect(slice.effect))
                            Tag.td { interval(slice.effect) }
                        }
                    }
                }
            }
        }
    }

    private var parts: HTML {
        PageSection.html("why", "Why", lead: "Parts add up to the change.") {
            DataTable.html("Parts of the change", ["Part", "Effect", "95 % interval", "Meaning"], numeric: [1], class: "stack") {
                for part in report.parts {
                    Tag.tr {
                        Tag.th(.scope("row"), .column("Part")) { Words.signal(part.part) }
                        Tag.td(.column("Effect"), .class("number")) { effect(part.effect) }
                        Tag.td(.column("95 % interval")) { interval(part.effect) }
                        Tag.td(.column("Meaning"), .class("message")) { Tag.bdi { Words.cut(part.meaning, to: 300) } }
                    }
                }
            }
        }
    }

    private var features: HTML {
        PageSection.html("columns", "Columns", lead: "By what they add to the change, not by how far they moved.") {
            if report.features.isEmpty {
                PageSection.nothing("Not told for this metric.")
            } else {
                DataTable.html("Columns", ["Column", "Effect", "95 % interval", "Share of predictions"], numeric: [1, 3]) {
                    for feature in report.features.prefix(12) {
                        Tag.tr {
                            Tag.th(.scope("row")) { Tag.bdi { Words.cut(feature.name) } }
                            number(effect(feature.effect))
                            Tag.td { interval(feature.effect) }
                            number(Numbers.percent(feature.use))
                        }
                    }
                }
                Omission.note(shown: min(12, report.features.count), of: report.features.count, "columns", by: "those that add most")
            }
        }
    }

    @HTMLBuilder
    private var cost: HTML {
        if let cost = report.cost {
            PageSection.html("cost", "What it costs") {
                Tag.p {
                    "All \(Numbers.counted(report.after.records, "record")) after: \(Numbers.short(cost.total.value)) in \(cost.unit) "
                    "more than before, 95 % interval \(interval(cost.total))."
                }
            }
        }
    }

    private var action: HTML {
        PageSection.html("action", "What to do") {
            if let mode = report.diagnosis.failureMode, mode != "none" {
                Tag.p(.class("lead")) {
                    Words.signal(mode)
                    if let submode = report.diagnosis.submode { ", \(Words.signal(submode))" }
                    if let probability = report.diagnosis.probability { ", probability \(Numbers.percent(probability))" }
                }
            }
            if report.diagnosis.advice.isEmpty {
                PageSection.nothing("Nothing is advised.")
            } else {
                Tag.ol(.class("advice")) {
                    for sentence in report.diagnosis.advice.prefix(10) { Tag.li { Words.cut(sentence, to: 600) } }
                }
            }
        }
    }

    @HTMLBuilder
    private var examples: HTML {
        if !report.examples.isEmpty {
            PageSection.html("records", "Records", lead: "Of \(Words.cut(report.cohort, to: 200)); each above the most similar one that the model learned from.") {
                let columns = report.examples.flatMap { $0.row.cells.keys }.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }.sorted()
                DataTable.html("Records", ["Kind"] + columns.map { Words.cut($0, to: 30) } + ["Prediction", "Actual"]) {
                    for example in report.examples {
                        row(example.kind.rawValue, example.row, columns)
                        if let nearest = example.nearest { row("trained on", nearest, columns) }
                    }
                }
            }
        }
    }

    private func row(_ kind: String, _ row: ExplanationReport.Example.Row, _ columns: [String]) -> HTML {
        Tag.tr {
            Tag.th(.scope("row")) { kind }
            for column in columns { Tag.td { Tag.bdi { Words.cut(row.cells[column] ?? "", to: 40) } } }
            Tag.td { Tag.bdi { Words.cut(row.prediction ?? "", to: 40) } }
            Tag.td { Tag.bdi { Words.cut(row.actual ?? "", to: 40) } }
        }
    }

    private func number(_ text: String) -> HTML { Tag.td(.class("number")) { text } }

    private func effect(_ estimate: ExplanationReport.Estimate) -> String { (estimate.value > 0 ? "+" : "") + Numbers.short(estimate.value) }

    private func interval(_ estimate: ExplanationReport.Estimate) -> String { "\(Numbers.short(estimate.lower)) to \(Numbers.short(estimate.upper))" }
}
