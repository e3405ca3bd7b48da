import RealModule

/// The distribution that the Cramér-von Mises statistic approaches: `sum of Z_j^2 / (j pi)^2`.
package enum CramerVonMisesLimit {
    /// `P(W > x)`, to a relative 1e-12 in the tail and an absolute 1e-12 elsewhere.
    ///
    /// Source: Smirnov's formula with `D(y) = sin(sqrt y) / sqrt y` (Anderson and Darling 1952; Csörgő and Faraway,
    /// "The Exact and Asymptotic Distributions of Cramér-von Mises Statistics", JRSS B 58, 1996). 1 below 0.001,
    /// where the distribution function is under 1e-25. A few thousand elementary functions for `x` near 0.001, 64 in
    /// the tail.
    package static func sf(_ x: Double) -> Double {
        guard x >= 0.001 else { return x.isNaN ? .nan : 1 }
        return WeightedChiSquareTail.probability(
            interval: { k in ((2 * k - 1) * Double.pi)...(2 * k * Double.pi) },
            // r = sqrt y, so dy / y = 2 dr / r.
            integrand: { r in Double.exp(-0.5 * x * r * r) * 2 / r * Double.sqrt(r / abs(Double.sin(r))) })
    }
}
