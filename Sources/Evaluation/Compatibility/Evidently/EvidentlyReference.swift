internal import Statistics

/// A numeric column's reference, sorted once for the windows that are compared with it.
package struct EvidentlyReference: Sendable {
    private let sorted: [Double]
    /// Of the population.
    private let deviation: Double

    /// Takes finite values in any order.
    ///
    /// - Returns: `nil` when there are none.
    package init?(_ values: [Double]) {
        guard !values.isEmpty else { return nil }
        sorted = values.sorted()
        deviation = Moments(values).standardDeviation(ddof: 0) ?? 0
    }

    /// Evidently's verdict on these values, in any order; `nil` when there are none.
    ///
    /// - Parameter isNumerical: `false` for integers that are taken for categories, however many there are.
    package func verdict(_ current: [Double], isNumerical: Bool = true) -> PeerVerdict? {
        guard let samples = TwoSamples(sortedReference: sorted, sortedCurrent: current.sorted()) else { return nil }
        guard isNumerical, samples.values.count > EvidentlyDrift.fewValues else { return EvidentlyDrift.verdict(counts: samples.ties) }
        guard sorted.count > EvidentlyDrift.smallReference else {
            return EvidentlyDrift.Method.kolmogorovSmirnov.verdict(EvidentlyTests.kolmogorovSmirnov(samples))
        }
        return EvidentlyDrift.Method.wasserstein.verdict(EvidentlyTests.wasserstein(samples, referenceDeviation: deviation))
    }
}
