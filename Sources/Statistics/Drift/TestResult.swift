/// What a two-sample test found: numbers only, no verdict.
package struct TestResult: Sendable, Hashable, Codable {
    /// How the p-value was found.
    package enum Method: String, Sendable, Hashable, Codable {
        /// From the statistic's own distribution at these sample sizes.
        case exact
        /// From the distribution that it approaches in large samples.
        case asymptotic
    }

    /// The value of the test statistic.
    package let statistic: Double
    /// The chance of a statistic at least as extreme if both samples come from one distribution.
    package let pValue: Double
    /// Degrees of freedom, where the distribution has them.
    package let degreesOfFreedom: Double?
    /// Rows of the reference.
    package let referenceCount: Int
    /// Rows of the current window.
    package let currentCount: Int
    /// How the p-value was found.
    package let method: Method
    /// How far the statistic of the raw values can lie from this one, which was taken from bins; 0 when it was taken
    /// from the values themselves, `nil` when no bound is known.
    package let binningErrorBound: Double?

    /// A result as it is; nothing is checked.
    package init(
        statistic: Double, pValue: Double, degreesOfFreedom: Double? = nil, referenceCount: Int, currentCount: Int,
        method: Method, binningErrorBound: Double? = 0
    ) {
        self.statistic = statistic
        self.pValue = pValue
        self.degreesOfFreedom = degreesOfFreedom
        self.referenceCount = referenceCount
        self.currentCount = currentCount
        self.method = method
        self.binningErrorBound = binningErrorBound
    }
}
