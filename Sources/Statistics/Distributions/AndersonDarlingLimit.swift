import RealModule

/// The distribution that the Anderson-Darling statistic of one or of two samples approaches:
/// `sum of Z_j^2 / (j (j + 1))`.
package enum AndersonDarlingLimit {
    /// Its mean is 1, its variance `2 (pi^2 - 9) / 3`.
    package static let standardDeviation = Double.sqrt(2 * (Double.pi * Double.pi - 9) / 3)

    /// `P(A > x)`, to a relative 1e-12 in the tail and an absolute 1e-12 elsewhere.
    ///
    /// Source: Smirnov's formula with `D(y) = -cos(pi/2 sqrt(1 + 4y)) / (pi y)` (T. W. Anderson and D. A. Darling,
    /// "Asymptotic Theory of Certain Goodness of Fit Criteria", Annals of Mathematical Statistics 23, 1952). 1 below
    /// 0.02, where the distribution function is under 1e-20.
    package static func sf(_ x: Double) -> Double {
        guard x >= 0.02 else { return x.isNaN ? .nan : 1 }
        return WeightedChiSquareTail.probability(
            interval: { k in (4 * k - 1)...(4 * k + 1) },
            // r = sqrt(1 + 4y): the zeros lie at r = 2j + 1, and dy = r/2 dr.
            integrand: { r in
                let y = 0.25 * (r - 1) * (r + 1)
                let root = Double.sqrt(Double.pi * y / abs(Double.cos(0.5 * Double.pi * r)))
                return Double.exp(-0.5 * x * y) / y * root * 0.5 * r
            })
    }
}
