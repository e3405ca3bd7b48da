import RealModule

/// Two-sided tests that two rates are one. The statistic is named with each.
package enum ProportionTest {
    /// The two-proportion z-test with the pooled rate; the statistic is `z`, positive when the current rate is higher.
    ///
    /// The square of `z` is Pearson's chi-square of the 2 x 2 table. Not valid for few rows with or without the
    /// property: below about five expected, use `fisher`. No row, or every row, with the property: statistic 0, p 1.
    /// O(1).
    package static func z(reference: Proportion, current: Proportion) -> TestResult {
        let n = Double(reference.total)
        let m = Double(current.total)
        let pooled = (Double(reference.count) + Double(current.count)) / (n + m)
        let variance = pooled * (1 - pooled) * (1 / n + 1 / m)
        let z = variance > 0 ? (current.rate - reference.rate) / Double.sqrt(variance) : 0
        return TestResult(
            statistic: z, pValue: StandardNormal.twoSided(z), referenceCount: reference.total,
            currentCount: current.total, method: .asymptotic)
    }

    /// Fisher's exact test; the statistic is the current rate less the reference's.
    ///
    /// The chance, given both margins, of a table no likelier than this one. Source: R. A. Fisher, "The Design of
    /// Experiments" (1935); as `scipy.stats.fisher_exact`. Tables within a relative 1e-7 of the observed one's
    /// probability count as equally likely, as in R, because equal ones differ by rounding. Valid at any size and
    /// cautious at small ones. With an empty row or column: p 1. O(standard deviation of the cell).
    ///
    /// - Parameter usesMidP: counts the observed table itself, and ties with it, by half (H. O. Lancaster,
    ///   "Significance Tests in Discrete Distributions", JASA 56, 1961): on average at the nominal level, not always
    ///   below it.
    package static func fisher(reference: Proportion, current: Proportion, usesMidP: Bool = false) -> TestResult {
        let table = Hypergeometric(
            marked: reference.count + current.count,
            unmarked: reference.total - reference.count + current.total - current.count, draws: current.total)
        let observed = table.logProbability(current.count)
        let pValue = twoSided(table, observed: current.count, log: observed, usesMidP: usesMidP)
        return TestResult(
            statistic: current.rate - reference.rate, pValue: pValue, referenceCount: reference.total,
            currentCount: current.total, method: .exact)
    }

    private static func twoSided(_ table: Hypergeometric, observed: Int, log: Double, usesMidP: Bool) -> Double {
        let tolerance = 1e-7
        let mode = table.mode
        // The last value below the mode, and the first above it, that is no likelier than the observed one.
        let low = lastTrue(table.support.lowerBound, mode) { table.logProbability($0) <= log + tolerance }
        let high = lastTrue(table.support.upperBound, mode) { table.logProbability($0) <= log + tolerance }
        guard low != mode, high != mode else {
            // The observed table is the likeliest one.
            return usesMidP ? 1 - 0.5 * tableMass(table, at: mode, log: log, tolerance: tolerance) : 1
        }
        var sum = 0.0
        for (end, isLow) in [(low, true), (high, false)] {
            guard let end else { continue }
            sum += isLow ? table.probabilityOfAtMost(end) : table.probabilityOfAtLeast(end)
            if usesMidP, table.logProbability(end) >= log - tolerance { sum -= 0.5 * table.probability(end) }
        }
        return Swift.min(1, sum)
    }

    /// The probability of the likeliest tables: the mode and an equally likely neighbour.
    private static func tableMass(_ table: Hypergeometric, at mode: Int, log: Double, tolerance: Double) -> Double {
        [mode - 1, mode, mode + 1].reduce(0) {
            table.logProbability($1) >= log - tolerance ? $0 + table.probability($1) : $0
        }
    }

    /// On the way from `start` to `end`, the last place where a condition holds that fails once and for good; `nil`
    /// when it fails at the start already. By bisection.
    private static func lastTrue(_ start: Int, _ end: Int, _ condition: (Int) -> Bool) -> Int? {
        guard condition(start) else { return nil }
        if condition(end) { return end }
        var good = start
        var bad = end
        while abs(bad - good) > 1 {
            let middle = good + (bad - good) / 2
            if condition(middle) { good = middle } else { bad = middle }
        }
        return good
    }
}
