/// A table whose rows choose what the chart beside it draws.
struct WindowChart {
    /// The section's id, by which the script finds the series.
    let section: String
    /// One for each row that can be chosen.
    let series: [WindowSeries]

    /// What charts over the page's windows have below their lines.
    static let ofWindows: [(key: String, words: String)] = [
        ("onset", "first alert"), ("labelled", "labelled rows"), ("unlabelled", "not labelled yet"),
    ]

    /// There is nothing to draw of a single window.
    var isDrawn: Bool { series.contains { $0.points.count > 1 } }

    /// The table, and the chart where there is one.
    ///
    /// - Parameter legend: kinds of line, as the style sheet calls them, with their words.
    func beside(_ table: HTML, legend: [(key: String, words: String)]) -> HTML {
        Tag.div(.class(isDrawn ? "split" : "")) {
            Tag.div { table }
            if isDrawn { chart(legend) }
        }
    }

    /// The head of a row: its name, which chooses it.
    func name(_ place: Int, detail: String? = nil) -> HTML {
        Tag.th(.scope("row")) {
            if isDrawn {
                Tag.button(
                    Attribute("type", "button"), Attribute("data-chooses", section), Attribute("data-place", String(place)),
                    Attribute("aria-pressed", place == 0 ? "true" : "false")
                ) {
                    Tag.bdi { series[place].name }
                }
            } else {
                Tag.bdi { series[place].name }
            }
            if let detail { Tag.span(.class("detail")) { detail } }
        }
    }

    private func chart(_ legend: [(key: String, words: String)]) -> HTML {
        let first = series.first
        return Tag.div(.class("panel")) {
            Tag.h3(.id("\(section)-chart-title")) { Tag.bdi { first?.name ?? "" } }
            Tag.div(
                .class("chart windows"), .id("\(section)-chart"), Attribute("data-series", section), Attribute("role", "img"),
                .label("\(first?.name ?? "") over \(Numbers.counted(first?.points.count ?? 0, "window")); values in the table below"))
            Tag.ul(.class("legend")) {
                for (key, words) in legend { Tag.li(.class("key-\(key)")) { words } }
            }
            Tag.details(.class("data"), Attribute("data-table", section)) {
                Tag.summary { "Show as a table" }
            }
        }
    }
}

/// A number with its interval below it.
struct Measured {
    @HTMLBuilder
    static func html(_ value: Double?, _ lower: Double?, _ upper: Double?) -> HTML {
        Numbers.short(value)
        if value != nil, let lower, let upper {
            Tag.span(.class("detail")) { "\(Numbers.short(lower, digits: 3)) to \(Numbers.short(upper, digits: 3))" }
        }
    }
}
