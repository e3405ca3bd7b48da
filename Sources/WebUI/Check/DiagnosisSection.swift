import Domain

/// What is behind the alerts and what to do, where that is known.
struct DiagnosisSection {
    let diagnosis: Diagnosis

    var html: HTML {
        guard !isEmpty else { return .empty }
        return PageSection.html("diagnosis", "Likely cause and next step") {
            Tag.div(.class("panel")) {
                if let mode = diagnosis.failureMode, mode != "none" {
                    Tag.p {
                        Tag.strong { Words.signal(mode) }
                        if let submode = diagnosis.submode { " (\(Words.signal(submode)))" }
                        if let probability = diagnosis.probability { ", probability \(Numbers.percent(probability))" }
                    }
                }
                if !diagnosis.advice.isEmpty {
                    Tag.ol(.class("advice")) {
                        for sentence in diagnosis.advice.prefix(10) { Tag.li { Words.cut(sentence, to: 600) } }
                    }
                }
                Tag.dl(.class("pairs")) {
                    names("Columns that moved most", diagnosis.rankedFeatures)
                    names("Worst slices", diagnosis.worstSlices)
                    if !diagnosis.decomposition.isEmpty {
                        Tag.dt { "Parts of the change" }
                        Tag.dd { parts }
                    }
                }
            }
        }
    }

    private var isEmpty: Bool {
        (diagnosis.failureMode ?? "none") == "none" && diagnosis.rankedFeatures.isEmpty
            && diagnosis.advice.isEmpty && diagnosis.worstSlices.isEmpty && diagnosis.decomposition.isEmpty
    }

    private var parts: String {
        diagnosis.decomposition.sorted { ($0.value.magnitude, $1.key) > ($1.value.magnitude, $0.key) }.prefix(10)
            .map { "\(Words.signal($0.key)) \(Numbers.short($0.value))" }.joined(separator: ", ")
    }

    @HTMLBuilder
    private func names(_ term: String, _ names: [String]) -> HTML {
        if !names.isEmpty {
            Tag.dt { term }
            Tag.dd {
                for (place, name) in names.prefix(8).enumerated() {
                    if place > 0 { ", " }
                    Tag.bdi { Words.cut(name) }
                }
                if names.count > 8 { " and \(Numbers.whole(names.count - 8)) more" }
            }
        }
    }
}
