import RealModule

/// The number of successes in `trials` trials whose common chance is itself drawn from a beta distribution.
///
/// `P(X = k) = C(n, k) B(k + a, n - k + b) / B(a, b)`: Skellam, "A probability distribution derived from the binomial distribution
/// by regarding the probability of success as variable between the sets of trials", JRSS B 10 (1948) 257-261.
package struct BetaBinomial: Sendable, Hashable {
    package let trials: Int
    package let a: Double
    package let b: Double

    /// - Precondition: `trials >= 0`, `a > 0` and `b > 0`.
    package init(trials: Int, a: Double, b: Double) {
        precondition(trials >= 0 && a > 0 && b > 0, "a beta-binomial needs trials >= 0 and positive parameters")
        self.trials = trials
        self.a = a
        self.b = b
    }

    package var mean: Double { Double(trials) * a / (a + b) }

    package var variance: Double {
        let (n, size) = (Double(trials), a + b)
        return n * a * b * (size + n) / (size * size * (size + 1))
    }

    /// `ln P(X = k)`; minus infinity where that is impossible. O(1).
    ///
    /// As a product of three binomial-like terms, whose large parts cancel on paper (see `SaddlePoint`).
    package func logProbability(_ k: Int) -> Double {
        guard k >= 0, k <= trials else { return -.infinity }
        let (x, y, n) = (Double(k), Double(trials - k), Double(trials))
        return Self.logBeta(x + a, y + b) - Self.logBeta(a, b) - Self.logBeta(x + 1, y + 1) - Double.log(n + 1)
    }

    /// `P(X >= k)`, to a relative 1e-9 in the tail.
    package func probabilityOfAtLeast(_ k: Int) -> Double {
        if k <= 0 { return 1 }
        if k > trials { return 0 }
        if let (beta, alpha) = large { return IncompleteBeta.value(beta, alpha, x: (Double(trials - k) + 0.5) / Double(trials), complement: (Double(k) - 0.5) / Double(trials)) }
        return Double(k) > mean ? sum(from: k, by: 1) : 1 - sum(from: k - 1, by: -1)
    }

    /// `P(X <= k)`, to a relative 1e-9 in the tail.
    package func probabilityOfAtMost(_ k: Int) -> Double {
        if k >= trials { return 1 }
        if k < 0 { return 0 }
        if let (beta, alpha) = large { return IncompleteBeta.value(alpha, beta, x: (Double(k) + 0.5) / Double(trials), complement: (Double(trials - k) - 0.5) / Double(trials)) }
        return Double(k) < mean ? sum(from: k, by: -1) : 1 - sum(from: k + 1, by: 1)
    }

    /// Where there are more terms than anybody wants to add: the beta distribution (its `b`, then its `a`) of the share of successes,
    /// with the same mean and variance.
    private var large: (b: Double, a: Double)? {
        guard trials > 100_000, variance > 1e4 else { return nil }
        let (n, size) = (Double(trials), a + b)
        let matched = n * (size + 1) / (size + n) - 1
        return (matched * b / size, matched * a / size)
    }

    /// Adds terms outwards until they no longer count. O(standard deviations of counts), where tails are asked for.
    private func sum(from first: Int, by step: Int) -> Double {
        var sum = 1.0
        var term = 1.0
        var k = first
        let n = Double(trials)
        while (step > 0 && k < trials) || (step < 0 && k > 0) {
            let x = Double(k)
            term *= step > 0
                ? (n - x) * (x + a) / ((x + 1) * (n - x - 1 + b))
                : x * (n - x + b) / ((n - x + 1) * (x - 1 + a))
            sum += term
            k += step
            // Terms fall at least as fast as they just did, so the rest is a few times the last.
            if term < 1e-12 * sum { break }
        }
        return Swift.min(1, Double.exp(logProbability(first)) * sum)
    }

    /// `ln B(x, y)`.
    private static func logBeta(_ x: Double, _ y: Double) -> Double {
        // B(x, y) = (x + y) / (x y) / C(x + y, x), and C from a binomial term of even shares.
        let (p, q) = (x / (x + y), y / (x + y))
        let term = SaddlePoint.logBinomialTerm(x, y, p: p, q: q)
        return Double.log((x + y) / (x * y)) - term + x * Double.log(p) + y * Double.log(q)
    }
}
