import Domain

/// Slices that people chose to follow: how each does beside its past and the rest of the records, the worst first.
struct FollowedSlicesSection {
    let report: CheckReport
    let limits: PageLimits

    var html: HTML {
        guard !report.slices.isEmpty else { return .empty }
        return PageSection.html(
            "slices", "Slices",
            lead: "Each is followed by itself. Differences are of all labels that have come, with 95 % confidence intervals; "
                + "the last column takes away what the rest of the records moved by."
        ) {
            DataTable.html(
                "Slices that are followed, the worst first",
                ["State", "Slice", "Records", "Metric", "Reference", "Current", "Rest now", "Against its past", "Beyond the rest"], numeric: [2, 4, 5, 6, 7, 8],
                class: "slices stack"
            ) {
                for slice in shown { rows(slice) }
            }
            Omission.note(shown: shown.count, of: report.slices.count, "slices", by: "the worst ones")
        }
    }

    private var shown: ArraySlice<FollowedSliceReport> {
        report.slices.worstFirst.prefix(limits.slices)
    }

    @HTMLBuilder
    private func rows(_ slice: FollowedSliceReport) -> HTML {
        if slice.told.isEmpty {
            Tag.tr {
                Tag.td(.column("State")) { slice.severity.badge }
                name(slice)
                records(slice)
                Tag.td(.column("Metric"), Attribute("colspan", "6")) { "No labels, so nothing is measured." }
            }
        } else {
            for metric in slice.told { row(slice, metric) }
        }
    }

    private func row(_ slice: FollowedSliceReport, _ metric: MetricReport) -> HTML {
        let bad = metric.points.filter { $0.severity >= .warning }.compactMap(\.window)
        return Tag.tr {
            Tag.td(.column("State")) { metric.severity.badge }
            name(slice)
            records(slice)
            Tag.td(.column("Metric")) {
                Words.signal(metric.metric)
                Tag.span(.class("detail")) { metric.higherIsBetter ? "higher is better" : "lower is better" }
            }
            Tag.td(.column("Reference"), .class("number")) { Numbers.short(metric.reference?.value) }
            Tag.td(.column("Current"), .class("number")) {
                Numbers.short(metric.current?.value)
                RunStrip(windows: bad, of: report.windows.count, severity: metric.severity).html
            }
            Tag.td(.column("Rest now"), .class("number")) { Numbers.short(slice.rest(metric.metric)) }
            difference("Against its past", slice, metric, .past)
            difference("Beyond the rest", slice, metric, .pastMovedAsRest)
        }
    }

    private func name(_ slice: FollowedSliceReport) -> HTML {
        Tag.th(.scope("row"), .column("Slice")) {
            Tag.bdi { Words.cut(slice.name) }
            if slice.name != slice.slice {
                Tag.span(.class("detail")) { Tag.code { Tag.bdi { Words.cut(slice.slice, to: 200) } } }
            }
        }
    }

    private func records(_ slice: FollowedSliceReport) -> HTML {
        let current = slice.parts.last
        return Tag.td(.column("Records"), .class("number")) {
            Numbers.whole(current?.rows ?? 0)
            if let share = current?.share { Tag.span(.class("detail")) { "\(Numbers.short(100 * share, digits: 3)) %" } }
        }
    }

    private func difference(
        _ column: String, _ slice: FollowedSliceReport, _ metric: MetricReport, _ against: FollowedSliceReport.Against
    ) -> HTML {
        let comparison = slice.comparisons.first { $0.metric == metric.metric && $0.against == against }
        return Tag.td(.column(column), .class("number")) {
            if let comparison {
                Numbers.short(comparison.value - comparison.expected, digits: 3)
                if let lower = comparison.lower, let upper = comparison.upper {
                    Tag.span(.class("detail")) { "\(Numbers.short(lower, digits: 3)) to \(Numbers.short(upper, digits: 3))" }
                }
            } else {
                "–"
            }
        }
    }
}
