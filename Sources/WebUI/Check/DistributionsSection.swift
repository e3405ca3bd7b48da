import Domain

/// One card per feature: reference and current over the same bins, drift over the windows, and the columns in numbers.
struct DistributionsSection {
    let report: CheckReport
    let charts: ChartData

    var html: HTML {
        PageSection.html("distributions", "Distributions", lead: lead) {
            if charts.features.isEmpty {
                PageSection.nothing("No column was watched.")
            } else {
                Tag.ul(.class("legend")) {
                    Tag.li(.class("key-bars-reference")) { "reference" }
                    Tag.li(.class("key-bars-current")) { "current, all windows together" }
                }
                Tag.div(.class("cards")) {
                    for (place, feature) in charts.features.enumerated() { card(feature, at: place) }
                }
                Omission.note(
                    shown: charts.features.count, of: report.features.count, "features", by: "those that moved most")
            }
        }
    }

    private var lead: String? {
        charts.features.isEmpty ? nil : "Shares of the valid rows, those that moved most first."
    }

    private func card(_ feature: FeatureReport, at place: Int) -> HTML {
        Tag.article(.class("card"), .id("feature-\(place)"), .labelled(by: "feature-\(place)-name")) {
            Tag.header {
                Tag.h3(.id("feature-\(place)-name")) { Tag.bdi { Words.cut(feature.name) } }
                feature.severity.badge
                Tag.p(.class("detail")) {
                    "\(Words.signal(feature.role)) · \(feature.type.rawValue)"
                    if let series = feature.drift.first, let overall = series.overall {
                        Tag.span(.class("detail")) { distance(overall, in: series) }
                    }
                }
            }
            chart(feature, at: place)
            numbers(feature)
        }
    }

    /// Of all windows together.
    private func distance(_ overall: DriftPoint, in series: DriftSeries) -> String {
        var text = "\(Words.signal(series.signal)) \(Numbers.short(overall.value, digits: 3))"
        if let limit = overall.threshold { text += ", limit \(Numbers.short(limit, digits: 3))" }
        return "\(text) (n = \(Numbers.whole(overall.count)))"
    }

    @HTMLBuilder
    private func chart(_ feature: FeatureReport, at place: Int) -> HTML {
        let hasSeries = charts.heatMap.cells[place].count > 1
        if let bins = charts.distributions[place] {
            Tag.div(
                .class("chart distribution\(hasSeries ? " with-series" : "")"),
                Attribute("data-feature", String(place)),
                Attribute("role", "img"), .style("height:\(height(of: bins, hasSeries: hasSeries))px"),
                .label("Distribution of \(Words.cut(feature.name)), reference and current; values in the table below"))
            let caveats = caveats(feature, bins)
            if !caveats.isEmpty { Tag.p(.class("detail")) { caveats.joined(separator: " ") } }
            Tag.details(
                .class("data"), Attribute("data-table", "distribution"), Attribute("data-feature", String(place))
            ) {
                Tag.summary { "Show as a table" }
            }
        } else {
            PageSection.nothing("No distribution: values of type \(feature.type.rawValue) are not counted in bins.")
        }
    }

    /// What the picture alone would leave one to misread.
    private func caveats(_ feature: FeatureReport, _ bins: DistributionBins) -> [String] {
        var caveats: [String] = []
        if !bins.isEvenlySpaced {
            caveats.append("Bins hold unequal ranges, drawn equally wide; height is the share of rows in the bin.")
        }
        if let first = bins.edges?.first, let last = bins.edges?.last {
            let lowest = [feature.reference.minimum, feature.current.minimum].compactMap(\.self).min() ?? first
            let highest = [feature.reference.maximum, feature.current.maximum].compactMap(\.self).max() ?? last
            if lowest < first || highest > last {
                caveats.append(
                    "The outer bins also hold what lies beyond them: values run from \(Numbers.short(lowest)) "
                        + "to \(Numbers.short(highest)).")
            }
        }
        return caveats
    }

    /// Rows of 20 pixels for categories, one height for histograms, and room for the series below.
    private func height(of bins: DistributionBins, hasSeries: Bool) -> Int {
        (bins.names.map { max(6, $0.count) * 20 + 30 } ?? 170) + (hasSeries ? 104 : 0)
    }

    private func numbers(_ feature: FeatureReport) -> HTML {
        Tag.table(.class("numbers")) {
            Tag.caption(.class("unseen")) { "\(Words.cut(feature.name)) in numbers" }
            Tag.thead {
                Tag.tr {
                    Tag.td()
                    Tag.th(.scope("col"), .class("number")) { "Reference" }
                    Tag.th(.scope("col"), .class("number")) { "Current" }
                }
            }
            Tag.tbody {
                row("Rows", feature) { Numbers.whole($0.rows) }
                row("Missing", feature) { Numbers.percent($0.rows > 0 ? Double($0.missing) / Double($0.rows) : nil) }
                if feature.reference.typeErrors + feature.current.typeErrors > 0 {
                    row("Type errors", feature) { Numbers.whole($0.typeErrors) }
                }
                if feature.reference.nonFinite + feature.current.nonFinite > 0 {
                    row("NaN or infinite", feature) { Numbers.whole($0.nonFinite) }
                }
                row("Different values", feature, where: \.distinct) { $0.distinct.map(Numbers.whole) ?? "–" }
                row("Mean ± sd", feature, where: \.mean) {
                    "\(Numbers.short($0.mean)) ± \(Numbers.short($0.standardDeviation, digits: 3))"
                }
                row("Median", feature, where: \.median) { Numbers.short($0.median) }
                row("Range", feature, where: \.minimum) {
                    "\(Numbers.short($0.minimum)) to \(Numbers.short($0.maximum))"
                }
            }
        }
    }

    private func row(_ title: String, _ feature: FeatureReport, _ text: (ColumnSummary) -> String) -> HTML {
        Tag.tr {
            Tag.th(.scope("row")) { title }
            Tag.td(.class("number")) { text(feature.reference) }
            Tag.td(.class("number")) { text(feature.current) }
        }
    }

    /// Left out where neither side has the value.
    private func row<Value>(
        _ title: String, _ feature: FeatureReport, where path: KeyPath<ColumnSummary, Value?>,
        _ text: (ColumnSummary) -> String
    ) -> HTML {
        let isKnown = feature.reference[keyPath: path] != nil || feature.current[keyPath: path] != nil
        return isKnown ? row(title, feature, text) : .empty
    }
}
