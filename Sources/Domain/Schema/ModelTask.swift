/// What a model decides.
package enum ModelTask: String, Sendable, Hashable, Codable, CaseIterable {
    /// One of two classes, with a score for the positive one or a label, or both.
    case binary
    /// One of several classes.
    case multiclass
    /// A number.
    case regression
}
