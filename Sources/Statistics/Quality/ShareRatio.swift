import RealModule

/// One share divided by another, also where one of them is nothing.
///
/// One half is added to each count and each total, so that every ratio exists and its logarithm has a variance,
/// `1 / (x + 1/2) - 1 / (n + 1/2)` for each share; the interval is normal on the logarithm. Source: S. D. Walter, "The distribution of Levin's
/// measure of attributable risk" (Biometrika 62, 1975). Where both counts are large it is Katz's (`RateComparison.ratioInterval`). O(1).
package struct ShareRatio: Sendable, Hashable {
    package let value: Double
    package let lower: Double
    package let upper: Double

    /// - Parameters:
    ///   - count: how many of `total` records are meant; `otherCount` of `otherTotal` those that they are held against.
    package init(_ count: Int, of total: Int, to otherCount: Int, of otherTotal: Int, _ confidence: Confidence = .ninetyFive) {
        precondition(0...total ~= count && 0...otherTotal ~= otherCount, "a share is a part of its total")
        func part(_ count: Int, _ total: Int) -> (share: Double, variance: Double) {
            let (x, n) = (Double(count) + 0.5, Double(total) + 0.5)
            return (x / n, 1 / x - 1 / n)
        }
        let (one, other) = (part(count, total), part(otherCount, otherTotal))
        let spread = confidence.z * (one.variance + other.variance).squareRoot()
        value = one.share / other.share
        lower = value * Double.exp(-spread)
        upper = value * Double.exp(spread)
    }
}
