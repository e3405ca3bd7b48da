internal import Domain
internal import Statistics

/// Judges how decisions fall on the groups of a protected attribute.
struct FairnessRequirements {
    let records: JudgedRecords

    /// - Throws: `EvaluationError` where predictions are no decisions between two classes.
    func results(of requirement: Requirement, _ attribute: String, _ parity: Parity) throws -> [RequirementResult] {
        guard let report = records.fairness(by: attribute, confidence: requirement.normalConfidence) else {
            throw EvaluationError(
                "\(requirement.place): parities are of decisions between two classes, which these predictions are not; leave it out, or set the task or threshold")
        }
        return report.groups.dropFirst().flatMap { group in
            parity.measures.compactMap { measure in
                guard let rate = group.rates.first(where: { $0.measure == measure }),
                    let reference = report.groups[0].rates.first(where: { $0.measure == measure })
                else { return nil }
                return result(of: requirement, parity, rate, reference, group: group.value, reference: report.reference, attribute)
            }
        }
    }

    private func result(
        of requirement: Requirement, _ parity: Parity, _ rate: FairnessReport.Rate, _ other: FairnessReport.Rate, group: String, reference: String,
        _ attribute: String
    ) -> RequirementResult {
        let isRatio = parity == .disparateImpact
        let what = isRatio ? "The ratio of selection rates" : "The difference of \(rate.measure.words)"
        let subject = parity.measures.count > 1 ? "\(attribute) = \(group) (\(rate.measure.words))" : "\(attribute) = \(group)"
        func share(_ rate: FairnessReport.Rate) -> String { rate.value.map { $0.percent } ?? "none" }
        return requirement.judged(
            .fairness, what,
            JudgedEstimate(
                value: isRatio ? rate.ratio : rate.difference, lower: isRatio ? rate.ratioLower : rate.lower, upper: isRatio ? rate.ratioUpper : rate.upper,
                rows: min(rate.total, other.total)),
            subject: subject,
            detail: "\(group): \(share(rate)) of \(rate.total); \(reference): \(share(other)) of \(other.total).",
            advice: "See which features stand for \(attribute), and where the threshold falls in each group. Which parity matters is to be decided by people.")
    }
}

extension FairnessReport.Measure {
    fileprivate var words: String {
        switch self {
        case .selectionRate: "selection rates"
        case .truePositiveRate: "true positive rates"
        case .falsePositiveRate: "false positive rates"
        case .precision: "precisions"
        }
    }
}
