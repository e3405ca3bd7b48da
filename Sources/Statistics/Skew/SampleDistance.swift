import RealModule

/// How far two samples of numbers are apart, and how far chance alone would bring them.
package struct SampleDistance: Sendable, Hashable {
    /// Kolmogorov and Smirnov's: the largest difference of both cumulative shares.
    package let distance: Double
    /// The chance of that or more if both were of one distribution, in the limit of large samples; too large where values repeat.
    package let pValue: Double

    /// Values that differ by less than 1e-7 of themselves, or 1e-9 of the smaller median, count as equal: a product's last bits are no
    /// difference. O(n + m).
    ///
    /// - Parameters:
    ///   - reference, current: finite values in ascending order, one at least on each side.
    package init(sortedReference reference: [Double], sortedCurrent current: [Double]) {
        let nearZero = 1e-9 * Swift.min(abs(reference[reference.count / 2]), abs(current[current.count / 2]))
        var (i, j, furthest) = (0, 0, 0.0)
        while i < reference.count || j < current.count {
            let value = Swift.min(i < reference.count ? reference[i] : .infinity, j < current.count ? current[j] : .infinity)
            let step = Swift.max(nearZero, 1e-7 * abs(value))
            while i < reference.count, reference[i] <= value + step { i += 1 }
            while j < current.count, current[j] <= value + step { j += 1 }
            furthest = Swift.max(furthest, abs(Double(i) / Double(reference.count) - Double(j) / Double(current.count)))
        }
        distance = furthest
        pValue = TwoSampleKolmogorov.asymptoticSF(reference.count, current.count, furthest)
    }

    /// The distance that chance exceeds in one of twenty pairs of samples.
    package static func critical(_ n: Int, _ m: Int) -> Double { 1.358 * Double.sqrt(1 / Double(n) + 1 / Double(m)) }
}
