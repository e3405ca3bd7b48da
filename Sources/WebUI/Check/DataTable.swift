/// A table with a caption and named columns that scrolls sideways by itself where it is too wide.
struct DataTable {
    static func html(
        _ caption: String, _ columns: [String], numeric: Set<Int> = [], class name: String = "",
        @HTMLBuilder rows: () -> HTML
    ) -> HTML {
        Tag.div(.class("scroll"), Attribute("tabindex", "0"), Attribute("role", "region"), .label(caption)) {
            Tag.table(.class(name)) {
                Tag.caption { caption }
                Tag.thead {
                    Tag.tr {
                        for (place, column) in columns.enumerated() {
                            Tag.th(.scope("col"), numeric.contains(place) ? .class("number") : .none) { column }
                        }
                    }
                }
                Tag.tbody { rows() }
            }
        }
    }
}
