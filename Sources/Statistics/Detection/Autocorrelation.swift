/// How much of a difference the next one of a series has.
package enum Autocorrelation {
    /// The first autocorrelation of differences from a mean that was taken from them, between 0 and 0.9.
    ///
    /// `sum(x[i] x[i+1]) / sum(x[i]^2)`, without the bias `-(1 + 3 r) / n` (Kendall, Biometrika 41 (1954) 403-404). Negative ones count as none: they
    /// would make forecasts surer than those of independent days. 0 for fewer than four.
    package static func first(_ differences: [Double]) -> Double {
        let square = differences.reduce(0) { $0 + $1 * $1 }
        guard differences.count >= 4, square > 0 else { return 0 }
        let raw = zip(differences, differences.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 } / square
        return Swift.min(0.9, Swift.max(0, raw + (1 + 3 * raw) / Double(differences.count)))
    }
}
