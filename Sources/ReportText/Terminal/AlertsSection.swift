import Domain

/// What somebody should look at, worst first.
struct AlertsSection: ReportSection {
    let report: CheckReport
    let atLeast: Severity
    let rows: Int

    private var shown: [Alert] { report.alerts.filter { $0.severity >= atLeast } }
    var isEmpty: Bool { shown.isEmpty }

    func lines(width: Int) -> [StyledText] {
        let alerts = shown
        guard !alerts.isEmpty else {
            return [SectionText.heading("Alerts", "none", width: width)]
        }
        let times = TimeText(report: report)
        let table = TextTable(
            [
                .init(title: "severity"),
                .init(title: "since", narrowest: 10),
                .init(title: "column", narrowest: 10),
                .init(title: "signal", narrowest: 10),
                .init(title: "value", alignment: .right),
                .init(title: "expected", alignment: .right, leaveOut: 1),
                .init(title: "n", alignment: .right, leaveOut: 0),
            ],
            alerts.prefix(rows).map { alert in
                let unit = Unit(of: alert, in: report)
                return [
                    .text(alert.severity.label, alert.severity.ink), .text(times.since(alert)),
                    .text(Self.subject(alert)), .text(alert.signal), .text(unit.text(alert.value)),
                    .text(unit.text(alert.expected)),
                    .text(AlertEvidence(alert: alert, report: report).count.map(Figures.count) ?? Figures.unknown),
                ]
            })
        let left = alerts.count - rows
        return [SectionText.heading("Alerts", width: width)]
            + SectionText.table(table, width: width)
            + (left > 0 ? SectionText.paragraph("… and \(Figures.count(left)) more", width: width, ink: .dim) : [])
    }

    /// The column, or the slice, or both.
    static func subject(_ alert: Alert) -> String {
        switch (alert.feature, alert.slice) {
        case (let feature?, let slice?): "\(SafeText.name(feature)) where \(slice)"
        case (let feature?, nil): SafeText.name(feature)
        case (nil, let slice?): "where \(slice)"
        case (nil, nil): "(all records)"
        }
    }
}
