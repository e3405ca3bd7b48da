/// A slice made ready to be asked about people.
struct SliceTest: Sendable {
    private enum Test: Sendable {
        case number(NumericFeature, AffectedSlice.Comparison, Double)
        case category(CategoricalFeature, UInt8, isEqual: Bool)
    }

    private let tests: [Test]
    /// The features that the slice speaks of.
    let features: [Feature]

    /// - Throws: `SimulationError` when a name, a comparison or a value does not fit the features.
    init(_ slice: AffectedSlice) throws(SimulationError) {
        var tests: [Test] = []
        var features: [Feature] = []
        for condition in slice.conditions {
            guard let feature = Feature(name: condition.feature) else {
                throw SimulationError.unknownFeature(condition.feature)
            }
            switch (feature, condition.value) {
            case (.numeric(let feature), .number(let number)):
                tests.append(.number(feature, condition.op, number))
            case (.categorical(let feature), .text(let text)):
                guard let code = feature.categories.firstIndex(of: text),
                    condition.op == .equal || condition.op == .notEqual
                else {
                    throw SimulationError(
                        "\(feature.name) can be == or != one of: \(feature.categories.joined(separator: ", "))")
                }
                tests.append(.category(feature, UInt8(code), isEqual: condition.op == .equal))
            default:
                throw SimulationError(
                    "\(feature.name) is \(feature.isNumeric ? "a number" : "a text"), the slice's value is not"
                )
            }
            if !features.contains(feature) { features.append(feature) }
        }
        self.tests = tests
        self.features = features
    }

    /// Whether the person, as he or she is, belongs to the slice.
    func matches(_ person: Person) -> Bool {
        tests.allSatisfy { test in
            switch test {
            case .category(let feature, let code, let isEqual): (person[feature] == code) == isEqual
            case .number(let feature, let op, let bound):
                switch op {
                case .less: person[feature] < bound
                case .lessOrEqual: person[feature] <= bound
                case .greater: person[feature] > bound
                case .greaterOrEqual: person[feature] >= bound
                case .equal: person[feature] == bound
                case .notEqual: person[feature] != bound
                }
            }
        }
    }
}
