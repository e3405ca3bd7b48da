import RealModule

/// The number of marked ones among `draws` taken without replacement from `marked + unmarked`: the upper left cell of a
/// two-by-two table with fixed margins.
package struct Hypergeometric: Sendable, Hashable {
    /// Marked ones to draw from.
    package let marked: Int
    /// Ones without the mark to draw from.
    package let unmarked: Int
    /// How many are drawn.
    package let draws: Int

    /// - Precondition: none is negative, and `draws <= marked + unmarked`.
    package init(marked: Int, unmarked: Int, draws: Int) {
        precondition(
            marked >= 0 && unmarked >= 0 && draws >= 0 && draws <= marked + unmarked,
            "a hypergeometric needs counts that are not negative and no more draws than there are")
        self.marked = marked
        self.unmarked = unmarked
        self.draws = draws
    }

    /// The values that are possible.
    package var support: ClosedRange<Int> { max(0, draws - unmarked)...min(marked, draws) }

    /// A value of greatest probability.
    package var mode: Int {
        let value = (Double(draws) + 1) * (Double(marked) + 1) / (Double(marked) + Double(unmarked) + 2)
        return Swift.min(Swift.max(Int(value), support.lowerBound), support.upperBound)
    }

    /// `ln P(X = k)` as the ratio of three binomial terms at the common rate `draws / (marked + unmarked)`
    /// (Loader 2000), which does not cancel; minus infinity where that is impossible.
    package func logProbability(_ k: Int) -> Double {
        guard support.contains(k) else { return -.infinity }
        let total = marked + unmarked
        let p = Double(draws) / Double(total)
        let q = Double(total - draws) / Double(total)
        func term(_ successes: Int, of trials: Int) -> Double {
            trials == 0 ? 0 : SaddlePoint.logBinomialTerm(Double(successes), Double(trials - successes), p: p, q: q)
        }
        return term(k, of: marked) + term(draws - k, of: unmarked) - term(draws, of: total)
    }

    /// `P(X = k)`.
    package func probability(_ k: Int) -> Double { Double.exp(logProbability(k)) }

    /// `P(X <= k)`, added up from `k` downwards until terms vanish; 0 below the support.
    ///
    /// Accurate relative to itself when `k` is below the mode. O(standard deviation) there.
    package func probabilityOfAtMost(_ k: Int) -> Double {
        tail(from: Swift.min(k, support.upperBound), step: -1)
    }

    /// `P(X >= k)`, added up from `k` upwards until terms vanish; 0 above the support.
    package func probabilityOfAtLeast(_ k: Int) -> Double {
        tail(from: Swift.max(k, support.lowerBound), step: 1)
    }

    private func tail(from start: Int, step: Int) -> Double {
        guard support.contains(start) else { return 0 }
        var term = probability(start)
        var sum = 0.0
        var k = start
        // Terms first rise when `start` lies beyond the mode; they may stop mattering only while they fall.
        while support.contains(k) {
            sum += term
            let isFalling = step > 0 ? k >= mode : k <= mode
            if isFalling, term <= sum * 1e-18 { break }
            term *= ratio(k, step: step)
            k += step
            if term == 0, support.contains(k) { term = probability(k) }
        }
        return Swift.min(1, sum)
    }

    /// `P(X = k + step) / P(X = k)`.
    func ratio(_ k: Int, step: Int) -> Double {
        let spare = unmarked - draws
        return step > 0
            ? Double(marked - k) * Double(draws - k) / (Double(k + 1) * Double(spare + k + 1))
            : Double(k) * Double(spare + k) / (Double(marked - k + 1) * Double(draws - k + 1))
    }
}
