/// What the inputs say about the risk, on a common scale: centred, of unit size, larger is riskier for most.
///
/// Missing values count as typical, or slightly worse. Values far outside the training range are clipped, as any
/// production model would; absurd inputs make a wrong score, not an overflow.
struct Evidence: Sendable {
    /// By `NumericFeature`.
    let terms: SIMD16<Double>
    /// Codes by `CategoricalFeature`.
    let categories: SIMD8<UInt8>

    init(_ inputs: Person) {
        var terms = SIMD16<Double>(repeating: 0)
        func set(_ feature: NumericFeature, ifMissing: Double = 0, _ term: (Double) -> Double) {
            let value = inputs[feature]
            terms[feature.rawValue] = value.isNaN ? ifMissing : min(4, max(-4, term(value)))
        }
        set(.age) { (40 - $0) / 13 }
        set(.monthlyIncome) { (7.75 - portableLog(max($0, 1))) / 0.5 }
        set(.employmentYears) { 2.6 * (5 / (5 + max($0, 0)) - 0.42) }
        set(.loanAmount) { (portableLog(max($0, 1)) - 8.85) / 0.6 }
        set(.loanTermMonths) { ($0 - 40) / 17 }
        set(.loanToIncome) { ($0 - 0.32) / 0.2 }
        set(.creditUtilisation, ifMissing: 0.1) { ($0 - 0.36) / 0.24 }
        set(.openAccounts) { ($0 - 4.8) / 2.8 }
        set(.delinquencies) { $0 - 0.25 }
        set(.inquiries) { ($0 - 0.8) / 1.1 }
        set(.bureauScore, ifMissing: 0.25) { (675 - $0) / 68 }
        set(.logExistingDebt) { ($0 - 5.4) / 3.4 }
        self.terms = terms
        categories = inputs.categories
    }

    private init(terms: SIMD16<Double>, categories: SIMD8<UInt8>) {
        self.terms = terms
        self.categories = categories
    }

    subscript(_ feature: NumericFeature) -> Double { terms[feature.rawValue] }

    subscript(_ feature: CategoricalFeature) -> Int { Int(categories[feature.rawValue]) }

    /// The terms in steps of `step`, as a model of trees sees them.
    func quantised(by step: Double) -> Evidence {
        Evidence(terms: (terms / step).rounded(.toNearestOrEven) * step, categories: categories)
    }
}
