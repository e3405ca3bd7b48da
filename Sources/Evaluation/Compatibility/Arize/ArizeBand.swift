/// Arize's automatic threshold: the mean of a monitor's past values plus some standard deviations.
///
/// The documentation speaks of a standard deviation over past values; how many, and how far back, it does not say. Two of them and fourteen days
/// are what is assumed here.
package enum ArizeBand {
    package static let deviations = 2.0
    package static let days = 14

    /// The upper limit after these past values.
    ///
    /// - Returns: `nil` for fewer than two values.
    package static func upper(past: [Double], deviations: Double = deviations) -> Double? {
        guard past.count > 1 else { return nil }
        let mean = past.reduce(0, +) / Double(past.count)
        let squares = past.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return mean + deviations * (squares / Double(past.count - 1)).squareRoot()
    }
}
