import RealModule

/// A rate of the reference beside the same rate of the current window: missing values, type errors, duplicates.
///
/// For values that the reference lacks by construction, `unseenCategoriesTest` and `outOfRangeTest` know what to
/// expect.
package struct RateComparison: Sendable, Hashable {
    /// The reference's rate.
    package let reference: Proportion
    /// The current window's rate.
    package let current: Proportion

    /// Puts two rates side by side.
    package init(reference: Proportion, current: Proportion) {
        self.reference = reference
        self.current = current
    }

    /// The current rate less the reference's.
    package var difference: Double { current.rate - reference.rate }

    /// Fisher's exact test: the p-value is valid at any number of rows. `ProportionTest.fisher`, which has the source.
    package var test: TestResult { ProportionTest.fisher(reference: reference, current: current) }

    /// An interval for the difference from both Wilson intervals.
    ///
    /// Source: R. G. Newcombe, "Interval Estimation for the Difference between Independent Proportions" (Statistics in
    /// Medicine 17, 1998), method 10. Stays inside `-1...1`, and has width where both rates are 0 or 1. O(1).
    package func differenceInterval(_ confidence: Confidence = .ninetyFive) -> ClosedRange<Double> {
        let before = reference.wilsonInterval(confidence)
        let now = current.wilsonInterval(confidence)
        let down = Double.hypot(current.rate - now.lower, before.upper - reference.rate)
        let up = Double.hypot(now.upper - current.rate, reference.rate - before.lower)
        return Swift.max(-1, difference - down)...Swift.min(1, difference + up)
    }

    /// The current rate divided by the reference's; `nil` when that is 0.
    package var ratio: Double? { reference.count > 0 ? current.rate / reference.rate : nil }

    /// An interval for the ratio: normal on its logarithm, whose variance is `1/x - 1/n + 1/x' - 1/n'`.
    ///
    /// Source: D. Katz, J. Baptista, S. P. Azen and M. C. Pike, "Obtaining confidence intervals for the risk ratio in cohort studies"
    /// (Biometrics 34, 1978), method C. `nil` when either count is 0. O(1).
    package func ratioInterval(_ confidence: Confidence = .ninetyFive) -> ClosedRange<Double>? {
        guard let ratio, current.count > 0 else { return nil }
        func part(_ rate: Proportion) -> Double { 1 / Double(rate.count) - 1 / Double(rate.total) }
        let spread = confidence.z * Double.sqrt(part(reference) + part(current))
        return ratio * Double.exp(-spread)...ratio * Double.exp(spread)
    }
}
