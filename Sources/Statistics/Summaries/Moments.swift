import RealModule

/// Count, extremes, mean and second central moment of a numeric column's valid values.
///
/// `m2` is the sum of squared deviations from the mean, kept in place of the sum of squares because it does not cancel
/// for values far from zero. Merging uses the pairwise update of Chan, Golub and LeVeque, "Updating formulae and a
/// pairwise algorithm for computing sample variances" (Stanford STAN-CS-79-773, 1979).
package struct Moments: Sendable, Hashable, Codable {
    /// Number of values.
    package var count: Int
    /// Arithmetic mean; zero when there are no values.
    package var mean: Double
    /// Sum of squared deviations from the mean.
    package var m2: Double
    /// Smallest value; `nil` when there are none.
    package var minimum: Double?
    /// Largest value; `nil` when there are none.
    package var maximum: Double?

    package init(count: Int = 0, mean: Double = 0, m2: Double = 0, minimum: Double? = nil, maximum: Double? = nil) {
        self.count = count
        self.mean = mean
        self.m2 = m2
        self.minimum = minimum
        self.maximum = maximum
    }

    /// Takes the moments of finite values in one pass (Welford 1962).
    package init(_ values: some Sequence<Double>) {
        self.init()
        for value in values { add(value) }
    }

    /// Takes in one finite value.
    package mutating func add(_ value: Double) {
        count += 1
        let delta = value - mean
        mean += delta / Double(count)
        m2 += delta * (value - mean)
        minimum = Swift.min(minimum ?? value, value)
        maximum = Swift.max(maximum ?? value, value)
    }

    /// Sum of the values.
    package var sum: Double { mean * Double(count) }

    /// Variance with the given `ddof` ("delta degrees of freedom"): `m2 / (count - ddof)`; `nil` for too few values.
    package func variance(ddof: Int = 1) -> Double? {
        count > ddof ? m2 / Double(count - ddof) : nil
    }

    /// Square root of `variance(ddof:)`.
    package func standardDeviation(ddof: Int = 1) -> Double? {
        variance(ddof: ddof).map { Double.sqrt($0) }
    }

    /// Standard error of the mean, `s / sqrt(n)` with the sample standard deviation; `nil` for fewer than two values.
    package var standardErrorOfMean: Double? {
        standardDeviation().map { $0 / Double.sqrt(Double(count)) }
    }
}

extension Moments: Mergeable {
    package mutating func merge(_ other: Self) {
        guard other.count > 0 else { return }
        guard count > 0 else {
            self = other
            return
        }
        let total = Double(count + other.count)
        let delta = other.mean - mean
        m2 += other.m2 + delta * delta * Double(count) * Double(other.count) / total
        mean += delta * Double(other.count) / total
        count += other.count
        minimum = [minimum, other.minimum].compactMap(\.self).min()
        maximum = [maximum, other.maximum].compactMap(\.self).max()
    }
}
