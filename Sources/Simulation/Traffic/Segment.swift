/// A part of a model's life.
package enum Segment: UInt64, Sendable, Hashable, CaseIterable {
    /// What the model learned from.
    case training = 1
    /// Kept aside, right before production.
    case validation
    /// What the model met after its launch.
    case production

    /// The name of its file, without extension.
    package var name: String {
        switch self {
        case .training: "training"
        case .validation: "validation"
        case .production: "production"
        }
    }

    /// The first letter of its prediction ids.
    var idPrefix: UInt8 { UInt8(ascii: self == .training ? "t" : self == .validation ? "v" : "p") }
}
