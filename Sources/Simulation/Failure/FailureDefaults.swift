extension Failure {
    /// The severity where none is given.
    var usualSeverity: Double {
        switch (mode, submode) {
        case (.dataQuality, .nulls), (.dataQuality, .typeCorruption), (.dataQuality, .unseenCategory): 0.4
        case (.dataQuality, .duplicates): 0.3
        case (.dataQuality, .volumeDrop), (.dataQuality, .lateData): 0.6
        case (.populationShift, _): 0.35
        case (.labelShift, _): 0.25
        case (.conceptDrift, .abrupt), (.conceptDrift, .gradual): 0.75
        case (.conceptDrift, .slice), (.modelRegression, _): 0.5
        default: 1
        }
    }

    /// What severity means, for the help; lines of up to 76 characters.
    package static let severityMeaning = """
        training_serving_skew, data_quality: share of the rows that are hit
        covariate_drift: shift in standard deviations, up to 10
            (a category: share of the rows moved to the last category)
        population_shift: share of the applicants replaced by some of the slice
        concept_drift, model_regression: 0.5 takes away what the feature (or
            everything, in the slice) says of the risk, 1 reverses it
        label_shift: share of the good applicants replaced by bad ones
        """

    /// The feature where none is given; `nil` when the failure is in no feature.
    var usualFeature: Feature? {
        switch (mode, submode) {
        case (_, .unitChange): .numeric(.monthlyIncome)
        case (_, .logMissing): .numeric(.logExistingDebt)
        case (_, .otherStandardisation), (_, .defaultForNull): .numeric(.bureauScore)
        case (_, .encodingChanged), (_, .unseenCategory): .categorical(.employmentType)
        case (_, .columnsSwapped), (.dataQuality, .staleSource): .numeric(.creditUtilisation)
        case (.dataQuality, .nulls): .numeric(.bureauScore)
        case (.dataQuality, .typeCorruption): .numeric(.monthlyIncome)
        case (.covariateDrift, _): .numeric(.creditUtilisation)
        case (.conceptDrift, _) where submode != .slice && slice == nil: .numeric(.creditUtilisation)
        case (.modelRegression, _) where slice == nil: .numeric(.bureauScore)
        default: nil
        }
    }

    /// The slice where none is given; `nil` for all rows.
    var usualSlice: AffectedSlice? {
        switch (mode, submode) {
        case (.populationShift, .slice):
            AffectedSlice([.init("age", .less, .number(25)), .init("purpose", .equal, .text("travel"))])
        case (.populationShift, _): AffectedSlice([.init("age", .less, .number(25))])
        case (.covariateDrift, .slice), (.conceptDrift, .slice):
            AffectedSlice([.init("device", .equal, .text("desktop"))])
        default: nil
        }
    }

    /// Whether the failure blames a feature that can be chosen.
    var takesFeature: Bool {
        switch (mode, submode) {
        case (.none, _), (.populationShift, _), (.labelShift, _): false
        case (_, .duplicates), (_, .volumeDrop), (_, .lateData): false
        case (.conceptDrift, _), (.modelRegression, _): submode != .slice && slice == nil
        default: true
        }
    }

    /// Why `feature` cannot fail in this way; `nil` when it can.
    func objection(to feature: Feature) -> String? {
        switch (submode, mode) {
        case (.unitChange, _), (.logMissing, _), (.otherStandardisation, _), (.typeCorruption, _):
            feature.isNumeric ? nil : "\(submode.rawValue) needs a numeric feature"
        case (.encodingChanged, _), (.unseenCategory, _):
            feature.isNumeric ? "\(submode.rawValue) needs a categorical feature" : nil
        case (.defaultForNull, _):
            Self.nullable.contains(feature)
                ? nil
                : "default_for_null needs a feature with missing values: "
                    + Self.nullable.map(\.name).joined(separator: ", ")
        case (_, .covariateDrift) where feature == .numeric(.loanToIncome):
            "loan_to_income is computed from loan_amount and monthly_income: shift one of these"
        default: nil
        }
    }

    private static let nullable: [Feature] = [
        .numeric(.monthlyIncome), .numeric(.employmentYears), .numeric(.loanToIncome), .numeric(.creditUtilisation),
        .numeric(.bureauScore), .categorical(.education), .categorical(.paymentMethod),
    ]
}
