import RealModule

/// How far one series of a family moves beyond chance, as it tells by itself.
package struct OwnSpread: Sendable, Hashable {
    /// The variance of what moves it; may be negative, by chance.
    package var movement: Double
    /// What chance alone would make of it, in the same unit.
    package var chance: Double
    /// Degrees of freedom of `movement + chance`.
    package var freedom: Double
    /// How much it counts, such as a part of a column.
    package var weight: Double

    package init(movement: Double, chance: Double, freedom: Double, weight: Double = 1) {
        self.movement = movement
        self.chance = chance
        self.freedom = freedom
        self.weight = weight
    }
}

/// How far the series of a family move, and how unlike each other they are in that: what one of them is likely to have before it tells anything itself.
///
/// Empirical Bayes: variances are taken as scaled inverse chi-square around a common value, with as many degrees of freedom as make them differ as
/// much as they do beyond the error with which each is known. The moments of their logarithms tell both: Smyth, "Linear models and empirical Bayes
/// methods for assessing differential expression in microarray experiments", Statistical Applications in Genetics and Molecular Biology 3 (2004)
/// article 3, section 6.2 (`fitFDist` of limma). Variances there have no part that is known; here each has one, chance, which need not be the same
/// for all, so that the common value is found by halving instead of by its formula.
package struct SpreadPrior: Sendable, Hashable {
    /// The common variance of what moves them.
    package let movement: Double
    /// Degrees of freedom that it is worth; infinite where all are alike.
    package let freedom: Double

    package init(movement: Double, freedom: Double) {
        self.movement = movement
        self.freedom = freedom
    }

    /// With fewer there is nothing to be learned from the others.
    package static let leastSeries = 10.0

    /// Squares smaller than this part of what is usual say no more than that they are small; without a limit the logarithm of one that happens to be
    /// 0 would decide all.
    private static let least = 1e-3

    /// By the moments alone.
    ///
    /// - Parameter independent: how many independent series say as much; where given, how unlike the series are is taken one standard error larger than
    ///   it seems, and what they have in common as known no better than from so many. `nil` for Smyth's estimates.
    /// - Returns: `nil` for fewer than three series, or series that never move and have no chance either.
    package init?(_ spreads: [OwnSpread], independent: Double? = nil) {
        let known = spreads.filter { $0.chance > 0 && $0.chance.isFinite && $0.movement.isFinite && $0.freedom > 0 && $0.weight > 0 }
        let total = known.reduce(0) { $0 + $1.weight }
        guard known.count >= 3, total > 0 else { return nil }
        func mean(_ value: (OwnSpread) -> Double) -> Double { known.reduce(0) { $0 + $1.weight * value($1) } / total }
        let expected = known.map { Polygamma.digamma($0.freedom / 2) - Double.log($0.freedom / 2) }
        let errors = mean { Polygamma.trigamma($0.freedom / 2) }
        let (largest, freedoms) = (mean { $0.weight / total }, mean(\.freedom))

        /// Mean and variance of logarithms of variances, in parts of what they would be with this common movement.
        func moments(_ common: Double) -> (mean: Double, variance: Double) {
            let logs = zip(known, expected).map { spread, expected in
                Double.log(Swift.max((spread.movement + spread.chance) / (common + spread.chance), Self.least)) - expected
            }
            let mean = zip(known, logs).reduce(0) { $0 + $1.0.weight * $1.1 } / total
            let variance = zip(known, logs).reduce(0) { $0 + $1.0.weight * ($1.1 - mean) * ($1.1 - mean) } / total
            return (mean, variance / (1 - largest))
        }
        /// How unlike they are then, as degrees of freedom.
        func freedom(_ variance: Double) -> Double {
            let margin = independent.map { variance * (2 / Swift.max(1, $0 - 1)).squareRoot() } ?? 0
            return 2 * Polygamma.inverseTrigamma(variance + margin - errors)
        }
        /// Whether the common movement is larger than this.
        func isTooSmall(_ common: Double) -> Bool {
            let (mean, variance) = moments(common)
            let freedom = freedom(variance)
            guard freedom.isFinite else { return mean > 0 }
            return mean + Polygamma.digamma(freedom / 2) - Double.log(freedom / 2) > 0
        }
        var (low, high) = (0.0, Swift.max(0, known.map(\.movement).max() ?? 0))
        for _ in 0..<50 where high - low > 1e-10 * high {
            let middle = (low + high) / 2
            if isTooSmall(middle) { low = middle } else { high = middle }
        }
        movement = (low + high) / 2
        let alike = freedom(moments(movement).variance)
        // The error with which the common value is known comes on top of how much each may differ from it.
        self.freedom = independent.map { 1 / (1 / alike + 1 / ($0 * freedoms)) } ?? alike
    }

    /// How much of a series' own spread is left in the one that is taken for it, between 0 and 1.
    ///
    /// `d / (d + d0)`, and more where its own is so large that series with what they have in common would hardly show it: of the rest a part is left that is
    /// twice the chance of as large a one, by the F distribution with `d` and `d0` degrees of freedom. A few that move much farther than all others are no
    /// such series, and to draw them towards the others would be to forget what they do: after Phipson, Lee, Majewski, Alexander and Smyth, "Robust
    /// hyperparameter estimation protects against hypervariable genes", Annals of Applied Statistics 10 (2016) 946-963, who take the chance for that of being one
    /// of the others.
    package func partOfOwn(_ own: OwnSpread) -> Double {
        let usual = movement + own.chance
        guard usual > 0, own.freedom > 0 else { return 1 }
        let part = freedom.isFinite ? own.freedom / (own.freedom + freedom) : 0
        let ratio = Swift.max(0, own.movement + own.chance) / usual
        let chance: Double
        if freedom.isFinite {
            let share = freedom / (freedom + own.freedom * ratio)
            chance = IncompleteBeta.value(freedom / 2, own.freedom / 2, x: share, complement: 1 - share)
        } else {
            chance = IncompleteGamma.upper(own.freedom / 2, own.freedom * ratio / 2)
        }
        return 1 - Swift.min(1, 2 * chance) * (1 - part)
    }

    /// How many independent series say as much of a variance as so many whose squared correlations have this mean: `G / (1 + (G - 1) r^2)`, as
    /// squares of normal values that correlate by `r` correlate by `r^2`.
    package static func independent(_ series: Double, meanSquaredCorrelation: Double) -> Double {
        series / (1 + Swift.max(0, series - 1) * meanSquaredCorrelation)
    }

    /// The mean squared correlation of different series of one length, without what independent ones show by chance.
    ///
    /// The sum of squares of all correlations is that of `Z^T Z`, whose size is that of the series and not of their number. Chance makes `(1 + a^2) /
    /// (1 - a^2) / n` of it, where values are like those before them by `a` (Bartlett, "On the theoretical specification and sampling properties of
    /// autocorrelated time-series", Supplement to the JRSS 8 (1946) 27-41).
    ///
    /// - Parameters:
    ///   - differences: of each series, from what was expected of it.
    ///   - persistence: how much of a value the next one has.
    package static func meanSquaredCorrelation(_ differences: [[Double]], persistence: Double) -> Double {
        let length = differences.map(\.count).min() ?? 0
        let series: [[Double]] = differences.compactMap { values in
            let norm = values.prefix(length).reduce(0) { $0 + $1 * $1 }.squareRoot()
            return norm > 0 ? values.prefix(length).map { $0 / norm } : nil
        }
        guard series.count > 1, length > 2 else { return 0 }
        var sum = 0.0
        for row in 0..<length {
            for column in 0...row {
                let entry = series.reduce(0) { $0 + $1[row] * $1[column] }
                sum += (row == column ? 1 : 2) * entry * entry
            }
        }
        let count = Double(series.count)
        let mean = (sum - count) / (count * (count - 1))
        let kept = persistence * persistence
        let chance = Swift.min(0.9, (1 + kept) / (1 - kept) / Double(length))
        return Swift.min(1, Swift.max(0, (mean - chance) / (1 - chance)))
    }
}
