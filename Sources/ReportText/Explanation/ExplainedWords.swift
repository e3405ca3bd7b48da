package import Domain

/// The sentences of an explanation, the same in the terminal and on the page.
package enum ExplainedWords {
    /// `log_loss rose from 0.276 to 0.312 (+0.036, 0.028 to 0.044): mostly other inputs, P(X).`
    package static func headline(_ report: ExplanationReport) -> String {
        let (before, after, change) = (report.change.before.value, report.change.after.value, report.change.difference)
        let numbers = "from \(Figures.number(before)) to \(Figures.number(after)) (\(effect(change.value, report)), between \(effect(change.lower, report)) and \(effect(change.upper, report)))"
        guard change.isSure else {
            return "\(report.metric) went \(numbers): that may be chance."
        }
        let verb = change.value > 0 ? "rose" : "fell"
        let isWorse = (change.value > 0) != report.higherIsBetter
        let most = report.parts.first { $0.effect.value * change.value > 0 && abs($0.effect.value) > abs(change.value) / 2 && $0.effect.isSure }
        let cause = most.map { ": mostly \(name($0.part))" } ?? ""
        return "\(report.metric) \(verb) \(numbers), which is \(isWorse ? "worse" : "better")\(cause)."
    }

    package static func window(_ window: ExplanationReport.Window) -> String {
        let span = window.start.flatMap { start in window.end.map { ", \(start.minute) to \($0.minute)" } } ?? ""
        return "\(window.part), \(Figures.count(window.records, "record"))\(span); ground truth of "
            + (window.labelled == window.read ? "all" : "\(Figures.count(window.labelled)) of \(Figures.count(window.read))")
    }

    package static func basis(_ report: ExplanationReport) -> String {
        switch report.basis {
        case .labels: "ground truth"
        case .partialLabels: "ground truth where it is known, weighted to stand for all records"
        case .expected: "no ground truth after: what is to be expected by what predictions meant before"
        }
    }

    package static func part(_ part: String) -> String { names[part]?.short ?? part }
    private static func name(_ part: String) -> String { names[part]?.long ?? part }

    private static let names = [
        "broken_data": (short: "broken data", long: "broken data"), "version": (short: "version", long: "another version of the model"),
        "inputs": (short: "inputs P(X)", long: "other inputs, P(X)"), "labels": (short: "outcomes P(Y)", long: "other shares of outcomes, P(Y)"),
        "concept": (short: "relation P(Y|X)", long: "another relation of inputs and outcomes, P(Y|X)"),
    ]

    /// `-0.012 to +0.034`, to the places of the change.
    static func interval(_ estimate: ExplanationReport.Estimate, _ report: ExplanationReport) -> String {
        "\(effect(estimate.lower, report)) to \(effect(estimate.upper, report))"
    }

    /// `+0.034`: to the place where the change, or the end of its interval that is further off, has its third digit.
    static func effect(_ value: Double, _ report: ExplanationReport) -> String {
        let change = report.change.difference
        let size = max(abs(change.value), abs(change.lower), abs(change.upper))
        guard value.isFinite, size > 0, size.isFinite else { return Figures.change(value) }
        let places = min(9, max(0, 2 - Decimals(size).exponent(roundedTo: 3)))
        let text = Decimals(value).fixed(places)
        return value > 0 && text.contains { $0 != "0" && $0 != "." } ? "+" + text : text
    }

    package static func order(_ order: ExplanationReport.Event.Order) -> String {
        switch order {
        case .before: "before"
        case .with: "with it"
        case .after: "after"
        }
    }

    package static func cost(_ cost: ExplanationReport.Cost, _ report: ExplanationReport) -> String {
        let isMore = cost.total.value >= 0
        let whole = [cost.total.lower, cost.total.upper].map { Figures.change($0) }.joined(separator: " and ")
        return "\(Figures.count(report.after.records, "record")) after: about \(Figures.number(abs(cost.total.value))) \(isMore ? "more" : "less") in "
            + "\(cost.unit) than before, between \(whole)."
    }
}
