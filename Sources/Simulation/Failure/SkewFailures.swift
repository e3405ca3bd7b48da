// training_serving_skew: serving computes a feature in another way than training did.

extension Injection {
    /// Changes what the model is told, as broken serving code would.
    func skew(_ inputs: inout Person) {
        guard let feature else { return }
        switch (submode, feature) {
        case (.unitChange, .numeric(let feature)):
            inputs[feature] *= feature.otherUnit
        case (.logMissing, .numeric(.logExistingDebt)):
            inputs[.logExistingDebt] = (portableExp(inputs[.logExistingDebt]) - 1).rounded()
        case (.logMissing, .numeric(let feature)):
            let value = inputs[feature]
            if !value.isNaN { inputs[feature] = portableLog(max(0, value) + 1) }
        case (.otherStandardisation, .numeric(let feature)):
            let (mean, deviation) = feature.scale
            inputs[feature] = mean + 0.75 * deviation + 1.5 * (inputs[feature] - mean)
        case (.encodingChanged, .categorical(let feature)):
            let count = UInt8(feature.categories.count)
            if inputs[feature] < count { inputs[feature] = (inputs[feature] + 1) % count }
        case (.defaultForNull, .numeric(let feature)):
            if inputs[feature].isNaN { inputs[feature] = 0 }
        case (.defaultForNull, .categorical(let feature)):
            if inputs[feature] == Category.missing { inputs[feature] = 0 }
        case (.columnsSwapped, let feature):
            guard let partner, case .numeric(let first) = feature, case .numeric(let second) = partner else { return }
            (inputs[first], inputs[second]) = (inputs[second], inputs[first])
        default:
            break
        }
    }
}

extension NumericFeature {
    /// The factor to another unit in which the same quantity is often given.
    fileprivate var otherUnit: Double {
        switch self {
        case .monthlyIncome, .employmentYears, .age: 12  // a year's income; months
        case .loanTermMonths: 1.0 / 12  // years
        case .loanAmount: 0.001  // thousands
        case .creditUtilisation, .loanToIncome: 100  // per cent
        case .logExistingDebt: 0.4342944819032518  // logarithm to base 10
        case .bureauScore: 0.1
        case .openAccounts, .delinquencies, .inquiries: 10
        }
    }

    /// Roughly the mean and standard deviation in training.
    var scale: (mean: Double, deviation: Double) {
        switch self {
        case .age: (40, 14)
        case .monthlyIncome: (2_600, 1_300)
        case .employmentYears: (9, 7)
        case .loanAmount: (8_300, 6_000)
        case .loanTermMonths: (40, 17)
        case .loanToIncome: (0.32, 0.2)
        case .creditUtilisation: (0.36, 0.24)
        case .openAccounts: (4.8, 2.8)
        case .delinquencies: (0.25, 0.6)
        case .inquiries: (0.8, 1.1)
        case .bureauScore: (675, 68)
        case .logExistingDebt: (5.4, 3.4)
        }
    }
}
