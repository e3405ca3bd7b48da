import RealModule

/// What a number of a window may be when nothing has changed since a baseline whose own windows tell how far it goes by itself.
///
/// `t = (x - mean) / (s sqrt(1 + 1 / n))` with mean and sample standard deviation `s` of the baseline's `n` windows is Student's t with `n - 1`
/// degrees of freedom where windows are normal and alike (the prediction interval of a further observation). Rhythm is in `s`: what goes up every
/// weekend did so in the baseline.
package struct ValueForecast: Sendable, Hashable {
    package let mean: Double
    package let deviation: Double
    package let windows: Int

    /// Fewer windows say too little of how these differ.
    package static let leastWindows = 7

    /// - Parameter least: the deviation that chance alone gives; the windows' own may by luck be smaller.
    /// - Returns: `nil` for fewer than `leastWindows` values, and where both deviations are zero.
    package init?(_ baseline: [Double], least: Double = 0) {
        let moments = Moments(baseline)
        guard moments.count >= Self.leastWindows, let own = moments.standardDeviation(), Swift.max(own, least) > 0 else { return nil }
        (mean, deviation, windows) = (moments.mean, Swift.max(own, least), moments.count)
    }

    /// The chance of so large a value or a larger one.
    package func upperTail(_ value: Double) -> Double {
        StudentT(degreesOfFreedom: Double(windows - 1)).sf(distance(value))
    }

    /// The chance of a value so far from the mean on either side, or farther.
    package func twoSided(_ value: Double) -> Double {
        StudentT(degreesOfFreedom: Double(windows - 1)).twoSided(distance(value))
    }

    private func distance(_ value: Double) -> Double {
        (value - mean) / (deviation * Double.sqrt(1 + 1 / Double(windows)))
    }
}
