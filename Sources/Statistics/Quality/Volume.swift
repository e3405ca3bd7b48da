import RealModule

/// The number of rows of a window beside what windows before it had.
package struct VolumeComparison: Sendable, Hashable, Codable {
    /// Rows of the current window.
    package let current: Int
    /// Mean rows of the windows before.
    package let expected: Double
    /// Windows before.
    package let windows: Int
    /// How many times more those windows vary than rows that arrive independently of each other (Poisson): their
    /// variance over their mean, at least one.
    package let dispersion: Double
    /// `(current - expected) / sqrt(dispersion * expected * (1 + 1 / windows))`; 0 when no window has rows.
    package let statistic: Double
    /// The two-sided chance of a number as far off if nothing has changed.
    package let pValue: Double

    /// Compares a window with earlier ones of the same length, and of the same weekday or hour where that matters.
    ///
    /// The p-value is the larger of two: Student's t with `windows - 1` degrees of freedom, for a quasi-Poisson
    /// prediction (R. W. M. Wedderburn, Biometrika 61, 1974: variance proportional to the mean), which knows that
    /// traffic varies more than by chance; and the exact test that the current window is an equal share of all rows
    /// (J. Przyborowski and H. Wilenski, Biometrika 31, 1940; twice the smaller tail), which is right for few rows,
    /// where t is not. O(windows).
    ///
    /// - Precondition: no count is negative.
    /// - Returns: `nil` for fewer than two windows before: there is nothing to learn the variation from.
    package init?(current: Int, before: [Int]) {
        precondition(current >= 0 && before.allSatisfy { $0 >= 0 }, "counts are not negative")
        let moments = Moments(before.map(Double.init))
        guard let variance = moments.variance() else { return nil }
        let windows = Double(before.count)
        self.current = current
        self.windows = before.count
        expected = moments.mean
        dispersion = expected > 0 ? Swift.max(1, variance / expected) : 1
        let scale = Double.sqrt(dispersion * expected * (1 + 1 / windows))
        statistic = scale > 0 ? (Double(current) - expected) / scale : 0
        let exact = Self.equalShare(current, of: before.reduce(current, +), share: 1 / (windows + 1))
        // With no rows before there is no scale, and the exact test stands alone.
        pValue = scale > 0 ? Swift.max(exact, StudentT(degreesOfFreedom: windows - 1).twoSided(statistic)) : exact
    }

    private static func equalShare(_ count: Int, of total: Int, share: Double) -> Double {
        let above = Binomial(trials: total, p: share).probabilityOfAtLeast(count)
        let below = Binomial(trials: total, p: 1 - share).probabilityOfAtLeast(total - count)
        return Swift.min(1, 2 * Swift.min(above, below))
    }
}
