/// A scorecard: additive terms with two interactions, averaged over what nobody can see.
struct RiskModel: Sendable {
    var intercept: Double
    /// By `NumericFeature`.
    var numeric: SIMD16<Double>
    /// By `CategoricalFeature`, then code.
    var categorical: [[Double]]
    /// Extra weight of high utilisation for those without a salary.
    var utilisationWithoutSalary: Double
    /// Extra weight of a large loan for those who rent.
    var loanWhenRenting: Double
    /// Steps in which the numbers are seen; `nil` for as they are.
    var step: Double?
    /// Corrects the logit of a model that lacks something, so that its scores are probabilities again.
    var scale = 1.0

    /// How something that used to hold ceases to hold.
    enum Distortion: Sendable {
        /// All that comes from one feature is multiplied: 0 takes it away, -1 turns it round.
        case feature(Feature, factor: Double)
        /// The logit's distance from `RiskModel.centre` is multiplied.
        case everything(factor: Double)
    }

    /// The typical logit.
    static let centre = -1.55
    /// What nobody sees raises or lowers the logit by this much, with equal chances.
    static let hidden = 0.8

    /// The logit, before averaging over the unseen.
    func logit(_ evidence: Evidence, distortion: Distortion? = nil) -> Double {
        let seen = step.map(evidence.quantised) ?? evidence
        var sum = intercept + scale * score(seen)
        switch distortion {
        case nil: break
        case .feature(let feature, let factor): sum -= (1 - factor) * scale * contribution(of: feature, seen)
        case .everything(let factor): sum = Self.centre + factor * (sum - Self.centre)
        }
        return sum
    }

    /// P(default): the mean over the unseen.
    func probability(logit: Double) -> Double {
        0.5 * (logistic(logit - Self.hidden) + logistic(logit + Self.hidden))
    }

    private func score(_ evidence: Evidence) -> Double {
        var sum = (numeric * evidence.terms).sum()
        for feature in 0..<CategoricalFeature.allCases.count {
            sum += categorical[feature][Int(evidence.categories[feature])]
        }
        return sum + withoutSalary(evidence) + renting(evidence)
    }

    private func withoutSalary(_ evidence: Evidence) -> Double {
        let type = evidence[.employmentType]
        return type >= 1 && type <= 2 || type >= 4 && type <= 5
            ? utilisationWithoutSalary * evidence[.creditUtilisation] : 0
    }

    private func renting(_ evidence: Evidence) -> Double {
        evidence[.housing] == 0 ? loanWhenRenting * evidence[.loanToIncome] : 0
    }

    /// The part of the score that would be missing without the feature.
    private func contribution(of feature: Feature, _ evidence: Evidence) -> Double {
        switch feature {
        case .categorical(let feature):
            return categorical[feature.rawValue][evidence[feature]]
        case .numeric(let feature):
            let own = numeric[feature.rawValue] * evidence[feature]
            return switch feature {
            case .creditUtilisation: own + withoutSalary(evidence)
            case .loanToIncome: own + renting(evidence)
            default: own
            }
        }
    }
}

extension SIMD16<Double> {
    /// The sum of all elements in a fixed order, the same on every platform.
    fileprivate func sum() -> Double {
        let eight = lowHalf + highHalf
        let four = eight.lowHalf + eight.highHalf
        return (four[0] + four[1]) + (four[2] + four[3])
    }
}
