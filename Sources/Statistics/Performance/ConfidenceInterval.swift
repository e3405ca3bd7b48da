/// A level of confidence with the normal quantile that belongs to it.
package struct Confidence: Sendable, Hashable, Codable {
    /// The share of intervals that are to hold the true value, such as 0.95.
    package let level: Double
    /// The standard normal quantile at `(1 + level) / 2`.
    package let z: Double

    package init(level: Double, z: Double) {
        self.level = level
        self.z = z
    }

    /// 95 percent.
    package static let ninetyFive = Confidence(level: 0.95, z: 1.959963984540054)
}

/// A range that holds the true value with the stated confidence.
package struct ConfidenceInterval: Sendable, Hashable, Codable {
    /// A way to find the bounds.
    package enum Method: String, Sendable, Hashable, Codable {
        /// Score interval of a proportion (Wilson 1927).
        case wilson
        /// Wilson's interval with the number of rows that would give a proportion the metric's standard error.
        case wilsonEffectiveSize = "wilson_effective_size"
        /// Value plus and minus `z` standard errors, cut to the metric's range.
        case normal
    }

    package let lower: Double
    package let upper: Double
    /// The share of such intervals that hold the true value, such as 0.95.
    package let level: Double
    /// How the bounds were found.
    package let method: Method

    package init(lower: Double, upper: Double, level: Double, method: Method) {
        self.lower = lower
        self.upper = upper
        self.level = level
        self.method = method
    }

    /// Wilson's score interval for a share seen in `size` rows; as SciPy's `proportion_ci(method="wilson")`.
    ///
    /// Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927).
    /// Unlike value ± z·SE it stays within 0 and 1 and has width when the share is 0 or 1. `size` need not be whole.
    ///
    /// - Precondition: `size` is positive.
    package static func wilson(
        share: Double, size: Double, _ confidence: Confidence, method: Method = .wilson
    ) -> Self {
        precondition(size > 0, "an interval needs rows")
        let square = confidence.z * confidence.z
        let shrink = 1 + square / size
        let centre = (share + square / (2 * size)) / shrink
        let half =
            confidence.z / shrink * (max(0, share * (1 - share)) / size + square / (4 * size * size)).squareRoot()
        // At a share of 0 or 1 rounding alone would move the bound off the share itself.
        return ConfidenceInterval(
            lower: share <= 0 ? 0 : max(0, centre - half), upper: share >= 1 ? 1 : min(1, centre + half),
            level: confidence.level, method: method)
    }

    /// An interval for a metric between 0 and 1 that is not a plain proportion, such as ROC AUC or F1.
    ///
    /// Wilson's interval with the effective size `v (1 - v) / SE^2`, as is done for proportions in surveys (Franco,
    /// Little, Louis and Slud, J. Survey Stat. Methodol. 7, 2019). A standard error of zero says nothing about how sure
    /// the value is (three rows ranked perfectly have it too); then `fallbackSize`, the number of rows in the scarcer
    /// group, takes the place of the effective size.
    package static func share(
        _ value: Double, standardError: Double?, fallbackSize: Int, _ confidence: Confidence
    ) -> Self? {
        guard let standardError else { return nil }
        let effective = value * (1 - value) / (standardError * standardError)
        let size = standardError > 1e-12 && effective > 0 ? effective : Double(fallbackSize)
        return size > 0 ? wilson(share: value, size: size, confidence, method: .wilsonEffectiveSize) : nil
    }

    /// Value plus and minus `z` standard errors, cut to the range of the metric; `nil` without a standard error.
    package static func normal(
        _ value: Double, standardError: Double?, _ confidence: Confidence, lowest: Double = -.infinity,
        highest: Double = .infinity
    ) -> Self? {
        guard let standardError else { return nil }
        return ConfidenceInterval(
            lower: max(lowest, value - confidence.z * standardError),
            upper: min(highest, value + confidence.z * standardError), level: confidence.level, method: .normal)
    }
}
