import Domain

/// Columns that stand in for performance, and how well they do; left out where none was named.
struct ProxiesSection {
    let report: CheckReport
    let charts: ChartData

    private var chart: WindowChart { WindowChart(section: "proxies", series: charts.proxies) }

    var html: HTML {
        guard !report.proxies.isEmpty else { return .empty }
        return PageSection.html(
            "proxies", "Proxies of performance", lead: "Means of columns that stand in for performance: followed, not judged. Ranges are 95 % intervals."
        ) {
            chart.beside(table, legend: [("value", "mean with 95 % interval"), ("reference", "expected")] + WindowChart.ofWindows)
            charts.omittedWindows
            Omission.note(shown: charts.proxies.count, of: report.proxies.count, "proxies", by: "in the order they were named in")
        }
    }

    private var table: HTML {
        DataTable.html("Proxies in the last window", ["Proxy", "Expected", "Last window", "Follows"], numeric: [1, 2], class: "metrics") {
            for (place, proxy) in report.proxies.prefix(charts.proxies.count).enumerated() {
                let last = proxy.points.last
                Tag.tr {
                    chart.name(place)
                    Tag.td(.class("number")) { Numbers.short(last?.expected) }
                    Tag.td(.class("number")) { Measured.html(last?.mean, last?.lower, last?.upper) }
                    Tag.td { following(proxy) }
                }
            }
        }
    }

    /// What it has shown of performance where labels have come.
    @HTMLBuilder
    private func following(_ proxy: ProxyReport) -> HTML {
        if let closest = proxy.following.first {
            if closest.isProven {
                "\(Words.signal(closest.metric)) \(closest.correlation > 0 ? "rises" : "falls") as it rises"
            } else {
                "not shown to follow any metric; closest \(Words.signal(closest.metric))"
            }
            Tag.span(.class("detail")) {
                "rank correlation \(Numbers.short(closest.correlation, digits: 2)), "
                "surely \(Numbers.short(closest.lower, digits: 2)) to \(Numbers.short(closest.upper, digits: 2)), "
                Numbers.counted(closest.windows, "window")
            }
        } else {
            "too few windows have labels to tell"
        }
    }
}
