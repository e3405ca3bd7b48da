import Domain

/// What somebody should look at, worst first.
struct AlertsSection {
    let report: CheckReport
    let limits: PageLimits
    private let counts: AlertSamples

    init(report: CheckReport, limits: PageLimits) {
        self.report = report
        self.limits = limits
        counts = AlertSamples(report)
    }

    var html: HTML {
        PageSection.html("alerts", "Alerts") {
            if report.alerts.isEmpty {
                PageSection.nothing("No alerts: nothing moved further than it should.")
            } else {
                table("Alerts, worst first", shown.prefix(Self.open))
                if shown.count > Self.open {
                    Tag.details(.class("more")) {
                        Tag.summary { Numbers.counted(shown.count - Self.open, "more alert") }
                        table("More alerts", shown.dropFirst(Self.open))
                    }
                }
                Omission.note(
                    shown: shown.count, of: report.alerts.count, "alerts", by: "the worst ones")
            }
        }
    }

    /// How many are seen without asking, so that a storm of alerts does not hide the rest of the page.
    private static let open = 10

    private var shown: ArraySlice<Alert> { report.alerts.prefix(limits.alerts) }

    private func table(_ caption: String, _ alerts: ArraySlice<Alert>) -> HTML {
        DataTable.html(
            caption, ["Severity", "What", "Found", "Value", "Expected", "Since", "Rows"],
            numeric: [3, 4, 6], class: "alerts stack"
        ) {
            for alert in alerts {
                Tag.tr {
                    Tag.td(.column("Severity")) { alert.severity.badge }
                    Tag.th(.scope("row"), .column("What")) { subject(alert) }
                    Tag.td(.column("Found"), .class("message")) {
                        Tag.bdi { Words.cut(alert.message, to: 300) }
                        RunStrip(windows: alert.windows, of: report.windows.count, severity: alert.severity).html
                    }
                    Tag.td(.column("Value"), .class("number")) { value(alert.value, of: alert) }
                    Tag.td(.column("Expected"), .class("number")) { value(alert.expected, of: alert) }
                    Tag.td(.column("Since"), .class("when")) { since(alert) }
                    Tag.td(.column("Rows"), .class("number")) { counts.count(of: alert).map(Numbers.whole) ?? "–" }
                }
            }
        }
    }

    @HTMLBuilder
    private func subject(_ alert: Alert) -> HTML {
        let place = report.features.prefix(limits.features).firstIndex { $0.name == alert.feature }
        if let feature = alert.feature {
            if let place, alert.kind == .drift {
                Tag.a(.href("#feature-\(place)"), .class("name")) { Tag.bdi { Words.cut(feature) } }
            } else {
                Tag.bdi(.class("name")) { Words.cut(feature) }
            }
        } else {
            Tag.span(.class("name")) { "Whole model" }
        }
        Tag.span(.class("detail")) {
            "\(Words.signal(alert.kind.rawValue)) · \(Words.signal(alert.signal))"
        }
        if let slice = alert.slice {
            Tag.span(.class("detail")) {
                "where "
                Tag.code { Tag.bdi { Words.cut(slice, to: 200) } }
            }
        }
    }

    @HTMLBuilder
    private func since(_ alert: Alert) -> HTML {
        Words.moment(alert.since)
        if let range = alert.sinceRange, range.lowerBound != range.upperBound {
            Tag.span(.class("detail")) { "between \(Words.moment(range.lowerBound)) and \(Words.moment(range.upperBound))" }
        }
        if let time = alert.time, time != alert.since {
            Tag.span(.class("detail")) { "raised \(Words.moment(time))" }
        }
        if !alert.windows.isEmpty {
            Tag.span(.class("detail")) {
                "\(Numbers.whole(alert.windows.count)) of \(Numbers.counted(report.windows.count, "window"))"
            }
        }
    }

    /// In the unit of the quality check it comes from, plain otherwise.
    private func value(_ value: Double?, of alert: Alert) -> String {
        let check = report.quality.first { $0.check == alert.signal && $0.feature == alert.feature }
        return Numbers.value(value, unit: check?.unit ?? "")
    }
}
