/// Values of all features of one applicant, as they are or as some system believes them to be.
struct Person: Sendable, Hashable {
    /// By `NumericFeature`; not a number where the value is missing. Four places are unused.
    var numbers = SIMD16<Double>(repeating: 0)
    /// Codes by `CategoricalFeature`.
    var categories = SIMD8<UInt8>(repeating: 0)

    subscript(_ feature: NumericFeature) -> Double {
        get { numbers[feature.rawValue] }
        set { numbers[feature.rawValue] = newValue }
    }

    subscript(_ feature: CategoricalFeature) -> UInt8 {
        get { categories[feature.rawValue] }
        set { categories[feature.rawValue] = newValue }
    }

    /// Whether the value of `feature` is missing.
    func isMissing(_ feature: Feature) -> Bool {
        switch feature {
        case .numeric(let feature): self[feature].isNaN
        case .categorical(let feature): self[feature] == Category.missing
        }
    }

    /// Takes the value away.
    mutating func remove(_ feature: Feature) {
        switch feature {
        case .numeric(let feature): self[feature] = .nan
        case .categorical(let feature): self[feature] = Category.missing
        }
    }

    /// Takes the value of `feature` from `other`.
    mutating func copy(_ feature: Feature, from other: Person) {
        switch feature {
        case .numeric(let feature): self[feature] = other[feature]
        case .categorical(let feature): self[feature] = other[feature]
        }
    }
}
