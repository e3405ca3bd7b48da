/// A column that stands in for performance while ground truth is missing: its mean, window by window, and how well it has followed performance where
/// that is known.
package struct ProxyReport: Sendable, Hashable, Codable {
    package struct Point: Sendable, Hashable, Codable {
        /// Place in `CheckReport.windows`.
        package var window: Int
        /// Values that the mean was taken of.
        package var count: Int
        /// Of truth values the share of true.
        package var mean: Double
        /// Of the interval that holds the mean with a confidence of 95 %.
        package var lower: Double?
        package var upper: Double?
        /// The mean of what the window is held against.
        package var expected: Double?

        package init(window: Int, count: Int, mean: Double, lower: Double?, upper: Double?, expected: Double?) {
            self.window = window
            self.count = count
            self.mean = mean
            self.lower = lower
            self.upper = upper
            self.expected = expected
        }
    }

    /// How closely the proxy's mean and a metric have gone together over windows whose ground truth is known.
    package struct Following: Sendable, Hashable, Codable {
        /// The metric's stable name.
        package var metric: String
        /// Windows that have both.
        package var windows: Int
        /// Rank correlation, -1 to 1: negative where the metric falls as the proxy rises.
        package var correlation: Double
        /// Of its interval; those of all metrics hold together with a confidence of 95 %.
        package var lower: Double
        package var upper: Double

        package init(metric: String, windows: Int, correlation: Double, lower: Double, upper: Double) {
            self.metric = metric
            self.windows = windows
            self.correlation = correlation
            self.lower = lower
            self.upper = upper
        }

        /// Whether the interval leaves no doubt that they go together, in the one direction or the other.
        package var isProven: Bool { lower > 0 || upper < 0 }
    }

    package var column: String
    package var points: [Point]
    /// For each metric with enough windows, those that it follows most closely first.
    package var following: [Following]

    package init(column: String, points: [Point], following: [Following]) {
        self.column = column
        self.points = points
        self.following = following
    }
}
