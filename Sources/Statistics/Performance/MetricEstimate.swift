/// One metric of one window: the number, how sure it is and how it came about.
///
/// A metric that does not exist for the rows at hand (no rows, a class missing, division by zero) is no estimate at
/// all, `nil`, and never NaN or a conventional zero. Whether a value is good or bad is not decided here.
package struct MetricEstimate: Sendable, Hashable, Codable {
    /// The metric as computed; finite.
    package let value: Double
    /// The estimated standard deviation of `value` over repeated samples of the same size; `nil` where it does not
    /// exist, such as for the mean of a single row. It can be zero (all rows alike) without the metric being certain;
    /// the interval accounts for that where the metric is a proportion or like one.
    package let standardError: Double?
    /// How the standard error was found; `nil` without one.
    package let standardErrorMethod: StandardErrorMethod?
    /// Rows the value rests on: the denominator's rows for a proportion, otherwise the labelled rows.
    package let sampleSize: Int
    /// Where the metric of the population lies, at a stated level of confidence.
    package let interval: ConfidenceInterval?
    /// Whether the value comes from each row's own score or from bins of scores.
    package let exactness: Exactness

    /// - Returns: `nil` when `value` is not finite. A standard error or interval that is not finite is dropped.
    package init?(
        value: Double, standardError: Double?, method: StandardErrorMethod, sampleSize: Int,
        interval: ConfidenceInterval?, exactness: Exactness = .exact
    ) {
        guard value.isFinite else { return nil }
        let usableError = standardError.flatMap { $0.isFinite ? $0 : nil }
        self.value = value
        self.standardError = usableError
        self.standardErrorMethod = usableError == nil ? nil : method
        self.sampleSize = sampleSize
        self.interval = interval.flatMap { $0.lower.isFinite && $0.upper.isFinite ? $0 : nil }
        self.exactness = exactness
    }
}

/// How the standard error of a metric was found.
package enum StandardErrorMethod: String, Sendable, Hashable, Codable {
    /// `sqrt(p (1 - p) / n)` of a proportion.
    case binomial
    /// `s / sqrt(n)` of a mean over rows.
    case mean
    /// First-order propagation of the sampling error of counts or moments (infinitesimal jackknife).
    case delta
    /// Variance of placement values (DeLong, DeLong and Clarke-Pearson 1988).
    case deLong = "delong"
    /// A number that the standard error does not exceed.
    case upperBound = "upper_bound"
}

/// Whether a metric of scores is the one of the rows themselves.
package enum Exactness: Sendable, Hashable, Codable {
    /// Computed from each distinct score.
    case exact
    /// Computed from bins of scores. The exact value differs by at most `errorBound`; `nil` where no bound is known.
    case binned(errorBound: Double?)
}
