// concept_drift and model_regression: the truth leaves the model, or the model leaves the truth.

extension Injection {
    /// What ceases to hold at this strength, 1 being reversed: the effect of a feature or, in a slice, of everything.
    func distortion(for person: Person, strength: Double) -> RiskModel.Distortion? {
        guard concerns(person) else { return nil }
        let factor = 1 - 2 * strength
        return feature.map { .feature($0, factor: factor) } ?? .everything(factor: factor)
    }
}
