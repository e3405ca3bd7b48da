import Domain

/// How each column was understood, for the reader who doubts a guess.
struct ColumnsSection {
    let model: ModelDescription
    let limits: PageLimits

    var html: HTML {
        PageSection.html("columns", "Model and columns") {
            if model.columns.isEmpty {
                PageSection.nothing("No columns are known.")
            } else {
                Tag.details(model.columns.count <= 40 ? Attribute("open", "") : .none) {
                    Tag.summary { Numbers.counted(model.columns.count, "column") }
                    DataTable.html("Columns and what they were taken for", ["Column", "Role", "Type", "Known from"]) {
                        for column in model.columns.prefix(limits.columns) {
                            Tag.tr {
                                Tag.th(.scope("row"), .class("name")) { Tag.bdi { Words.cut(column.name) } }
                                Tag.td { Words.signal(column.role) }
                                Tag.td { column.type?.rawValue ?? "–" }
                                Tag.td { origin(column.origin) }
                            }
                        }
                    }
                    Omission.note(
                        shown: min(limits.columns, model.columns.count), of: model.columns.count, "columns",
                        by: "the first ones")
                }
            }
        }
    }

    private func origin(_ origin: ModelSchema.Origin) -> String {
        switch origin {
        case .set: "set"
        case .name: "its name"
        case .guessed: "its values (guessed)"
        }
    }
}
