package import Domain

/// What all texts about a validation share.
struct ValidationWords {
    let report: ValidationReport

    private var version: String { report.version.map(SafeText.name) ?? "The model" }

    /// What came out, in one sentence.
    var verdict: String {
        let effects = groups.map { $0.map(\.effect).max() ?? .pass }
        let (failed, warned) = (effects.count { $0 == .fail }, effects.count { $0 == .warn })
        let all = Figures.count(effects.count, "requirement")
        let warnings = warned > 0 ? ", and \(Figures.count(warned, "warning"))" : ""
        switch report.verdict {
        case .fail: return "\(version): \(Figures.count(failed)) of \(all) \(failed == 1 ? "is" : "are") not met\(warnings)."
        case .warn: return "\(version) meets what is required, with \(Figures.count(warned, "warning")) of \(all)."
        case .pass: return effects.count == 1 ? "\(version) meets the requirement." : "\(version) meets all \(all)."
        }
    }

    /// Results of one requirement each, in their order.
    var groups: [[RequirementResult]] {
        report.results.reduce(into: []) { groups, result in
            if let last = groups.last?.last, last.line == result.line, last.requirement == result.requirement {
                groups[groups.count - 1].append(result)
            } else {
                groups.append([result])
            }
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

    /// What somebody should look at, by requirement, the worst first.
    var troubles: [Trouble] {
        let all = groups.compactMap(Trouble.init)
        return all.filter { $0.effect == .fail } + all.filter { $0.effect != .fail }
    }

    /// The results of one requirement that are not met.
    struct Trouble {
        var effect: Requirement.Effect
        var requirement: String
        var line: Int
        var results: [RequirementResult]

        init?(_ group: [RequirementResult]) {
            results = group.filter { $0.effect > .pass }
            guard let first = results.first else { return nil }
            effect = results.map(\.effect).max() ?? .warn
            (requirement, line) = (first.requirement, first.line)
        }

        /// What to do, each thing once.
        var advice: [String] {
            results.compactMap(\.advice).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
        }
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

    /// What else is to be known of a number.
    var remark: String {
        [isFound ? "found" : "", effect == .pass && outcome == .uncertain ? "uncertain" : ""].filter { !$0.isEmpty }.joined(separator: ", ")
    }
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
