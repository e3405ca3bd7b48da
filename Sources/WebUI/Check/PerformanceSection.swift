import Domain

/// Metrics against the reference: a table that is also the chart's selector, and the chart.
struct PerformanceSection {
    let report: CheckReport
    let charts: ChartData
    let limits: PageLimits

    var html: HTML {
        PageSection.html("performance", "Performance", lead: lead) {
            if report.performance.isEmpty {
                PageSection.nothing(emptyReason)
            } else {
                Tag.div(.class(hasChart ? "split" : "")) {
                    Tag.div { table }
                    if hasChart { chart }
                }
                Omission.note(
                    shown: charts.metrics.count, of: report.performance.count, "metrics", by: "in the report's order")
                if charts.performanceWindows.lowerBound > 0 {
                    Tag.p(.class("omission")) {
                        "The chart shows the latest \(Numbers.whole(charts.performanceWindows.count)) of "
                        "\(Numbers.whole(report.windows.count)) windows."
                    }
                }
            }
        }
    }

    private var hasChart: Bool { charts.metrics.contains { $0.points.count > 1 } }

    private var lead: String? {
        report.performance.isEmpty
            ? nil : "Labelled records only. Ranges are 95 % confidence intervals; n is the number of labelled rows."
    }

    private var emptyReason: String {
        report.windows.contains { ($0.labelled ?? 0) > 0 }
            ? "No metric could be computed from the labelled rows."
            : "No labels were given, so performance is not known. With --actuals it would be measured here."
    }

    private var table: HTML {
        DataTable.html(
            "Metrics, reference and current", ["State", "Metric", "Reference", "Current", "n"], numeric: [2, 3, 4],
            class: "metrics"
        ) {
            for (place, metric) in charts.metrics.enumerated() {
                Tag.tr {
                    Tag.td { metric.severity.badge }
                    Tag.th(.scope("row")) {
                        if hasChart {
                            Tag.button(
                                Attribute("type", "button"), Attribute("data-metric", String(place)),
                                Attribute("aria-pressed", place == 0 ? "true" : "false")
                            ) {
                                Tag.bdi { metric.title }
                            }
                        } else {
                            Tag.bdi { metric.title }
                        }
                        Tag.span(.class("detail")) { metric.higherIsBetter ? "higher is better" : "lower is better" }
                    }
                    Tag.td(.class("number")) { value(metric.reference) }
                    Tag.td(.class("number")) { value(metric.current) }
                    Tag.td(.class("number")) { metric.current.map { Numbers.whole($0.count) } ?? "–" }
                }
            }
        }
    }

    @HTMLBuilder
    private func value(_ point: MetricPoint?) -> HTML {
        if let point, point.value != nil {
            Numbers.short(point.value)
            if let lower = point.lower, let upper = point.upper {
                Tag.span(.class("detail")) {
                    "\(Numbers.short(lower, digits: 3)) to \(Numbers.short(upper, digits: 3))"
                }
            }
        } else {
            "–"
        }
    }

    private var chart: HTML {
        let first = charts.metrics.first?.title ?? ""
        return Tag.div(.class("panel")) {
            Tag.h3(.id("metric-title")) { first }
            Tag.div(
                .class("chart performance"), .id("performance-chart"), Attribute("role", "img"),
                .label(
                    "\(first) over \(Numbers.counted(charts.performanceWindows.count, "window")); values in the table below"
                )
            )
            Tag.ul(.class("legend")) {
                Tag.li(.class("key-value")) { "value with 95 % interval" }
                Tag.li(.class("key-reference")) { "reference" }
                Tag.li(.class("key-limit")) { "limit" }
                Tag.li(.class("key-onset")) { "first alert" }
                Tag.li(.class("key-labelled")) { "labelled rows" }
                Tag.li(.class("key-unlabelled")) { "not labelled yet" }
            }
            Tag.details(.class("data"), Attribute("data-table", "metric")) {
                Tag.summary { "Show as a table" }
            }
        }
    }
}
