internal import Domain
internal import Foundation

/// Turns weighed hypotheses into what is told.
struct DiagnosisVerdict {
    let known: DiagnosisCase
    let hypotheses: [Hypothesis]

    /// All that can be, the least unexplained first.
    private var ordered: [Hypothesis] { hypotheses.filter(\.unexplained.total.isFinite).sorted { $0.unexplained < $1.unexplained } }

    /// The same as it is told to whoever asks how the verdict came about.
    var weighed: [Diagnosis.Hypothesis] {
        ordered.map { hypothesis in
            Diagnosis.Hypothesis(
                failureMode: hypothesis.mode.rawValue, submode: hypothesis.submode, features: hypothesis.columns.map(known.name), slice: hypothesis.slice,
                unexplained: hypothesis.unexplained.total,
                amounts: Dictionary(uniqueKeysWithValues: hypothesis.unexplained.amounts.map { ($0.key.name, $0.value) }))
        }
    }

    var diagnosis: Diagnosis {
        let ordered = ordered
        guard let best = ordered.first else { return Diagnosis(failureMode: FailureMode.none.rawValue, rankedFeatures: [], advice: []) }
        // Each mode by what explains most of it.
        var modes: [Hypothesis] = []
        for hypothesis in ordered where !modes.contains(where: { $0.mode == hypothesis.mode }) { modes.append(hypothesis) }
        let lowest = max(0, best.unexplained.total).squareRoot()
        let weights = modes.map { exp(-Weight.sharpness * (max(0, $0.unexplained.total).squareRoot() - lowest)) }
        let total = weights.reduce(0, +)
        let probabilities = weights.map { Self.told($0 / total) }
        let alternatives = zip(modes, probabilities).dropFirst().filter { $0.1 >= 0.01 }
            .map { Diagnosis.Alternative(failureMode: $0.0.mode.rawValue, submode: $0.0.submode, probability: $0.1) }
        var diagnosis = told(best, probability: probabilities[0])
        diagnosis.alternatives = alternatives
        if let second = modes.dropFirst().first, probabilities[1] >= 0.05 {
            diagnosis.toTellApart = TellingApart.sentence(best.mode, second.mode)
        }
        diagnosis.coinciding = coinciding(best)
        return diagnosis
    }

    /// In thousandths, and never as certain: weights that were chosen by reasoning know no more.
    private static func told(_ probability: Double) -> Double { min(0.999, max(0.001, (probability * 1_000).rounded() / 1_000)) }

    private func told(_ hypothesis: Hypothesis, probability: Double?) -> Diagnosis {
        let isNothing = hypothesis.mode == .none
        var advice = hypothesis.remedies
        if isNothing { advice = ["Nothing is to be done about the model: see whether the alert comes again."] }
        return Diagnosis(
            failureMode: hypothesis.mode.rawValue, submode: hypothesis.submode, probability: probability, since: isNothing ? nil : known.onset?.start,
            rankedFeatures: ranked(isNothing ? suspects : hypothesis.columns), worstSlices: [hypothesis.slice].compactMap(\.self),
            evidence: hypothesis.evidence, advice: advice)
    }

    /// The names of some columns, then of others that moved, the first by most.
    private func ranked(_ first: [Int]) -> [String] {
        let moved = known.features.filter { known.explanations.moved[$0] > 0 }.sorted { known.explanations.moved[$0] > known.explanations.moved[$1] }
        var named: Set<Int> = []
        return (first + moved).filter { named.insert($0).inserted }.map(known.name)
    }

    /// Where nothing failed, the columns of what else it may be, the likeliest first.
    private var suspects: [Int] { ordered.filter { $0.mode != .none }.flatMap(\.columns).filter(known.isFeature) }

    /// Records as such, or cells of another column, that fail beside the best hypothesis and are not explained by it.
    private func coinciding(_ best: Hypothesis) -> [Diagnosis] {
        guard best.mode != .none else { return [] }
        let rest = hypotheses.filter { hypothesis in
            guard hypothesis.mode == .dataQuality, hypothesis.submode != best.submode, let submode = hypothesis.submode else { return false }
            switch submode {
            case "volume_drop": return hypothesis.columns.isEmpty && best.submode != "late_data"
            case "duplicates", "late_data": return true
            case "type_corruption", "nulls":
                // One column whose own change is large, and which the best does not speak of.
                return hypothesis.columns.count == 1 && !best.columns.contains(hypothesis.columns[0]) && known.explanations.moved[hypothesis.columns[0]] > 100
                    && best.mode != .populationShift && best.mode != .covariateDrift && best.mode != .labelShift
            default: return false
            }
        }
        return rest.sorted { $0.unexplained < $1.unexplained }.prefix(2).map { told($0, probability: nil) }
    }
}
