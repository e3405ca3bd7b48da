import RealModule

/// Records of one window that had the same chance of an event, such as those with about the same score.
package struct OutcomeGroup: Sendable, Hashable {
    /// Of the event, strictly between 0 and 1.
    package var chance: Double
    /// What one record with the event counts for; groups that matter more count for more.
    package var weight: Double
    /// Records of the baseline that the chance is known from.
    package var known: Double
    package var total: Int
    package var hits: Int

    package init(chance: Double, weight: Double, known: Double, total: Int, hits: Int) {
        self.chance = chance
        self.weight = weight
        self.known = known
        self.total = total
        self.hits = hits
    }

    /// With one more record of the baseline that had the event, or had it not.
    fileprivate func cautious(upwards: Bool) -> Self {
        var group = self
        group.chance = (chance * known + (upwards ? 1 : 0)) / (known + 1)
        return group
    }
}

/// Whether events came as often as they were to be expected of each record: a score test of a chance that has changed.
///
/// The statistic is `T = sum of weight (hits - total chance)`, the derivative of the likelihood by a common shift of the log-odds by `weight`. If nothing
/// has changed it has the mean 0 and three kinds of spread: chance within the window, `V = sum of weight^2 total chance (1 - chance)`, exactly, by its
/// cumulants; the error of the chances, known from so many records, `sum of weight^2 total^2 chance (1 - chance) / known`; and what windows differ
/// beyond chance, a shift of the log-odds with variance `s^2`, so `s^2 V^2`, learned from the baseline's own windows by the method of moments,
/// `sum(T^2 - V) / sum(V^2)`, with one standard error on top. It is given how many records of which group the window has: another mix of
/// records is no other outcome.
package struct OutcomeForecast: Sendable, Hashable {
    /// Variance of windows' shifts of the log-odds, beyond chance.
    package let spread: Double
    /// Windows it was learned from.
    package let windows: Int

    /// - Parameters:
    ///   - windows: the baseline's, of the length that is to be judged.
    ///   - overlap: of how many of them a record is on average a part.
    /// - Returns: `nil` for fewer than four windows, which say nothing of how windows differ.
    package init?(windows: [[OutcomeGroup]], overlap: Double = 1) {
        let tests = windows.map(OutcomeSum.init).filter { $0.variance > 0 }
        let count = Int(Double(tests.count) / overlap)
        guard count >= 4 else { return nil }
        self.windows = count
        var (excess, squares, scale) = (0.0, 0.0, 0.0)
        for test in tests {
            let term = test.sum * test.sum - test.variance
            excess += term
            squares += term * term
            scale += test.variance * test.variance
        }
        spread = Swift.max(0, (excess + (squares * overlap).squareRoot()) / scale)
    }

    /// The chance of events as often as these or more often (`upper`), or as seldom or more seldom (`lower`), if nothing had changed; 1 on the
    /// other side, and for sums near 0, where the exact chance matters to nobody.
    package func pValues(_ groups: [OutcomeGroup]) -> (upper: Double, lower: Double) {
        let isAbove = OutcomeSum(groups).sum > 0
        // What was never seen may still be: chances are one record nearer to what was seen.
        let groups = groups.map { $0.cautious(upwards: ($0.weight > 0) == isAbove) }
        let test = OutcomeSum(groups)
        guard (test.sum > 0) == isAbove else { return (1, 1) }
        let between = spread * test.variance * test.variance
        let noise = test.error + between
        let variance = test.variance + noise
        // Hits are whole: half a hit less, for a chance that is of this many or more.
        let sum = abs(test.sum) - test.continuity
        guard sum > 0, variance > 0, sum * sum > 5 * variance else { return (1, 1) }
        let tail = SumTail { t in
            var (value, first, second) = (noise * t * t / 2, noise * t, noise)
            for group in groups where group.total > 0 {
                // ln(1 - p + p e^a) - a p, and its derivatives by t; from the side where e^a is at most 1.
                let (n, p, x) = (Double(group.total), group.chance, group.weight)
                let a = x * t
                let q = 1 - p
                let growth = a > 0 ? p / (p + q * Double.exp(-a)) : p * Double.exp(a) / (q + p * Double.exp(a))
                let log = a > 0 ? a + Double.log(p + q * Double.exp(-a)) : Double.log(q + p * Double.exp(a))
                value += n * (log - a * p)
                first += n * x * (growth - p)
                second += n * x * x * growth * (1 - growth)
            }
            return (value, first, second)
        }
        let chance = tail.chance(ofAtLeast: test.sum < 0 ? -sum : sum) ?? 1
        let widened = LearnedSpread.widened(chance, share: between / variance, windows: Double(windows))
        return test.sum > 0 ? (widened, 1) : (1, widened)
    }
}

/// The statistic of some groups, with its variance.
package struct OutcomeSum: Sendable, Hashable {
    /// `T`.
    package let sum: Double
    /// Of chance within the window, `V`.
    package let variance: Double
    /// Variance from what is not known of the chances.
    package let error: Double
    /// Half of the least step that the sum can make.
    let continuity: Double

    package init(_ groups: [OutcomeGroup]) {
        var (sum, variance, error, step) = (0.0, 0.0, 0.0, Double.infinity)
        for group in groups where group.total > 0 {
            let (n, x) = (Double(group.total), group.weight)
            let spread = group.chance * (1 - group.chance)
            sum += x * (Double(group.hits) - n * group.chance)
            variance += x * x * n * spread
            error += x * x * n * n * spread / group.known
            if x != 0 { step = Swift.min(step, abs(x)) }
        }
        (self.sum, self.variance, self.error) = (sum, variance, error)
        continuity = step.isFinite ? step / 2 : 0
    }
}
