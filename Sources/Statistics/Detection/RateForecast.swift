import RealModule

/// What a rate may be in a window when nothing has changed since a baseline, whose own windows tell how far it goes by itself.
///
/// Counts of a window are taken as beta-binomial. Three kinds of uncertainty are in it: chance within the window; what is expected,
/// known from so many records and days; and what windows differ beyond chance (a day is not like another), as the correlation of two
/// records of one window, by the method of moments: `sum((k - n p)^2 - n p (1 - p)) / sum(n (n - 1) p (1 - p))`, with one
/// standard error on top. As that correlation is known from few windows, tails are widened from the normal's to those of
/// Student's t, with Satterthwaite's degrees of freedom (Biometrics Bulletin 2 (1946) 110-114).
///
/// Windows that follow each other are not independent: all hours of a day are like that day, and days like the day before. So the standard error is that
/// of sums over days, taken as an autoregression, and windows count as many as independent ones with the same standard error would be.
///
/// Odds are multiplied by what moves them, more than rates are moved by sums: a rate of 5 % goes up to 10 % as easily as down to 2.5 %. The beta
/// distribution has half of that skewness (its variance grows with the mean, that of multiples with its square); the other half is put on top, where
/// it makes tails longer.
package struct RateForecast: Sendable, Hashable {
    /// All of the baseline.
    package let baseline: RateCount
    /// Correlation of two records of one window; 0 where windows differ by chance alone.
    package let correlation: Double
    /// Independent windows that would tell as much of it.
    package let windows: Double
    /// How much larger than a window's own variance that of its forecast is.
    package let uncertainty: Double
    /// The same of what is expected by seasons, in parts of chance.
    private let seasonality: Double
    /// The correlation without the standard error on top.
    private let likely: Double
    /// How far windows of the baseline went, up and down.
    let extremes: Extremes
    /// How far all categories move of which this is one; 0 where there are no others.
    var crowding = 0.0
    /// What its own windows tell of the correlation.
    let estimate: Estimate

    struct Estimate: Hashable {
        /// Negative, where windows happen to differ less than by chance.
        var correlation = 0.0
        var error = 0.0
        /// How many other records a record's window has, on average.
        var companions = 0.0
    }

    /// What the second of all days of the baseline went to, in deviations of `correlation`. Where that is farther than chance goes, windows are of
    /// kinds that no beta distribution has (one hour in fifty in which somebody's batch runs), and farther is what forecasts go, as many times. One
    /// day alone may have been a failure.
    struct Extremes: Hashable {
        var correlation = 0.0
        var upper = 0.0
        var lower = 0.0

        /// Farther than the second of some hundred normal values goes in one of a hundred cases.
        private static let usual = 3.5

        func stretch(_ difference: Double) -> Double {
            let stretch = Swift.max(1, (difference > 0 ? upper : lower) / Self.usual)
            return stretch * stretch
        }

        /// The same in deviations of another correlation, in windows of the usual size.
        mutating func rescale(to other: Double, companions: Double) {
            let scale = ((1 + companions * correlation) / (1 + companions * other)).squareRoot()
            (correlation, upper, lower) = (other, upper * scale, lower * scale)
        }

        func deviations(_ difference: Double, of total: Double, rate: Double) -> Double {
            let variance = total * rate * (1 - rate) * (1 + (total - 1) * correlation)
            return variance > 0 ? difference / variance.squareRoot() : 0
        }
    }

    /// - Parameters:
    ///   - windows: the baseline's windows of the length that is to be judged.
    ///   - overlap: of how many of them a record is on average a part.
    /// - Returns: `nil` for fewer than four windows with records, which say nothing of how windows differ.
    package init?(baseline: RateCount, windows: [RateCount], overlap: Double = 1) {
        let expected = windows.map { RateWindow(count: $0, expected: Double($0.total) * baseline.rate) }
        self.init(baseline: baseline, windows: expected, overlap: overlap, block: 1, alike: 1, uncertainty: 0, parameters: 0, seasonality: 0)
    }

    /// - Parameters:
    ///   - windows: the baseline's windows of the length that is to be judged, in order.
    ///   - block: how many windows begin in a day; 1 where they are longer.
    ///   - length: of the windows, in units.
    ///   - days: how long a block is.
    ///   - profile: by which they were expected.
    package init?(baseline: RateCount, windows: [RateWindow], length: Int, overlap: Double, block: Int, days: Double, profile: RateProfile) {
        let kept = Double.pow(profile.persistence, 2 * days)
        self.init(
            baseline: baseline, windows: windows, overlap: overlap, block: block, alike: (1 + kept) / (1 - kept), uncertainty: profile.uncertainty,
            parameters: profile.parameters(of: length), seasonality: profile.seasonality(of: length))
    }

    private init?(
        baseline: RateCount, windows: [RateWindow], overlap: Double, block: Int, alike: Double, uncertainty: Double,
        parameters: Double, seasonality: Double
    ) {
        let filled = windows.filter { $0.count.total > 0 }
        guard Int(Double(filled.count) / overlap) >= 4, baseline.total > 0 else { return nil }
        self.baseline = baseline
        self.uncertainty = uncertainty
        self.seasonality = seasonality
        // Differences are smaller than errors of a forecast will be, as what is expected was learned from them: those by chance by as many parts of all
        // windows as there are parameters, those of days by what means of days know of them.
        let kept = 1 - uncertainty
        let keptChance = 1 - Swift.min(0.5, parameters * overlap / Double(filled.count))
        var (excess, pairs) = (0.0, 0.0)
        let terms = filled.map { window in
            let (n, p) = (Double(window.count.total), window.rate)
            let difference = Double(window.count.hits) - window.expected
            let term = (excess: (difference * difference - n * p * (1 - p) * keptChance) / kept, pairs: n * (n - 1) * p * (1 - p))
            excess += term.excess
            pairs += term.pairs
            return term
        }
        guard pairs > 0 else {
            (correlation, likely, self.windows, extremes, estimate) = (0, 0, Double(filled.count) / overlap, Extremes(), Estimate())
            return
        }
        let mean = excess / pairs
        let errors = terms.map { $0.excess - mean * $0.pairs }
        let independent = errors.reduce(0) { $0 + $1 * $1 }
        let blocks = stride(from: 0, to: errors.count, by: block).reduce(0.0) { sum, start in
            let error = errors[start..<Swift.min(errors.count, start + block)].reduce(0, +)
            return sum + error * error
        }
        let variance = Swift.max(independent * overlap, blocks) * alike
        let chance = filled.reduce(0) { $0 + Double($1.count.total) * $1.rate * (1 - $1.rate) }
        estimate = Estimate(correlation: mean, error: variance.squareRoot() / pairs, companions: pairs / chance)
        likely = Swift.min(1, Swift.max(0, mean))
        correlation = Swift.min(1, Swift.max(0, mean + estimate.error))
        // Days are what is known to be independent, however unlike each other their hours are.
        let most = block > 1 ? Double(filled.count) / Double(block) : Double(filled.count) / overlap
        self.windows = independent > 0 ? Swift.max(2, Swift.min(most, Double(filled.count) * independent / variance)) : most
        var extremes = Extremes(correlation: correlation)
        let deviations = filled.map { window in
            let n = Double(window.count.total)
            return extremes.deviations(Double(window.count.hits) - window.expected, of: n, rate: window.rate)
        }
        let days = block > 1 ? stride(from: 0, to: deviations.count, by: block).map { deviations[$0..<Swift.min(deviations.count, $0 + block)] } : []
        extremes.upper = Swift.max(0, days.compactMap { $0.max() }.sorted().suffix(2).first ?? 0)
        extremes.lower = Swift.max(0, -(days.compactMap { $0.min() }.sorted().prefix(2).last ?? 0))
        self.extremes = extremes
    }

    /// The one of both that expects less, where both hold: records of a long window are no more alike than those of the shorter ones that it is made
    /// of, and of these there are more to learn it from.
    ///
    /// - Parameters:
    ///   - shorter: of windows that such windows are made of.
    ///   - averaging: by how much less these differ than the shorter ones, if that is known.
    package func tightened(by shorter: Self?, averaging: Double = 1) -> Self {
        guard let shorter else { return self }
        let averaged = Self(self, correlation: averaging * shorter.correlation, likely: averaging * shorter.likely, windows: shorter.windows)
        return averaged.reach < reach ? averaged : self
    }

    /// The same of windows whose records correlate by so much and which go no farther than that lets them.
    func withCorrelation(_ correlation: Double) -> Self {
        Self(self, correlation: correlation, likely: Swift.min(correlation, likely), windows: windows, extremes: Extremes())
    }

    init(_ other: Self, correlation: Double, likely: Double, windows: Double, extremes: Extremes? = nil) {
        (baseline, uncertainty, seasonality, estimate, crowding) = (other.baseline, other.uncertainty, other.seasonality, other.estimate, other.crowding)
        (self.correlation, self.likely, self.windows, self.extremes) = (correlation, likely, windows, extremes ?? other.extremes)
    }

    /// How far windows of very many records go, at the levels that budgets leave for single tests: Student's t at 1e-6, nearly (Gaver and Kafadar, "A
    /// retrievable recipe for inverse t", The American Statistician 38 (1984) 308-311).
    private var reach: Double {
        let freedom = Swift.max(2, windows - 1)
        let normal = 4.753
        let growth = normal * normal * (freedom - 1.5) / ((freedom - 1) * (freedom - 1))
        return (correlation * freedom * (Double.exp(growth) - 1)).squareRoot()
    }

    /// The chance of so many hits or more (`upper`), or of so few or fewer (`lower`), if nothing had changed.
    ///
    /// 1 for windows whose rate lies near what is expected, where the exact chance matters to nobody.
    ///
    /// - Parameter expected: the rate that is usual then; the baseline's, without.
    package func pValues(_ window: RateCount, expected: Double? = nil) -> (upper: Double, lower: Double) {
        guard window.total > 0 else { return (1, 1) }
        let (k, n) = (window.hits, window.total)
        let usual = expected ?? baseline.rate
        // One record more of either kind than there were: what was never seen may still be.
        let all = Double(baseline.total) + 1
        let correlation = self.correlation(from: usual, downTo: window.rate)
        let size = effectiveSize(of: n, correlation, Self.stretch(from: usual, to: window.rate), extremes.stretch(window.rate - usual))
        if window.rate > usual {
            let a = (usual * Double(baseline.total) + 1) / all * size
            let distribution = BetaBinomial(trials: n, a: a, b: Swift.max(size - a, 1e-9))
            guard Self.isFar(Double(k) - distribution.mean, distribution.variance) else { return (1, 1) }
            return (widened(distribution.probabilityOfAtLeast(k), of: n, correlation), 1)
        }
        let b = ((1 - usual) * Double(baseline.total) + 1) / all * size
        let distribution = BetaBinomial(trials: n, a: Swift.max(size - b, 1e-9), b: b)
        guard Self.isFar(distribution.mean - Double(k), distribution.variance) else { return (1, 1) }
        return (1, widened(distribution.probabilityOfAtMost(k), of: n, correlation))
    }

    /// Rates of a window of so many records that are farther out than these with a chance of less than `level` on each side.
    package func range(of total: Int, level: Double, expected: Double? = nil) -> ClosedRange<Double> {
        guard total > 0 else { return 0...1 }
        func isPlausible(_ hits: Int) -> Bool {
            let chances = pValues(RateCount(hits: hits, total: total), expected: expected)
            return Swift.min(chances.upper, chances.lower) >= level
        }
        /// The last plausible count from the usual rate on, towards an end.
        func last(towards end: Int) -> Int {
            var (inside, outside) = (Int(((expected ?? baseline.rate) * Double(total)).rounded()), end)
            if isPlausible(outside) { return outside }
            while abs(outside - inside) > 1 {
                let middle = (inside + outside) / 2
                if isPlausible(middle) { inside = middle } else { outside = middle }
            }
            return inside
        }
        return Double(last(towards: 0)) / Double(total)...Double(last(towards: total)) / Double(total)
    }

    /// `a + b` of the beta distribution whose spread is that of the rate in windows of so many records and in what is known of it.
    private func effectiveSize(of total: Int, _ correlation: Double, _ stretch: Double, _ farther: Double) -> Double {
        let between = (correlation + likely * (stretch - 1)) * (1 + uncertainty) * farther
        let spread = between + 1 / (Double(baseline.total) + 2) + seasonality / Double(total)
        return Swift.max(1 / Swift.min(1, spread) - 1, 1e-6)
    }

    /// How much longer a difference of rates is than one of their logits, where both begin alike; 1 where it is shorter.
    private static func stretch(from usual: Double, to rate: Double) -> Double {
        let (p, r) = (Swift.min(Swift.max(usual, 1e-9), 1 - 1e-9), Swift.min(Swift.max(rate, 1e-9), 1 - 1e-9))
        let logits = Double.log(r / (1 - r)) - Double.log(p / (1 - p))
        guard abs(logits) > 1e-9 else { return 1 }
        return Swift.max(1, (r - p) / (p * (1 - p)) / logits)
    }

    /// Whether a difference is so large that its chance may be small.
    private static func isFar(_ difference: Double, _ variance: Double) -> Bool {
        difference > 0 && difference * difference > 5 * variance
    }

    private func widened(_ chance: Double, of total: Int, _ correlation: Double) -> Double {
        let between = Double(total - 1) * correlation
        return LearnedSpread.widened(chance, share: between / (1 + between), windows: windows)
    }
}
