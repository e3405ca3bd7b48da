import RealModule

/// How many records a window had, and how many a baseline's seasons let one expect.
package struct VolumeCount: Sendable, Hashable {
    package var records: Int
    package var expected: Double

    package init(records: Int = 0, expected: Double = 0) {
        self.records = records
        self.expected = expected
    }

    /// 1 where it is as expected.
    package var ratio: Double { expected > 0 ? Double(records) / expected : 1 }

    package static func + (left: Self, right: Self) -> Self {
        Self(records: left.records + right.records, expected: left.expected + right.expected)
    }

    package static func - (left: Self, right: Self) -> Self {
        Self(records: left.records - right.records, expected: left.expected - right.expected)
    }
}

/// How many records a window may have when nothing has changed since a baseline, whose own windows tell how far that goes by itself.
///
/// Counts are taken as negative binomial. In the variance are chance; what windows differ beyond chance, as the dispersion by the
/// method of moments, `sum((n - e)^2 - n) / sum(e^2)`, with one standard error on top; and the expectation's own error, which is
/// a mean over as many seasons as the baseline has. Tails are widened to Student's t, as in `RateForecast`.
package struct VolumeForecast: Sendable, Hashable {
    /// Of windows, beyond chance: `variance = mean + dispersion mean^2`.
    package let dispersion: Double
    /// Over which each expectation is a mean.
    package let seasons: Double
    /// Windows that can be taken as each other's equals, less what fitting the seasons took.
    package let windows: Double

    /// - Parameters:
    ///   - windows: the baseline's, of the length that is to be judged; expectations were learned from these themselves.
    ///   - seasons: how often the baseline has each season, such as an hour of the week; at least 2.
    ///   - overlap: of how many windows a record is on average a part.
    /// - Returns: `nil` where there are too few to say how windows differ.
    package init?(windows: [VolumeCount], seasons: Double, overlap: Double = 1) {
        let filled = windows.filter { $0.expected > 0 }
        // Residuals are smaller than errors of a forecast will be: every season's mean lies amid its own windows.
        let kept = 1 - 1 / seasons
        let count = Double(filled.count) / overlap * kept
        guard seasons >= 2, count >= 3 else { return nil }
        var (excess, squares, scale) = (0.0, 0.0, 0.0)
        for window in filled {
            let difference = Double(window.records) - window.expected
            let term = difference * difference / kept - window.expected
            excess += term
            squares += term * term
            scale += window.expected * window.expected
        }
        self.seasons = seasons
        self.windows = count
        dispersion = Swift.max(0, (excess + (squares * overlap).squareRoot()) / scale)
    }

    /// The chance of so many records or more (`upper`), or of so few or fewer (`lower`), if nothing had changed.
    package func pValues(_ window: VolumeCount) -> (upper: Double, lower: Double) {
        guard window.expected > 0 else { return (1, 1) }
        let mean = window.expected
        let own = mean + dispersion * mean * mean
        let variance = own * (1 + 1 / seasons)
        let distribution = NegativeBinomial(mean: mean, dispersion: (variance - mean) / (mean * mean))
        let share = (variance - mean) / variance
        if Double(window.records) >= mean { return (widened(distribution.probabilityOfAtLeast(window.records), share), 1) }
        return (1, widened(distribution.probabilityOfAtMost(window.records), share))
    }

    /// Counts that are farther out than these have a chance of less than `level` on each side.
    package func range(of expected: Double, level: Double) -> ClosedRange<Int> {
        guard expected > 0 else { return 0...0 }
        func isPlausible(_ records: Int) -> Bool {
            let chances = pValues(VolumeCount(records: records, expected: expected))
            return Swift.min(chances.upper, chances.lower) >= level
        }
        /// The farthest plausible count between one that is and one that is not.
        func farthest(_ inside: Int, _ outside: Int) -> Int {
            var (inside, outside) = (inside, outside)
            while abs(outside - inside) > 1 {
                let middle = (inside + outside) / 2
                if isPlausible(middle) { inside = middle } else { outside = middle }
            }
            return inside
        }
        let usual = Int(expected.rounded())
        var above = 2 * usual + 16
        while isPlausible(above), above < Int.max / 4 { above *= 2 }
        return farthest(usual, -1)...farthest(usual, above)
    }

    private func widened(_ chance: Double, _ share: Double) -> Double { LearnedSpread.widened(chance, share: share, windows: windows) }
}
