import Domain

/// The answer: healthy or not, in one sentence, and what was compared with what.
struct VerdictHeader {
    let report: CheckReport

    var html: HTML {
        Tag.header(.class("verdict \(report.verdict.rawValue)")) {
            Tag.div(.class("verdict-line")) {
                Tag.p(.class("product")) { "Assay check" }
                Tag.h1 {
                    Tag.span(.class("sign"), Attribute("aria-hidden", "true")) { report.verdict.sign }
                    " \(report.verdict.verdictWord)"
                    if let name = report.model.name {
                        Tag.span(.class("of")) {
                            " · "
                            Tag.bdi { Words.cut(name) }
                        }
                    }
                }
                Tag.p(.class("sentence")) { sentence }
                if let worst = report.alerts.first {
                    Tag.p(.class("worst")) {
                        Tag.strong {
                            "Worst: "
                            Tag.bdi { Words.cut(worst.feature ?? Words.signal(worst.signal)) }
                        }
                        " – "
                        Tag.bdi { Words.cut(worst.message, to: 400) }
                    }
                }
            }
            Tag.dl(.class("facts")) {
                fact("Current", Numbers.counted(rows, "row"), detail: span)
                fact("Windows", Numbers.whole(report.windows.count), detail: Words.granularity(report.granularity))
                fact("Reference", reference.map { Numbers.counted($0.rows, "row") } ?? "none", detail: reference?.part)
                fact(
                    "Labelled",
                    labelled.map { Numbers.percent(rows == 0 ? 0 : Double($0) / Double(rows)) } ?? "no labels",
                    detail: labelled.map { "\(Numbers.whole($0)) rows" })
                fact("Rules", Words.cut(report.rules, to: 24), detail: report.model.task.rawValue)
            }
        }
    }

    /// Example: "2 errors and 1 warning in 3 columns, since 2026-03-12."
    private var sentence: String {
        let alerts = report.alerts
        guard !alerts.isEmpty else {
            let watched = [
                Numbers.counted(report.features.count, "column"), Numbers.counted(report.performance.count, "metric"),
                Numbers.counted(report.quality.count, "quality check"),
            ].joined(separator: ", ")
            return "No alerts. Watched: \(watched) over \(Numbers.counted(report.windows.count, "window"))."
        }
        let counts = Severity.allCases.reversed().compactMap { severity -> String? in
            let count = alerts.count { $0.severity == severity }
            return count == 0 ? nil : Numbers.counted(count, severity.noun, plural: severity.plural)
        }
        let columns = Set(alerts.compactMap(\.feature)).count
        let place = columns == 0 ? "" : " in \(Numbers.counted(columns, "column"))"
        let since = alerts.compactMap(\.since).min().map { ", the first since \(Words.moment($0)) UTC" } ?? ""
        return "\(counts.joined(separator: " and "))\(place)\(since)."
    }

    private var rows: Int { report.windows.reduce(0) { $0 + $1.rows } }

    private var labelled: Int? {
        let counts = report.windows.compactMap(\.labelled)
        return counts.isEmpty ? nil : counts.reduce(0, +)
    }

    private var span: String? {
        Words.span(report.windows.first?.start, report.windows.last?.end)
    }

    private var reference: DataSource? {
        ["reference", "validation", "training"].lazy.compactMap { part in
            report.sources.first { $0.part == part }
        }.first
    }

    private func fact(_ term: String, _ value: String, detail: String?) -> HTML {
        Tag.div {
            Tag.dt { term }
            Tag.dd {
                value
                if let detail { Tag.span(.class("detail")) { detail } }
            }
        }
    }
}

extension Severity {
    /// What it says of a whole model.
    var verdictWord: String {
        switch self {
        case .ok, .info: "Healthy"
        case .warning: "Warning"
        case .error: "Error"
        }
    }

    fileprivate var noun: String {
        switch self {
        case .ok: "alert that has passed"
        case .info: "observation"
        case .warning: "warning"
        case .error: "error"
        }
    }

    fileprivate var plural: String {
        self == .ok ? "alerts that have passed" : noun + "s"
    }
}
