import RealModule

/// What a distance is when nothing has changed: its distribution from chance alone at given sample sizes.
///
/// A distance between two samples is never zero. This is what to hold an observed one against.
package struct NullDistribution: Sendable {
    /// Where the distribution comes from.
    package enum Source: Sendable, Hashable {
        /// All rows lie in one cell: the distance can only be zero.
        case certain
        /// `scale * X`, or its square root, for a chi-square variable `X`.
        case chiSquare(degreesOfFreedom: Int)
        /// So many simulated data sets.
        case simulation(replicates: Int)
    }

    private enum Shape: Sendable {
        case zero
        case chiSquare(ChiSquare, scale: Double, isRoot: Bool)
        /// Simulated values in ascending order.
        case sample([Double])
    }

    private let shape: Shape
    /// Where the distribution comes from.
    package let source: Source

    /// `scale * X`, or `sqrt(scale * X)`, for a chi-square variable `X`; zero degrees of freedom leave only zero.
    init(chiSquareWith degrees: Int, scale: Double, isRoot: Bool) {
        guard degrees > 0 else {
            shape = .zero
            source = .certain
            return
        }
        shape = .chiSquare(ChiSquare(degreesOfFreedom: Double(degrees)), scale: scale, isRoot: isRoot)
        source = .chiSquare(degreesOfFreedom: degrees)
    }

    /// - Precondition: at least one value.
    init(simulated values: [Double]) {
        precondition(!values.isEmpty, "a simulated distribution needs values")
        shape = .sample(values.sorted())
        source = .simulation(replicates: values.count)
    }

    /// The expected value from chance alone; infinite if a simulated one is, as PSI without an empty-cell rule.
    package var mean: Double {
        switch shape {
        case .zero: 0
        case .chiSquare(let distribution, let scale, isRoot: true): Double.sqrt(scale) * distribution.meanOfSquareRoot
        case .chiSquare(let distribution, let scale, isRoot: false): scale * distribution.degreesOfFreedom
        case .sample(let values): values.reduce(0, +) / Double(values.count)
        }
    }

    /// The value that chance alone passes with probability `p`: `upperQuantile(0.05)` is the 95 % quantile.
    ///
    /// Simulated: the smallest simulated value that at most a share `p` of values like it exceeds, so that an
    /// observed value above it has a p-value of at most about `p`.
    package func upperQuantile(_ p: Double) -> Double {
        switch shape {
        case .zero: return 0
        case .chiSquare(let distribution, let scale, let isRoot):
            let value = scale * distribution.upperQuantile(p)
            return isRoot ? Double.sqrt(value) : value
        case .sample(let values):
            let above = Int((p * Double(values.count + 1)).rounded(.down))
            return values[Swift.min(Swift.max(values.count - above, 0), values.count - 1)]
        }
    }

    /// The chance of a value at least as large as the observed one.
    ///
    /// Simulated: `(1 + simulated values at least as large) / (1 + replicates)`, which is valid at any number of
    /// replicates (A. C. Davison and D. V. Hinkley, "Bootstrap Methods and their Application", 1997, section 4.2) and
    /// never zero.
    package func pValue(of observed: Double) -> Double {
        switch shape {
        case .zero: return observed > 0 ? 0 : 1
        case .chiSquare(let distribution, let scale, let isRoot):
            return distribution.sf((isRoot ? observed * observed : observed) / scale)
        case .sample(let values):
            // Replicates of the same counts may differ from the observed value in the last bits.
            let limit = observed - 1e-12 * abs(observed)
            var low = 0
            var high = values.count
            while low < high {
                let middle = (low + high) / 2
                if values[middle] < limit { low = middle + 1 } else { high = middle }
            }
            return Double(1 + values.count - low) / Double(1 + values.count)
        }
    }
}
