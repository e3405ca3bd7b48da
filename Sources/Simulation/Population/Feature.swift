/// A number that the model takes as input.
enum NumericFeature: Int, CaseIterable, Sendable {
    case age, monthlyIncome, employmentYears, loanAmount, loanTermMonths, loanToIncome, creditUtilisation
    case openAccounts, delinquencies, inquiries, bureauScore, logExistingDebt

    /// The name of its column.
    var name: String {
        switch self {
        case .age: "age"
        case .monthlyIncome: "monthly_income"
        case .employmentYears: "employment_years"
        case .loanAmount: "loan_amount"
        case .loanTermMonths: "loan_term_months"
        case .loanToIncome: "loan_to_income"
        case .creditUtilisation: "credit_utilisation"
        case .openAccounts: "open_accounts"
        case .delinquencies: "delinquencies_2y"
        case .inquiries: "inquiries_6m"
        case .bureauScore: "bureau_score"
        case .logExistingDebt: "log_existing_debt"
        }
    }
}

/// A value from a limited set that the model takes as input.
enum CategoricalFeature: Int, CaseIterable, Sendable {
    case region, device, channel, employmentType, housing, purpose, education, paymentMethod

    /// The name of its column.
    var name: String {
        switch self {
        case .region: "region"
        case .device: "device"
        case .channel: "channel"
        case .employmentType: "employment_type"
        case .housing: "housing"
        case .purpose: "purpose"
        case .education: "education"
        case .paymentMethod: "payment_method"
        }
    }

    /// Its values; a category's code is its place here. At most `Category.limit` of them.
    var categories: [String] {
        switch self {
        case .region: ["capital", "north", "south", "east", "west", "lakes", "coast", "islands"]
        case .device: ["mobile", "desktop", "tablet", "branch"]
        case .channel: ["web", "app", "branch", "broker", "partner"]
        case .employmentType: ["salaried", "hourly", "self_employed", "retired", "student", "unemployed"]
        case .housing: ["rent", "mortgage", "own", "family"]
        case .purpose: ["car", "consolidation", "home", "medical", "education", "travel", "business", "wedding"]
        case .education: ["primary", "secondary", "vocational", "bachelor", "master"]
        case .paymentMethod: ["direct_debit", "transfer", "card", "wallet"]
        }
    }
}

/// Codes of categories.
enum Category {
    /// Known values have codes below this.
    static let limit: UInt8 = 8
    /// A value that the model has never seen.
    static let unseen: UInt8 = 8
    /// No value.
    static let missing: UInt8 = 9
    /// Number of codes.
    static let codes = 10
    /// What a value that the model has never seen is called in a file.
    static let unseenName = "other_2026"
}

/// Any input of the model.
enum Feature: Sendable, Hashable {
    case numeric(NumericFeature)
    case categorical(CategoricalFeature)

    /// All features in the order of their columns.
    static let all = NumericFeature.allCases.map(Feature.numeric) + CategoricalFeature.allCases.map(Feature.categorical)

    init?(name: String) {
        guard let found = Feature.all.first(where: { $0.name == name }) else { return nil }
        self = found
    }

    var name: String {
        switch self {
        case .numeric(let feature): feature.name
        case .categorical(let feature): feature.name
        }
    }

    var isNumeric: Bool {
        if case .numeric = self { true } else { false }
    }
}

extension Simulation {
    /// The features and the values of those that have a limited set, for the help.
    package static let featureMeaning: String = {
        let numbers = NumericFeature.allCases.map(\.name)
        let lines = stride(from: 0, to: numbers.count, by: 4).map { numbers[$0..<($0 + 4)].joined(separator: ", ") }
        let categories = CategoricalFeature.allCases.map { feature in
            "\(feature.name)\n    \(feature.categories.joined(separator: ", "))"
        }
        return (lines + categories).joined(separator: "\n")
    }()
}
