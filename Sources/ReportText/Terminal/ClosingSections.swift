import Domain

/// How the result came about.
struct NotesSection: ReportSection {
    let report: CheckReport

    func lines(width: Int) -> [StyledText] {
        let notes = report.notes.filter { !SafeText.prose($0).isEmpty }
        guard !notes.isEmpty else { return [] }
        return [SectionText.heading("Notes", width: width)]
            + notes.flatMap { SectionText.item("-", $0, width: width) }
    }
}

/// How the model fails, since when, by what and for whom, with what speaks for it and against it.
struct DiagnosisSection: ReportSection {
    let report: CheckReport

    func lines(width: Int) -> [StyledText] {
        ([report.diagnosis] + report.diagnosis.coinciding).enumerated().flatMap { place, diagnosis in
            lines(of: diagnosis, title: place == 0 ? "Diagnosis" : "And beside it", width: width)
        }
    }

    private func lines(of diagnosis: Diagnosis, title: String, width: Int) -> [StyledText] {
        guard let mode = diagnosis.failureMode, !diagnosis.evidence.isEmpty else { return [] }
        var lines = [SectionText.heading(title, "+ speaks for it, - against it", width: width)]
        lines += SectionText.paragraph(Self.named(mode, diagnosis.submode, diagnosis.probability) + since(diagnosis), width: width, ink: .bold)
        if !diagnosis.rankedFeatures.isEmpty {
            let shown = diagnosis.rankedFeatures.prefix(5).map { StyledText($0).shortenedInTheMiddle(to: 40).plain }.joined(separator: ", ")
            let more = diagnosis.rankedFeatures.count > 5 ? " and \(diagnosis.rankedFeatures.count - 5) more" : ""
            lines += SectionText.paragraph("\(mode == "none" ? "if it comes again, look first at" : "columns"): \(shown)\(more)", width: width)
        }
        if let slice = diagnosis.worstSlices.first { lines += SectionText.paragraph("slice: \(SafeText.prose(slice))", width: width) }
        if let metric = diagnosis.decomposedMetric, !diagnosis.decomposition.isEmpty {
            lines += SectionText.paragraph("\(SafeText.prose(metric)) \(Self.parts(diagnosis.decomposition))", width: width)
        }
        lines += diagnosis.evidence.flatMap { SectionText.item($0.supports ? "+" : "-", $0.text, width: width) }
        let others = diagnosis.alternatives.prefix(3).map { Self.named($0.failureMode, $0.submode, $0.probability) }
        if !others.isEmpty { lines += SectionText.paragraph("or: \(others.joined(separator: "; "))", width: width, ink: .dim) }
        if let text = diagnosis.toTellApart { lines += SectionText.paragraph("To tell apart: \(text)", width: width, ink: .dim) }
        return lines
    }

    /// `+0.227: relation P(Y|X) +0.259, inputs P(X) -0.017`: the change and its parts, the largest first.
    private static func parts(_ parts: [String: Double]) -> String {
        let ordered = parts.sorted { (abs($0.value), $1.key) > (abs($1.value), $0.key) }
        return "\(Figures.change(parts.values.reduce(0, +))): " + ordered.map { "\(ExplainedWords.part(SafeText.prose($0.key))) \(Figures.change($0.value))" }.joined(separator: ", ")
    }

    private func since(_ diagnosis: Diagnosis) -> String { diagnosis.since.map { ", since \(TimeText(report: report).text($0))" } ?? "" }

    /// A mode as people say it.
    private static func named(_ mode: String, _ submode: String?, _ probability: Double?) -> String {
        let name = ([mode] + (submode.map { [$0] } ?? [])).map { SafeText.prose($0).split(separator: "_").joined(separator: " ") }.joined(separator: ": ")
        return (mode == "none" ? "nothing that lasts" : name) + (probability.map { " (\(Figures.percent($0)))" } ?? "")
    }
}

/// What to do now; last, where the eye rests when the command has finished.
struct AdviceSection: ReportSection {
    let report: CheckReport

    func lines(width: Int) -> [StyledText] {
        let advice = (report.diagnosis.advice + report.diagnosis.coinciding.flatMap(\.advice)).filter { !SafeText.prose($0).isEmpty }
        guard !advice.isEmpty else { return [] }
        let title = advice.count == 1 ? "Next step" : "Next steps"
        return [SectionText.heading(title, width: width)]
            + advice.enumerated().flatMap { place, text in
                SectionText.item(advice.count == 1 ? "→" : "\(place + 1).", text, width: width)
            }
    }
}
