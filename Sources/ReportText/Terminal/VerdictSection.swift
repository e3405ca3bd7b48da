import Domain

/// The answer in one sentence.
struct VerdictSection: ReportSection {
    let report: CheckReport

    func lines(width: Int) -> [StyledText] {
        let sign = StyledText("\(report.verdict.symbol) \(report.verdict.rawValue.uppercased())", report.verdict.ink)
        let hang = sign.width + 2
        return Wrapping.lines(sentence, width: width - hang).enumerated().map { place, line in
            (place == 0 ? sign + StyledText("  ") : .spaces(hang)) + StyledText(line, .bold)
        }
    }

    var sentence: String {
        if report.alerts.isEmpty, report.features.isEmpty, report.performance.isEmpty, report.quality.isEmpty {
            return "No alerts, but nothing could be judged either."
        }
        if report.alerts.isEmpty { return "No alerts in \(scope)." }
        let serious: [Severity] = [.error, .warning]
        let shown = report.alerts.contains { serious.contains($0.severity) } ? serious : [.info, .ok]
        var text = shown.compactMap { severity -> String? in
            let count = report.alerts.count { $0.severity == severity }
            return count == 0 ? nil : Figures.count(count, severity.noun)
        }.joined(separator: " and ")
        if let since = report.alerts.filter({ $0.severity >= .warning }).compactMap(\.since).min() {
            text += " since \(TimeText(report: report).text(since))"
        }
        if let strongest { text += "; strongest in \(strongest)" }
        return text + "." + failureMode
    }

    private var strongest: String? {
        // Where nothing is held to have failed no column is held to be guilty.
        let guilty = report.diagnosis.failureMode == "none" ? nil : report.diagnosis.rankedFeatures.first
        let name = guilty ?? report.alerts.first?.feature
        return name.map { StyledText($0).shortenedInTheMiddle(to: 24).plain }
    }

    /// The failure mode's name without underscores, where one was determined.
    private var failureMode: String {
        guard let mode = report.diagnosis.failureMode, mode != "none" else { return "" }
        let named = ([mode] + (report.diagnosis.submode.map { [$0] } ?? [])).joined(separator: ": ")
        let probability = report.diagnosis.probability.map { " (\(Figures.percent($0)) likely)" } ?? ""
        return " Looks like \(named.split(separator: "_").joined(separator: " "))\(probability)."
    }

    private var scope: String {
        let columns = Figures.count(report.features.count, "column")
        let rows = report.sources.filter { $0.part == "current" }.reduce(0) { $0 + $1.rows }
        return "\(columns) of \(Figures.count(rows, "current row")) over \(SectionText.span(of: report))"
    }
}

extension Severity {
    /// What one alert of this severity is called.
    fileprivate var noun: String {
        switch self {
        case .error, .warning: rawValue
        case .info, .ok: "remark"
        }
    }
}
