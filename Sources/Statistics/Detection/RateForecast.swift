import RealModule

/// How often something holds among the records of a window.
package struct RateCount: Sendable, Hashable {
    package var hits: Int
    package var total: Int

    package init(hits: Int = 0, total: Int = 0) {
        self.hits = hits
        self.total = total
    }

    package var rate: Double { total == 0 ? 0 : Double(hits) / Double(total) }

    package static func + (left: Self, right: Self) -> Self {
        Self(hits: left.hits + right.hits, total: left.total + right.total)
    }

    package static func - (left: Self, right: Self) -> Self {
        Self(hits: left.hits - right.hits, total: left.total - right.total)
    }
}

/// What a rate may be in a window when nothing has changed since a baseline, whose own windows tell how far it goes by itself.
///
/// Counts of a window are taken as beta-binomial. Three kinds of uncertainty are in it: chance within the window; the baseline's
/// rate, known from so many records; and what windows differ beyond chance (a day is not like another), as the correlation of two
/// records of one window, by the method of moments: `sum((k - n p)^2 - n p (1 - p)) / sum(n (n - 1) p (1 - p))`, with one
/// standard error on top. As that correlation is known from few windows, tails are widened from the normal's to those of
/// Student's t, with Satterthwaite's degrees of freedom (Biometrics Bulletin 2 (1946) 110-114).
package struct RateForecast: Sendable, Hashable {
    /// All of the baseline.
    package let baseline: RateCount
    /// Correlation of two records of one window; 0 where windows differ by chance alone.
    package let correlation: Double
    /// Windows it was learned from.
    package let windows: Int

    /// - Parameters:
    ///   - windows: the baseline's windows of the length that is to be judged, each with the rate that was to be expected of it; of these that were
    ///     learned from the windows themselves, `kept` is the share of the variance that is left.
    ///   - overlap: of how many of them a record is on average a part.
    /// - Returns: `nil` for fewer than four windows with records, which say nothing of how windows differ.
    package init?(baseline: RateCount, windows: [(count: RateCount, rate: Double)], overlap: Double = 1, kept: Double = 1) {
        let filled = windows.filter { $0.count.total > 0 }
        let count = Int(Double(filled.count) / overlap)
        guard count >= 4, baseline.total > 0 else { return nil }
        self.baseline = baseline
        self.windows = count
        var (excess, squares, pairs) = (0.0, 0.0, 0.0)
        for (window, p) in filled {
            let n = Double(window.total)
            let difference = Double(window.hits) - n * p
            let term = difference * difference / kept - n * p * (1 - p)
            excess += term
            squares += term * term
            pairs += n * (n - 1) * p * (1 - p)
        }
        guard pairs > 0 else {
            correlation = 0
            return
        }
        correlation = Swift.min(1, Swift.max(0, (excess + (squares * overlap).squareRoot()) / pairs))
    }

    /// Of windows of each of which the baseline's rate was to be expected.
    package init?(baseline: RateCount, windows: [RateCount], overlap: Double = 1) {
        self.init(baseline: baseline, windows: windows.map { ($0, baseline.rate) }, overlap: overlap)
    }

    /// The chance of so many hits or more (`upper`), or of so few or fewer (`lower`), if nothing had changed.
    ///
    /// 1 for windows whose rate lies near the baseline's, where the exact chance matters to nobody.
    ///
    /// - Parameter expected: of this window; `nil` for the baseline's rate.
    package func pValues(_ window: RateCount, expected: ExpectedRate? = nil) -> (upper: Double, lower: Double) {
        guard window.total > 0 else { return (1, 1) }
        let (k, n) = (window.hits, window.total)
        let usual = expected ?? ExpectedRate(rate: baseline.rate, known: Double(baseline.total))
        // One record more of either kind than there were: what was never seen may still be.
        let all = usual.known + 1
        let size = Swift.max(1 / (correlation + 1 / (usual.known + 2)) - 1, 1e-6)
        if window.rate > usual.rate {
            let a = (usual.rate * usual.known + 1) / all * size
            let distribution = BetaBinomial(trials: n, a: a, b: Swift.max(size - a, 1e-9))
            guard Self.isFar(Double(k) - distribution.mean, distribution.variance) else { return (1, 1) }
            return (widened(distribution.probabilityOfAtLeast(k), of: n), 1)
        }
        let b = ((1 - usual.rate) * usual.known + 1) / all * size
        let distribution = BetaBinomial(trials: n, a: Swift.max(size - b, 1e-9), b: b)
        guard Self.isFar(distribution.mean - Double(k), distribution.variance) else { return (1, 1) }
        return (1, widened(distribution.probabilityOfAtMost(k), of: n))
    }

    /// Rates of a window of so many records that are farther out than these with a chance of less than `level` on each side.
    package func range(of total: Int, expected: ExpectedRate? = nil, level: Double) -> ClosedRange<Double> {
        guard total > 0 else { return 0...1 }
        func isPlausible(_ hits: Int) -> Bool {
            let chances = pValues(RateCount(hits: hits, total: total), expected: expected)
            return Swift.min(chances.upper, chances.lower) >= level
        }
        /// The last plausible count from the baseline's rate on, towards an end.
        func last(towards end: Int) -> Int {
            var (inside, outside) = (Int(((expected?.rate ?? baseline.rate) * Double(total)).rounded()), end)
            if isPlausible(outside) { return outside }
            while abs(outside - inside) > 1 {
                let middle = (inside + outside) / 2
                if isPlausible(middle) { inside = middle } else { outside = middle }
            }
            return inside
        }
        return Double(last(towards: 0)) / Double(total)...Double(last(towards: total)) / Double(total)
    }

    /// Whether a difference is so large that its chance may be small.
    private static func isFar(_ difference: Double, _ variance: Double) -> Bool {
        difference > 0 && difference * difference > 5 * variance
    }

    private func widened(_ chance: Double, of total: Int) -> Double {
        let between = Double(total - 1) * correlation
        return LearnedSpread.widened(chance, share: between / (1 + between), windows: Double(windows))
    }
}
