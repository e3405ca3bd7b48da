import Domain

/// Which files were compared, how many rows they hold and from when.
struct ComparedSection {
    let report: CheckReport

    var html: HTML {
        PageSection.html("compared", "What was compared") {
            if report.sources.isEmpty {
                PageSection.nothing("No source is named.")
            } else {
                DataTable.html("Sources", ["Part", "Files", "Rows", "From", "To"], numeric: [2], class: "stack") {
                    for source in report.sources.prefix(20) {
                        Tag.tr {
                            Tag.th(.scope("row"), .column("Part")) { Words.signal(source.part) }
                            Tag.td(.column("Files"), .class("message")) { files(source) }
                            Tag.td(.column("Rows"), .class("number")) { Numbers.whole(source.rows) }
                            Tag.td(.column("From"), .class("when")) { Words.moment(source.start) }
                            Tag.td(.column("To"), .class("when")) { Words.moment(source.end) }
                        }
                    }
                }
            }
            Tag.dl(.class("pairs")) {
                pair("Rules", report.rules)
                pair("Windows", "\(Numbers.whole(report.windows.count)), \(Words.granularity(report.granularity))")
                pair("Task", report.model.task.rawValue)
                pair("Versions", report.model.versions.isEmpty ? nil : list(report.model.versions))
                pair("Positive class", report.model.positiveClass)
                pair("Classes", report.model.classes.isEmpty ? nil : list(report.model.classes))
                pair("Decision threshold", report.model.decisionThreshold.map { Numbers.short($0) })
            }
        }
    }

    @HTMLBuilder
    private func files(_ source: DataSource) -> HTML {
        for file in source.files.prefix(5) {
            Tag.code { Tag.bdi { Words.cut(file, to: 200) } }
            " "
        }
        if source.files.count > 5 { "and \(Numbers.whole(source.files.count - 5)) more" }
    }

    private func list(_ names: [String]) -> String {
        let shown = names.prefix(12).map { Words.cut($0, to: 60) }.joined(separator: ", ")
        return names.count > 12 ? "\(shown) and \(Numbers.whole(names.count - 12)) more" : shown
    }

    @HTMLBuilder
    private func pair(_ term: String, _ value: String?) -> HTML {
        if let value {
            Tag.dt { term }
            Tag.dd { Tag.bdi { Words.cut(value, to: 1_000) } }
        }
    }
}
