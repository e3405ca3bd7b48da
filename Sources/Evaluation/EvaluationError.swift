/// An evaluation that cannot be made from what was given. The text says why and what to do.
package struct EvaluationError: Error, Sendable, Hashable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
