import Domain

/// What all texts about a validation share.
struct ValidationWords {
    let report: ValidationReport

    private var version: String { report.version.map(SafeText.name) ?? "The model" }

    /// What came out, in one sentence.
    var verdict: String {
        let results = report.results
        let (failed, warned) = (results.count { $0.effect == .fail }, results.count { $0.effect == .warn })
        let all = Figures.count(results.count, "requirement")
        let warnings = warned > 0 ? ", and \(Figures.count(warned, "warning"))" : ""
        switch report.verdict {
        case .fail: return "\(version): \(Figures.count(failed)) of \(all) \(failed == 1 ? "is" : "are") not met\(warnings)."
        case .warn: return "\(version) meets what is required, with \(Figures.count(warned, "warning")) of \(all)."
        case .pass: return results.count == 1 ? "\(version) meets the requirement." : "\(version) meets all \(all)."
        }
    }

    /// What was judged; empty where no requirement speaks of predictions.
    var facts: [(label: String, text: String)] {
        var facts: [(String, String)] = []
        if let records = report.records {
            let lost = [
                (records.all - records.predicted, "without a prediction"),
                (records.predicted - records.unknownClass - records.judged, "without known ground truth"),
                (records.unknownClass, "with ground truth of no known class"),
            ].filter { $0.0 > 0 }.map { "\(Figures.count($0.0)) \($0.1)" }
            facts.append(("records", "\(Figures.count(records.judged)) of \(Figures.count(records.all)) judged"))
            if !lost.isEmpty { facts.append(("left out", lost.joined(separator: ", "))) }
        }
        if let version = report.version { facts.append(("version", SafeText.name(version))) }
        if let champion = report.champion { facts.append(("champion", SafeText.name(champion))) }
        facts.append(("by", SafeText.name(report.requirements)))
        return facts
    }

    /// Those that somebody should look at, the worst first.
    var troubles: [RequirementResult] {
        report.results.filter { $0.effect == .fail } + report.results.filter { $0.effect == .warn }
    }
}

extension RequirementResult {
    /// `95% interval`, with its ends; nothing without one.
    var interval: String {
        guard let lower, let upper else { return "" }
        return "\(Figures.number(lower)) to \(Figures.number(upper))"
    }

    var rowsText: String { rows.map { Figures.count($0) } ?? "" }

    var valueText: String { outcome == .notEnough ? "too few" : value.map { Figures.number($0) } ?? "" }

    /// The requirement, and where.
    var title: String { subject.map { "\(requirement), \($0)" } ?? requirement }

    /// What is said of those that pass and are not sure.
    var remark: String { effect == .pass && outcome == .uncertain ? "uncertain" : "" }
}

extension Requirement.Effect {
    package var severity: Severity {
        switch self {
        case .pass: .ok
        case .warn: .warning
        case .fail: .error
        }
    }
}
