package import Domain

/// A report as text for a terminal: worst first, no line wider than asked.
///
/// Everything taken from the report is made safe to print (`SafeText`): names and values come from files.
package struct TerminalReport: Sendable, Hashable {
    /// Whether the terminal understands colours.
    package enum Style: Sendable, Hashable {
        /// No escape sequences at all: for pipes, logs and `NO_COLOR`.
        case plain
        /// Colours and weights; the words and signs are the same.
        case ansi
    }

    /// How much is shown.
    package enum Level: Sendable, Hashable {
        /// The verdict, and alerts that somebody should look at.
        case quiet
        /// Everything worth reading.
        case full
    }

    /// Widths that the layout is made for; others are brought within.
    package static let widths = 60...160

    private let width: Int
    private let style: Style
    private let level: Level
    private let rows: Int

    /// - Parameters:
    ///   - width: cells in a line; brought within `widths`.
    ///   - rows: the most rows of any one table; what is left out is counted.
    package init(width: Int = 80, style: Style = .plain, level: Level = .full, rows: Int = 10) {
        self.width = min(max(width, Self.widths.lowerBound), Self.widths.upperBound)
        self.style = style
        self.level = level
        self.rows = max(1, rows)
    }

    /// The text, with a line feed at its end.
    package func text(of report: CheckReport) -> String {
        let verdict = VerdictSection(report: report)
        let alerts = AlertsSection(report: report, atLeast: level == .quiet ? .warning : .ok, rows: rows)
        let sections: [any ReportSection] =
            switch level {
            case .quiet: alerts.isEmpty ? [verdict] : [verdict, alerts]
            case .full:
                [
                    verdict, ComparedSection(report: report), ColumnsSection(report: report), alerts,
                    PerformanceSection(report: report, rows: rows), FollowedSlicesSection(report: report, rows: rows), EstimatedSection(report: report),
                    DriftSection(report: report, rows: rows), MultivariateSection(report: report, rows: rows),
                    ProxySection(report: report), QualitySection(report: report, rows: rows), NotesSection(report: report),
                    DiagnosisSection(report: report), AdviceSection(report: report),
                ]
            }
        let parts = sections.map { $0.lines(width: width) }.filter { !$0.isEmpty }
        return parts.map { lines in
            lines.map { $0.shortenedAtTheEnd(to: width).trimmedAtTheEnd.rendered(style) + "\n" }.joined()
        }.joined(separator: "\n")
    }
}

/// One part of the report; without lines it is left out.
protocol ReportSection {
    func lines(width: Int) -> [StyledText]
}

/// What sections share.
enum SectionText {
    /// What is under a heading stands in by this much.
    static let indent = 2

    /// A heading, with a remark where there is room for it.
    static func heading(_ title: String, _ remark: String = "", width: Int) -> StyledText {
        let heading = StyledText(title, .bold)
        guard !remark.isEmpty else { return heading }
        return heading + StyledText("  ") + StyledText(remark, .dim).shortenedAtTheEnd(to: width - heading.width - 2)
    }

    static func indented(_ lines: [StyledText], by indent: Int = indent) -> [StyledText] {
        lines.map { StyledText.spaces(indent) + $0 }
    }

    static func table(_ table: TextTable, width: Int) -> [StyledText] {
        indented(table.lines(width: width - indent))
    }

    static func paragraph(_ text: String, width: Int, ink: Ink = .plain) -> [StyledText] {
        indented(Wrapping.lines(text, width: width - indent).map { StyledText($0, ink) })
    }

    /// A paragraph behind a sign, following lines in line with the first.
    static func item(_ sign: String, _ text: String, width: Int) -> [StyledText] {
        let hang = indent + DisplayWidth.of(sign) + 1
        let lines = Wrapping.lines(text, width: width - hang)
        return lines.enumerated().map { place, line in
            let front = place == 0 ? StyledText.spaces(indent) + StyledText(sign + " ", .dim) : .spaces(hang)
            return front + StyledText(line)
        }
    }

    /// A label in a column of its own, with lines beside it.
    static func labelled(_ label: String, _ lines: [StyledText], labelWidth: Int) -> [StyledText] {
        lines.enumerated().map { place, line in
            let name = StyledText(place == 0 ? label : "", .dim).shortenedInTheMiddle(to: labelWidth)
            return StyledText.spaces(indent) + name + .spaces(labelWidth - name.width + 2) + line
        }
    }

    /// `30 days`, `5 windows`: what the bars of a row run over.
    static func span(of report: CheckReport) -> String {
        let unit =
            switch Granularity(report.granularity) {
            case .hour: "hour"
            case .day: "day"
            case .week: "week"
            default: "window"
            }
        return Figures.count(report.windows.count, unit)
    }
}
