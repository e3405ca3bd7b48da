import RealModule

/// Whether some means, added up and taken off, lie above zero: the loss inside of a slice less that outside, or how much more it has
/// changed inside.
///
/// `t = estimate / sqrt(Σ s_i^2 / n_i)`, with the degrees of freedom of Welch and Satterthwaite for any number of independent means. Source:
/// F. E. Satterthwaite, "An Approximate Distribution of Estimates of Variance Components" (Biometrics Bulletin 2, 1946); for two means
/// `welchTest`. Losses that are often nothing and sometimes large make the test careful: a large mean comes with a large spread.
package struct MeanContrast: Sendable, Hashable {
    package let estimate: Double
    package let standardError: Double
    package let degreesOfFreedom: Double

    /// - Returns: `nil` where a mean has fewer than two values, or none of them has any spread.
    package init?(adding: [Moments], subtracting: [Moments]) {
        let parts = (adding + subtracting).compactMap { moments in
            moments.variance().map { (square: $0 / Double(moments.count), count: Double(moments.count)) }
        }
        let total = parts.reduce(0) { $0 + $1.square }
        guard parts.count == adding.count + subtracting.count, total > 0, total.isFinite else { return nil }
        estimate = adding.reduce(0) { $0 + $1.mean } - subtracting.reduce(0) { $0 + $1.mean }
        standardError = total.squareRoot()
        // Shares of the total, whose squares stay within range.
        degreesOfFreedom = 1 / parts.reduce(0) { $0 + ($1.square / total) * ($1.square / total) / ($1.count - 1) }
    }

    /// The chance of an estimate as high if the true one is zero.
    package var pValue: Double { StudentT(degreesOfFreedom: degreesOfFreedom).sf(estimate / standardError) }

    /// The values within which the true one lies with this confidence.
    package func interval(level: Double) -> (lower: Double, upper: Double) {
        let reach = StudentT(degreesOfFreedom: degreesOfFreedom).upperQuantile((1 - level) / 2) * standardError
        return (estimate - reach, estimate + reach)
    }
}
