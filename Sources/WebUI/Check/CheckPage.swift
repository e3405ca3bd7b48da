package import Domain

/// The page of one evaluation, to be read in a minute by someone who was just woken up: verdict, alerts, performance with
/// what stands in for it, drift, distributions, quality, then how it came about.
///
/// The page is one file without any reference to another. Its size is bounded by `PageLimits`, and it says what they
/// left out.
package struct CheckPage: Sendable {
    let report: CheckReport
    let nonce: Nonce
    let limits: PageLimits

    package init(_ report: CheckReport, nonce: Nonce = .random(), limits: PageLimits = PageLimits()) {
        self.report = report
        self.nonce = nonce
        self.limits = limits
    }

    /// The whole document.
    package func html() -> String { frame(includesAssets: true).html }

    /// The document without styles, scripts and the chart library: the part that depends on the report.
    package func htmlWithoutAssets() -> String { frame(includesAssets: false).html }

    private func frame(includesAssets: Bool) -> PageFrame {
        let charts = ChartData(report, limits: limits)
        return PageFrame(
            title: "\(report.verdict.verdictWord): \(Words.cut(report.model.name ?? "model")) · Assay check",
            nonce: nonce, includesAssets: includesAssets, data: charts.json, body: body(charts))
    }

    @HTMLBuilder
    private func body(_ charts: ChartData) -> HTML {
        Tag.a(.class("skip"), .href("#main")) { "Skip to the findings" }
        VerdictHeader(report: report).html
        navigation(charts)
        Tag.main(.id("main")) {
            Tag.noscript {
                Tag.p(.class("omission")) {
                    "Charts and the tables of their values need JavaScript, which is off; everything else is here."
                }
            }
            AlertsSection(report: report, limits: limits).html
            DiagnosisSection(diagnosis: report.diagnosis).html
            PerformanceSection(report: report, charts: charts, limits: limits).html
            EstimatesSection(report: report, charts: charts).html
            ProxiesSection(report: report, charts: charts).html
            FollowedSlicesSection(report: report, limits: limits).html
            DriftSection(report: report, charts: charts).html
            DistributionsSection(report: report, charts: charts).html
            SeveralColumnsSection(report: report, charts: charts).html
            QualitySection(report: report, limits: limits).html
            ComparedSection(report: report).html
            ColumnsSection(model: report.model, limits: limits).html
            NotesSection(notes: report.notes, limits: limits).html
        }
        Tag.footer {
            "Made by Assay \(report.assayVersion), report schema \(report.schemaVersion). All times are UTC. "
            "This page loads nothing from the network."
        }
    }

    private func navigation(_ charts: ChartData) -> HTML {
        Tag.nav(.label("Sections")) {
            Tag.ul {
                link("alerts", "Alerts", count: report.alerts.count)
                link("performance", "Performance", count: report.performance.count)
                if !charts.estimates.isEmpty { link("estimates", "Estimates", count: charts.estimates.count) }
                if !report.proxies.isEmpty { link("proxies", "Proxies", count: report.proxies.count) }
                if !report.slices.isEmpty { link("slices", "Slices", count: report.slices.count) }
                link("drift", "Drift", count: report.features.count)
                link("distributions", "Distributions", count: nil)
                if let several = report.multivariate { link("several", "Several columns", count: several.signals.count) }
                link("quality", "Quality", count: report.quality.count)
                link("compared", "Data", count: nil)
                link("columns", "Columns", count: report.model.columns.count)
                link("notes", "Notes", count: report.notes.count)
            }
        }
    }

    private func link(_ id: String, _ title: String, count: Int?) -> HTML {
        Tag.li {
            Tag.a(.href("#\(id)")) {
                title
                if let count { Tag.span(.class("count")) { Numbers.whole(count) } }
            }
        }
    }
}

/// A part of the page under its own heading.
struct PageSection {
    static func html(_ id: String, _ title: String, lead: String? = nil, @HTMLBuilder content: () -> HTML) -> HTML {
        Tag.section(.id(id), .labelled(by: "\(id)-title")) {
            Tag.h2(.id("\(id)-title")) { title }
            if let lead { Tag.p(.class("lead")) { lead } }
            content()
        }
    }

    /// What stands where there is nothing to show.
    static func nothing(_ text: String) -> HTML {
        Tag.p(.class("nothing")) { text }
    }
}
