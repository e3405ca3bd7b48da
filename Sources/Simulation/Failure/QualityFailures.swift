// data_quality: values that are gone, stale or strange. (Rows that are gone, late or double: DeliveryFailures.swift.)

extension Injection {
    /// Changes what the model is told, as a broken source would.
    func spoil(_ inputs: inout Person) {
        guard let feature else { return }
        switch (submode, feature) {
        case (.nulls, _):
            inputs.remove(feature)
        case (.typeCorruption, _):
            // The text is written by `corruptText`; the model cannot read it.
            inputs.remove(feature)
        case (.staleSource, _):
            inputs.copy(feature, from: stale)
        case (.unseenCategory, .categorical(let feature)):
            inputs[feature] = Category.unseen
        default:
            break
        }
    }

    /// The column that holds texts where there should be numbers.
    var textColumn: NumericFeature? {
        if submode == .typeCorruption, case .numeric(let feature) = feature { feature } else { nil }
    }

    /// What stands in the column instead of `value`.
    static func corruptText(_ value: Double, _ random: RowRandom) -> String {
        switch random.bits(Draw.failureValue.rawValue) % 4 {
        case 0: "n/a"
        case 1: "#REF!"
        case 2: value.isNaN ? "unknown" : "EUR \(Int64(value))"
        default: value.isNaN ? "-" : "\(Int64(value)),00"
        }
    }
}
