import Domain

/// Which feature moved when: features as rows, windows as columns.
struct DriftSection {
    let report: CheckReport
    let charts: ChartData

    var html: HTML {
        PageSection.html("drift", "Drift by feature and window", lead: lead) {
            if report.features.isEmpty {
                PageSection.nothing("No column was watched for drift.")
            } else if !hasCells {
                PageSection.nothing("No distance could be computed: there are no windows, or they hold no values.")
            } else {
                legend
                Tag.div(
                    .class("chart panel"), .id("drift-chart"), Attribute("role", "img"), .label(summary),
                    .style("height:\(height)px"))
                Tag.details(.class("data"), Attribute("data-table", "drift")) {
                    Tag.summary { "Show as a table" }
                }
                Omission.note(
                    shown: charts.features.count, of: report.features.count, "features", by: "those that moved most")
                if charts.heatMap.stride > 1 {
                    Tag.p(.class("omission")) {
                        "Each column stands for \(Numbers.whole(charts.heatMap.stride)) of "
                        "\(Numbers.counted(report.windows.count, "window")) and shows the worst of them."
                    }
                }
            }
        }
    }

    private var hasCells: Bool { charts.heatMap.cells.contains { !$0.isEmpty } }

    private var lead: String? {
        guard !report.features.isEmpty else { return nil }
        return "Each window against the reference, measured by the limit it was held against. "
            + "A cell leads to its feature."
    }

    private var summary: String {
        let cells = charts.heatMap.cells.joined()
        let bad = cells.count { $0.point.severity >= .warning }
        let name = charts.features.first.map { Words.cut($0.name) } ?? ""
        return "Heat map of drift: \(Numbers.whole(bad)) of \(Numbers.whole(cells.count)) cells raised an alert. "
            + "Moved most: \(name). Values in the table below."
    }

    /// Rows of 22 pixels up to thirty features, then a slider; room for rows per window above and labels below.
    private var height: Int { min(charts.features.count, 30) * 22 + 128 }

    private var legend: HTML {
        Tag.ul(.class("legend")) {
            for level in DriftLevel.allCases {
                Tag.li(.class("heat heat-\(level.rawValue)")) { level.title }
            }
            Tag.li(.class("heat heat-none")) { "no value" }
        }
    }
}
