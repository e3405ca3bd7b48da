/// The distances that are taken between two sets of counts, by name.
package enum CountDistance: String, Sendable, Hashable, Codable, CaseIterable {
    /// `AlignedCounts.populationStabilityIndex`.
    case populationStabilityIndex = "psi"
    /// `AlignedCounts.kullbackLeiblerDivergence`: current from reference, in nats.
    case kullbackLeiblerDivergence = "kl"
    /// `AlignedCounts.jensenShannonDivergence`, in nats.
    case jensenShannonDivergence = "js_divergence"
    /// `AlignedCounts.jensenShannonDistance` to base e.
    case jensenShannonDistance = "js_distance"
    /// To base 2: between 0 and 1.
    case jensenShannonDistanceInBits = "js_distance_bits"
    /// `AlignedCounts.hellingerDistance`.
    case hellingerDistance = "hellinger"
    /// `AlignedCounts.totalVariationDistance`.
    case totalVariationDistance = "total_variation"
    /// `AlignedCounts.largestShareDifference`, known as L-infinity.
    case largestShareDifference = "l_infinity"
    /// Only for cells in ascending order.
    case kolmogorovSmirnovDistance = "ks"

    /// The distance between both sides. `emptyCells` matters to the first two alone.
    package func value(of counts: AlignedCounts, emptyCells rule: EmptyCellRule = .standard) -> Double {
        switch self {
        case .populationStabilityIndex: counts.populationStabilityIndex(emptyCells: rule)
        case .kullbackLeiblerDivergence: counts.kullbackLeiblerDivergence(emptyCells: rule)
        case .jensenShannonDivergence: counts.jensenShannonDivergence()
        case .jensenShannonDistance: counts.jensenShannonDistance()
        case .jensenShannonDistanceInBits: counts.jensenShannonDistance(base: .two)
        case .hellingerDistance: counts.hellingerDistance
        case .totalVariationDistance: counts.totalVariationDistance
        case .largestShareDifference: counts.largestShareDifference
        case .kolmogorovSmirnovDistance: counts.kolmogorovSmirnovDistance
        }
    }

    /// For distances that behave like Pearson's chi-square near equality: by what to multiply it (times `1/n + 1/m`),
    /// and whether to take the root. From the second-order Taylor term of each at equal shares; `nil` for the others.
    var chiSquareForm: (factor: Double, isRoot: Bool)? {
        switch self {
        case .populationStabilityIndex: (1, false)
        case .kullbackLeiblerDivergence: (1 / 2.0, false)
        case .jensenShannonDivergence: (1 / 8.0, false)
        case .jensenShannonDistance: (1 / 8.0, true)
        case .jensenShannonDistanceInBits: (1 / 8.0 / LogarithmBase.two.logarithm, true)
        case .hellingerDistance: (1 / 8.0, true)
        case .totalVariationDistance, .largestShareDifference, .kolmogorovSmirnovDistance: nil
        }
    }
}
