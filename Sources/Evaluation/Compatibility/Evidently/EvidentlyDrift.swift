package import Statistics

/// Evidently's default verdict on one column: which test it takes, what the test gives, and whether that is drift.
///
/// Source: Evidently 0.7.21, `legacy/calculations/stattests/registry.py` and the modules of the tests. For compatibility: the tests of small
/// references take the reference for exact, the limits of large ones know nothing of the window's size. Values that are missing, NaN or
/// infinite are left out before anything is counted.
package enum EvidentlyDrift {
    /// References of up to this many rows are judged by p-values, larger ones by distances.
    package static let smallReference = 1_000
    /// Numeric columns with no more different values, on both sides together, are counted like categories.
    package static let fewValues = 5
    /// A dataset has drifted when this share of its columns has.
    package static let driftShare = 0.5

    package enum Method: String, Sendable, Hashable, CaseIterable {
        case kolmogorovSmirnov = "ks"
        case chiSquare = "chisquare"
        case zTest = "z"
        case wasserstein
        case jensenShannon = "jensenshannon"

        /// p-values alert below it (the Kolmogorov-Smirnov test on it, too), distances on it or above.
        package var threshold: Double {
            switch self {
            case .kolmogorovSmirnov, .chiSquare, .zTest: 0.05
            case .wasserstein, .jensenShannon: 0.1
            }
        }

        func verdict(_ value: Double) -> PeerVerdict {
            let isAlert =
                switch self {
                case .kolmogorovSmirnov: value <= threshold
                case .chiSquare, .zTest: value < threshold
                case .wasserstein, .jensenShannon: value >= threshold
                }
            return PeerVerdict(method: rawValue, value: value, threshold: threshold, isAlert: isAlert)
        }
    }

    /// A numeric column: finite values in any order.
    ///
    /// - Returns: `nil` when one side is empty, which Evidently refuses.
    package static func verdict(reference: [Double], current: [Double]) -> PeerVerdict? {
        EvidentlyReference(reference)?.verdict(current)
    }

    /// A categorical column, or a numeric one of few values: counts of each value that either side has.
    package static func verdict(counts: AlignedCounts) -> PeerVerdict {
        if counts.referenceTotal > smallReference {
            return Method.jensenShannon.verdict(counts.jensenShannonDistance(base: .e))
        }
        if counts.occupiedCells > 2 { return Method.chiSquare.verdict(EvidentlyTests.chiSquare(counts)) }
        return Method.zTest.verdict(EvidentlyTests.zTest(counts))
    }

    /// Whether a dataset has drifted of whose columns so many have. `false` without columns.
    package static func isDatasetDrifted(drifted: Int, of columns: Int) -> Bool {
        columns > 0 && Double(drifted) / Double(columns) >= driftShare
    }
}
