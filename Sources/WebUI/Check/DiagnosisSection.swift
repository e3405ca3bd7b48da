import Domain

/// What is behind the alerts and what to do, where that is known.
struct DiagnosisSection {
    let diagnosis: Diagnosis

    var html: HTML {
        guard !isEmpty else { return .empty }
        return PageSection.html("diagnosis", "Likely cause and next step") {
            for (place, one) in ([diagnosis] + diagnosis.coinciding.prefix(3)).enumerated() { panel(one, isFirst: place == 0) }
        }
    }

    /// Read from the top: what, since when, for whom; why; what to do.
    private func panel(_ diagnosis: Diagnosis, isFirst: Bool) -> HTML {
        Tag.div(.class("panel")) {
            if let mode = diagnosis.failureMode, mode != "none" {
                Tag.p {
                    if !isFirst { "And beside it: " }
                    Tag.strong { Words.signal(mode) }
                    if let submode = diagnosis.submode { " (\(Words.signal(submode)))" }
                    if let probability = diagnosis.probability { ", probability \(Numbers.percent(probability))" }
                    if let since = diagnosis.since { ", since \(Words.moment(since))" }
                }
            }
            if !diagnosis.advice.isEmpty {
                Tag.ol(.class("advice")) {
                    for sentence in diagnosis.advice.prefix(10) { Tag.li { Words.cut(sentence, to: 600) } }
                }
            }
            Tag.dl(.class("pairs")) {
                names(columnsTerm(diagnosis), diagnosis.rankedFeatures)
                names("Slices", diagnosis.worstSlices)
                sentences("What speaks for it", diagnosis.evidence.filter(\.supports).map(\.text))
                sentences("What speaks against it", diagnosis.evidence.filter { !$0.supports }.map(\.text))
                sentences("What else it may be", diagnosis.alternatives.prefix(3).map(Self.named))
                sentences("What would tell", [diagnosis.toTellApart].compactMap(\.self))
                if !diagnosis.decomposition.isEmpty {
                    Tag.dt { "Parts of the change\(diagnosis.decomposedMetric.map { " in \(Words.signal($0))" } ?? "")" }
                    Tag.dd { parts }
                }
            }
        }
    }

    private func columnsTerm(_ diagnosis: Diagnosis) -> String {
        switch diagnosis.failureMode {
        case nil: "Columns that moved most"
        case "none": "Columns to look at first, if it comes again"
        default: "Columns, guilty ones first"
        }
    }

    private static func named(_ other: Diagnosis.Alternative) -> String {
        "\(Words.signal(other.failureMode))\(other.submode.map { " (\(Words.signal($0)))" } ?? ""), probability \(Numbers.percent(other.probability))"
    }

    @HTMLBuilder
    private func sentences(_ term: String, _ sentences: [String]) -> HTML {
        if !sentences.isEmpty {
            Tag.dt { term }
            for sentence in sentences.prefix(8) { Tag.dd { Words.cut(sentence, to: 600) } }
        }
    }

    private var isEmpty: Bool {
        (diagnosis.failureMode == "none" || diagnosis.failureMode == nil && diagnosis.rankedFeatures.isEmpty)
            && diagnosis.advice.isEmpty && diagnosis.worstSlices.isEmpty && diagnosis.decomposition.isEmpty && diagnosis.evidence.isEmpty
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
