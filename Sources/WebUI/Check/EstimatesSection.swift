import Domain

/// How well the model must decide as long as labels are missing, and whether to believe it; left out where nothing is estimated.
struct EstimatesSection {
    let report: CheckReport
    let charts: ChartData

    private var chart: WindowChart { WindowChart(section: "estimates", series: charts.estimates) }

    var html: HTML {
        guard !charts.estimated.isEmpty else { return .empty }
        return PageSection.html(
            "estimates", "Performance without labels",
            lead: "Estimated, not measured. Ranges are 95 % intervals for what all labels will show."
        ) {
            chart.beside(table, legend: legend)
            if !methods.isEmpty {
                Tag.p(.class("omission")) {
                    "With other assumptions than that scores mean what they meant: \(methods.map(Words.method).joined(separator: ", "))."
                }
            }
            for sentence in doubts { Tag.p(.class("omission")) { sentence } }
            charts.omittedWindows
            Omission.note(shown: charts.estimated.count, of: EstimateRow.rows(report).count, "estimated metrics", by: "in the report's order")
        }
    }

    private var legend: [(key: String, words: String)] {
        let points = charts.estimates.flatMap(\.points)
        var legend = [(key: "value", words: "estimate with 95 % interval"), (key: "reference", words: "reference")]
        if points.contains(where: { $0.byLabels != nil }) { legend.append((key: "by-labels", words: "by labels that have come")) }
        if points.contains(where: { $0.doubt != nil }) { legend.append((key: "doubt", words: "not to be believed")) }
        if charts.estimates.contains(where: { !$0.others.isEmpty }) { legend.append((key: "other", words: "other assumptions")) }
        if points.contains(where: { $0.lowerLimit != nil || $0.upperLimit != nil }) { legend.append((key: "limit", words: "limit")) }
        return legend + WindowChart.ofWindows
    }

    private var table: HTML {
        DataTable.html(
            "Estimated metrics in the last window", ["State", "Metric", "Reference", "Last window", "By labels"], numeric: [2, 3, 4], class: "metrics"
        ) {
            for (place, estimate) in charts.estimated.enumerated() {
                Tag.tr {
                    Tag.td { estimate.severity.badge }
                    chart.name(place, detail: estimate.higherIsBetter ? "higher is better" : "lower is better")
                    Tag.td(.class("number")) { Numbers.short(estimate.reference) }
                    Tag.td(.class("number")) { last(estimate) }
                    Tag.td(.class("number")) { byLabels(estimate) }
                }
            }
        }
    }

    @HTMLBuilder
    private func last(_ estimate: EstimateRow) -> HTML {
        switch estimate {
        case .classes(let metric, let others):
            Measured.html(metric.points.last?.value, metric.points.last?.lower, metric.points.last?.upper)
            for other in others where other.points.last?.window == metric.points.last?.window {
                Tag.span(.class("detail")) { "\(other.method.rawValue.uppercased()) \(Numbers.short(other.points.last?.value))" }
            }
        case .loss(let metric): Measured.html(metric.points.last?.value, metric.points.last?.lower, metric.points.last?.upper)
        }
    }

    @HTMLBuilder
    private func byLabels(_ estimate: EstimateRow) -> HTML {
        if case .classes(let metric, _) = estimate, let point = metric.points.last, let realized = point.realized {
            Numbers.short(realized)
            if let labelled = point.labelled {
                Tag.span(.class("detail")) { "\(Numbers.whole(labelled)) of \(Numbers.whole(point.count)) rows" }
            }
        } else {
            "–"
        }
    }

    /// Those beside the plain one.
    private var methods: [EstimatedMetricReport.Method] {
        EstimatedMetricReport.Method.allCases.filter { method in
            method != .cbpe && report.estimatedPerformance.contains { $0.method == method && !$0.points.isEmpty }
        }
    }

    /// Windows whose estimates are not to be believed, and why: of each method once, as metrics of a method share their assumptions.
    private var doubts: [String] {
        EstimatedMetricReport.Method.allCases.flatMap { method -> [String] in
            guard let points = report.estimatedPerformance.first(where: { $0.method == method })?.points else { return [] }
            return EstimatedMetricPoint.Assumption.allCases.compactMap { assumption in
                let count = points.count { $0.assumption == assumption }
                guard assumption != .holds, count > 0 else { return nil }
                return "\(Words.method(method)): not to be believed in \(Numbers.counted(count, "window")): \(Words.doubt(assumption))."
            }
        }
    }
}
