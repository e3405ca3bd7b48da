import Domain

/// Metrics against the reference: a table that is also the chart's selector, and the chart.
struct PerformanceSection {
    let report: CheckReport
    let charts: ChartData
    let limits: PageLimits

    private var chart: WindowChart { WindowChart(section: "performance", series: charts.performance) }

    var html: HTML {
        PageSection.html("performance", "Performance", lead: lead) {
            if report.performance.isEmpty {
                PageSection.nothing(emptyReason)
            } else {
                chart.beside(
                    table,
                    legend: [("value", "value with 95 % interval"), ("reference", "reference"), ("limit", "limit")] + WindowChart.ofWindows)
                Omission.note(
                    shown: charts.metrics.count, of: report.performance.count, "metrics", by: "in the report's order")
                charts.omittedWindows
            }
        }
    }

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
                    chart.name(place, detail: metric.higherIsBetter ? "higher is better" : "lower is better")
                    Tag.td(.class("number")) { Measured.html(metric.reference?.value, metric.reference?.lower, metric.reference?.upper) }
                    Tag.td(.class("number")) { Measured.html(metric.current?.value, metric.current?.lower, metric.current?.upper) }
                    Tag.td(.class("number")) { metric.current.map { Numbers.whole($0.count) } ?? "–" }
                }
            }
        }
    }
}
