/// A request that cannot be simulated, in words for the person who made it.
package struct SimulationError: Error, Sendable, Hashable, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }

    static func unknownFeature(_ name: String) -> SimulationError {
        SimulationError("there is no feature '\(name)'; there are: \(Feature.all.map(\.name).joined(separator: ", "))")
    }
}
