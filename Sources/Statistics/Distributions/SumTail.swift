import RealModule

/// The tail of a sum of independent terms, given by its cumulant function.
///
/// Lugannani and Rice's saddle-point formula (Adv. Appl. Prob. 12 (1980) 475-490): with `K` the logarithm of the moment generating function and
/// `K'(t) = x`, `w = sqrt(2 (t x - K(t)))` and `u = t sqrt(K''(t))`, `P(S >= x)` is about `1 - Phi(w) + phi(w) (1/u - 1/w)`. Its relative error stays small far
/// out in the tail, where a normal approximation is wrong by orders of magnitude as soon as terms are skewed.
package struct SumTail {
    /// `K` and its first two derivatives at `t`. The mean, `K'(0)`, is 0; `K''` is positive everywhere.
    package typealias Cumulants = (Double) -> (value: Double, first: Double, second: Double)

    private let cumulants: Cumulants

    package init(_ cumulants: @escaping Cumulants) { self.cumulants = cumulants }

    package var variance: Double { cumulants(0).second }

    /// The chance of a sum that is as far from 0 as `sum` or farther, on its side.
    ///
    /// 0.5 at 0; `nil` where no saddle point is found, as for sums that cannot be.
    package func chance(ofAtLeast sum: Double) -> Double? {
        guard sum != 0 else { return 0.5 }
        guard let t = saddlePoint(sum) else { return nil }
        let (value, _, second) = cumulants(t)
        let exponent = t * sum - value
        guard exponent > 0, second > 0 else { return nil }
        let w = (2 * exponent).squareRoot()
        let u = abs(t) * second.squareRoot()
        // Near the middle both terms of the difference grow without limit; the normal's chance is right there.
        guard w > 1e-3 else { return StandardNormal.sf(w) }
        return Swift.min(0.5, Swift.max(0, StandardNormal.sf(w) + StandardNormal.density(w) * (1 / u - 1 / w)))
    }

    /// Where `K'(t) = sum`: Newton's steps, halved towards the bracket where they leave it.
    private func saddlePoint(_ sum: Double) -> Double? {
        var (low, high) = (0.0, sum / variance)
        var steps = 0
        while abs(cumulants(high).first) < abs(sum) {
            (low, high) = (high, 2 * high)
            steps += 1
            guard steps < 200, high.isFinite else { return nil }
        }
        var t = high
        for _ in 0..<100 {
            let (_, first, second) = cumulants(t)
            guard first.isFinite, second.isFinite else { return nil }
            if abs(first) > abs(sum) { high = t } else { low = t }
            var next = t - (first - sum) / second
            if (next - low) * (next - high) > 0 || !next.isFinite { next = (low + high) / 2 }
            if abs(next - t) <= 1e-12 * abs(t) { return next }
            t = next
        }
        return t
    }
}
