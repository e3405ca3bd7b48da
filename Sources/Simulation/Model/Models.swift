// Intercepts and scales of the models are fitted to two million simulated labels by maximum likelihood, so that scores
// are probabilities where nothing fails; a test holds them to it.

extension RiskModel {
    /// What really decides who defaults.
    static let truth = RiskModel(
        intercept: -1.62,
        numeric: weights([
            .age: 0.12, .monthlyIncome: 0.38, .employmentYears: 0.22, .loanAmount: 0.05, .loanTermMonths: 0.15,
            .loanToIncome: 0.3, .creditUtilisation: 0.5, .openAccounts: 0.06, .delinquencies: 0.42, .inquiries: 0.2,
            .bureauScore: 0.62, .logExistingDebt: 0.12,
        ]),
        categorical: [
            codes([0.05, 0, 0.08, 0.1, -0.05, -0.05, 0, 0.2]),  // region
            codes([0.08, -0.08, 0, -0.1]),  // device
            codes([-0.05, 0, -0.1, 0.3, 0.15]),  // channel
            codes([-0.25, 0.25, 0.3, -0.35, 0.2, 0.8]),  // employment type
            codes([0.2, -0.2, -0.3, 0.05]),  // housing
            codes([-0.15, 0.25, -0.2, 0.15, 0, 0.15, 0.35, 0.1]),  // purpose
            codes([0.3, 0.1, 0, -0.15, -0.25]),  // education
            codes([-0.1, 0.05, 0.15, 0.3]),  // payment method
        ],
        utilisationWithoutSalary: 0.35, loanWhenRenting: 0.3)

    /// The model in production: knows the truth but for one interaction, and not what is missing.
    static let production = truth.changed(intercept: -1.638, scale: 1.044) { $0.loanWhenRenting = 0 }

    /// The next release of the production model: as good.
    static let nextRelease = production.changed(intercept: -1.648, scale: 1.038) {
        $0.numeric[NumericFeature.age.rawValue] = 0.15
        $0.numeric[NumericFeature.openAccounts.rawValue] = 0.02
    }

    /// A simpler candidate: no interactions, fewer features.
    static let simplerCandidate = truth.changed(intercept: -1.535, scale: 1.095) {
        $0.utilisationWithoutSalary = 0
        $0.loanWhenRenting = 0
        $0.numeric[NumericFeature.inquiries.rawValue] = 0
        $0.numeric[NumericFeature.loanToIncome.rawValue] = 0.36
        $0.categorical[CategoricalFeature.purpose.rawValue] = codes([])
    }

    /// A richer candidate: all interactions, numbers in steps.
    static let richerCandidate = truth.changed(intercept: -1.555, scale: 0.998) { $0.step = 0.4 }

    private func changed(intercept: Double, scale: Double, _ change: (inout RiskModel) -> Void) -> RiskModel {
        var model = self
        model.intercept = intercept
        model.scale = scale
        change(&model)
        return model
    }

    private static func weights(_ weights: KeyValuePairs<NumericFeature, Double>) -> SIMD16<Double> {
        var result = SIMD16<Double>(repeating: 0)
        for (feature, weight) in weights { result[feature.rawValue] = weight }
        return result
    }

    /// A weight for each code; 0 for a missing value and for one that has never been seen.
    private static func codes(_ weights: [Double]) -> [Double] {
        weights + Array(repeating: 0, count: Category.codes - weights.count)
    }
}
