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

/// What to do now; last, where the eye rests when the command has finished.
struct AdviceSection: ReportSection {
    let report: CheckReport

    func lines(width: Int) -> [StyledText] {
        let advice = report.diagnosis.advice.filter { !SafeText.prose($0).isEmpty }
        guard !advice.isEmpty else { return [] }
        let title = advice.count == 1 ? "Next step" : "Next steps"
        return [SectionText.heading(title, width: width)]
            + advice.enumerated().flatMap { place, text in
                SectionText.item(advice.count == 1 ? "→" : "\(place + 1).", text, width: width)
            }
    }
}
