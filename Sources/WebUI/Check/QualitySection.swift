import Domain

/// Missing values, unseen categories and the like; what was found bad first.
struct QualitySection {
    let report: CheckReport
    let limits: PageLimits

    var html: HTML {
        PageSection.html("quality", "Data quality") {
            if report.quality.isEmpty {
                PageSection.nothing("No quality check was made.")
            } else {
                if found.isEmpty {
                    PageSection.nothing("No check found anything.")
                } else {
                    table("Findings, the worst first", found)
                }
                if found.count < shown.count {
                    Tag.details(.class("more")) {
                        Tag.summary {
                            Numbers.counted(
                                shown.count - found.count, "check without a finding", plural: "checks without a finding"
                            )
                        }
                        table("Checks without a finding", shown[found.endIndex...])
                    }
                }
                Omission.note(shown: shown.count, of: report.quality.count, "checks", by: "the worst ones")
            }
        }
    }

    private var shown: ArraySlice<QualityReport> {
        let sorted = report.quality.enumerated().sorted {
            ($1.element.severity, $0.offset) < ($0.element.severity, $1.offset)
        }
        return sorted.map(\.element).prefix(limits.qualityChecks)
    }

    private var found: ArraySlice<QualityReport> { shown.prefix { $0.severity > .ok } }

    private func table(_ caption: String, _ checks: ArraySlice<QualityReport>) -> HTML {
        DataTable.html(
            caption, ["State", "Check", "Column", "Reference", "Current", "n", "Found"], numeric: [3, 4, 5],
            class: "quality stack"
        ) {
            for check in checks { row(check) }
        }
    }

    private func row(_ check: QualityReport) -> HTML {
        let bad = check.points.filter { $0.severity >= .warning }
        return Tag.tr {
            Tag.td(.column("State")) { check.severity.badge }
            Tag.th(.scope("row"), .column("Check")) { Words.signal(check.check) }
            Tag.td(.column("Column"), .class("name")) {
                if let feature = check.feature { Tag.bdi { Words.cut(feature) } } else { "all records" }
            }
            Tag.td(.column("Reference"), .class("number")) { Numbers.value(check.reference, unit: check.unit) }
            Tag.td(.column("Current"), .class("number")) { Numbers.value(check.current, unit: check.unit) }
            Tag.td(.column("n"), .class("number")) { Numbers.whole(check.count) }
            Tag.td(.column("Found"), .class("message")) {
                if let detail = check.detail { Tag.bdi { Words.cut(detail, to: 200) } }
                if let worst = bad.max(by: { ($0.severity, $0.value) < ($1.severity, $1.value) }) {
                    Tag.span(.class("detail")) { worstWindow(worst, of: bad.count, in: check) }
                }
                RunStrip(windows: bad.map(\.window), of: report.windows.count, severity: check.severity).html
            }
        }
    }

    private func worstWindow(_ point: QualityPoint, of bad: Int, in check: QualityReport) -> String {
        let label =
            report.windows.indices.contains(point.window) ? Words.cut(report.windows[point.window].label, to: 40) : "?"
        let value = Numbers.value(point.value, unit: check.unit)
        return "\(Numbers.counted(bad, "bad window")), worst \(label): \(value) of n = \(Numbers.whole(point.count))"
    }
}
