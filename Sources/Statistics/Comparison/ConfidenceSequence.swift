import RealModule

/// How far a running mean may be from the truth, at all sample sizes at once: an interval that holds the truth at every look
/// with the stated confidence, however often and for whatever reason one looks.
///
/// The asymptotic confidence sequence of I. Waudby-Smith, D. Arbour, R. Sinha, E. H. Kennedy and A. Ramdas, "Time-uniform central
/// limit theory and asymptotic confidence sequences" (Annals of Statistics 52, 2024; arXiv 2103.06476): Robbins' normal mixture for
/// observations that are only assumed to have more than two moments, with the running variance in place of the true one. At `n`
/// values of standard deviation `s` the two-sided half-width is
///
///     s · sqrt( 2 (n ρ² + 1) / (n² ρ²) · ln( sqrt(n ρ² + 1) / α ) )
///
/// and the one-sided one the same with `ln(1 + sqrt(n ρ² + 1) / (2α))`. It is asymptotic in the first look, not in the last: do not
/// look before the variance means something (`leastRows` of whoever decides).
///
/// `ρ` says at how many values the sequence is tightest, and must be chosen before the data are seen:
/// `ρ² = (-2 ln α + ln(-2 ln α + 1)) / n*` (their appendix B.2). Being wrong about `n*` by a factor of ten costs about a third of
/// the width.
package struct ConfidenceSequence: Sendable, Hashable {
    /// The chance that the truth is ever outside.
    package let alpha: Double
    /// The number of values at which the two-sided sequence is tightest.
    package let tightestAt: Int
    private let squaredRho: Double

    /// - Precondition: `0 < alpha < 1`, `tightestAt > 0`.
    package init(alpha: Double, tightestAt: Int) {
        precondition(alpha > 0 && alpha < 1 && tightestAt > 0, "a sequence needs 0 < alpha < 1 and a number of values")
        self.alpha = alpha
        self.tightestAt = tightestAt
        let surprise = -2 * Double.log(alpha)
        squaredRho = (surprise + Double.log(surprise + 1)) / Double(tightestAt)
    }

    /// Half the width of the two-sided sequence for values of standard deviation 1; infinite without values.
    package func halfWidth(at count: Int) -> Double { width(count) { Double.log($0 / alpha) } }

    /// How far below the mean the one-sided lower bound is (or above it the upper one) for values of standard deviation 1; infinite
    /// without values.
    package func oneSidedWidth(at count: Int) -> Double { width(count) { Double.log(onePlus: $0 / (2 * alpha)) } }

    /// The one-sided width where an effect of so many standard deviations is the least that matters. Half of the mixture then stands on it, as in
    /// A. Wald's sequential test of a mean (Annals of Mathematical Statistics 16, 1945), and half remains as wide as before, for effects that
    /// turn out to be others: the least `S / n` at which
    ///
    ///     ½ exp(θ S - θ² n / 2) + ½ (2 exp(S² ρ² / (2 (n ρ² + 1))) - 1) / sqrt(n ρ² + 1)  ≥  1 / α
    ///
    /// where the second term is a lower bound of the mixture over all positive effects (`exp(x²/2) (1 - Φ(x)) <= ½`). Each is a martingale
    /// from 1 on without an effect, so their mean passes 1 / α with a chance of at most α (J. Ville, 1939).
    ///
    /// - Parameter effect: the ordinary width when it is not positive and finite.
    package func oneSidedWidth(at count: Int, expecting effect: Double) -> Double {
        guard count > 0, effect > 0, effect.isFinite else { return oneSidedWidth(at: count) }
        let n = Double(count)
        let spread = n * squaredRho + 1
        func isReached(_ sum: Double) -> Bool {
            let expected = Double.exp(effect * sum - effect * effect * n / 2)
            let wide = (2 * Double.exp(sum * sum * squaredRho / (2 * spread)) - 1) / Double.sqrt(spread)
            return (expected + wide) / 2 >= 1 / alpha
        }
        // Either half alone is enough at these.
        let byExpected = (Double.log(2 / alpha) + effect * effect * n / 2) / effect
        let byWidth = Double.sqrt(2 * spread / squaredRho * Double.log((1 + 2 * Double.sqrt(spread) / alpha) / 2))
        var (low, high) = (0.0, min(byExpected, byWidth))
        for _ in 0..<50 {
            let middle = (low + high) / 2
            if isReached(middle) { high = middle } else { low = middle }
        }
        return high / n
    }

    private func width(_ count: Int, _ logarithm: (Double) -> Double) -> Double {
        guard count > 0 else { return .infinity }
        let n = Double(count)
        let spread = n * squaredRho + 1
        return Double.sqrt(2 * spread / (n * n * squaredRho) * logarithm(Double.sqrt(spread)))
    }

    /// The number of values at which a one-sided bound leaves a true effect behind: the least `n` at which the width for values of
    /// standard deviation `deviation` is below `effect`; `nil` when that is more than 10^12, or the effect is not positive.
    ///
    /// - Parameter least: the effect that the bound is made for; 0 for none.
    package func valuesNeeded(effect: Double, deviation: Double, expecting least: Double = 0) -> Int? {
        guard effect > 0, deviation.isFinite, effect.isFinite else { return nil }
        guard deviation > 0 else { return 1 }
        let most = 1_000_000_000_000
        func reaches(_ count: Int) -> Bool { deviation * oneSidedWidth(at: count, expecting: least / deviation) < effect }
        guard reaches(most) else { return nil }
        var (low, high) = (0, 1)
        while !reaches(high) { (low, high) = (high, high * 2) }
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if reaches(middle) { high = middle } else { low = middle }
        }
        return high
    }
}
