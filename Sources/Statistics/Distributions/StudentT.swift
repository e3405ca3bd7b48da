import RealModule

/// Student's t distribution with real, positive degrees of freedom.
package struct StudentT: Sendable, Hashable {
    /// How many; the distribution nears the normal as they grow.
    package let degreesOfFreedom: Double

    /// - Precondition: `degreesOfFreedom > 0`.
    package init(degreesOfFreedom: Double) {
        precondition(degreesOfFreedom > 0, "Student's t needs positive degrees of freedom")
        self.degreesOfFreedom = degreesOfFreedom
    }

    /// `P(|T| >= |t|) = I_x(k/2, 1/2)` with `x = k / (k + t^2)` (Abramowitz and Stegun 26.7.1).
    ///
    /// To a relative 1e-11 in the tails. Infinite degrees of freedom give the normal distribution.
    package func twoSided(_ t: Double) -> Double {
        guard degreesOfFreedom.isFinite else { return StandardNormal.twoSided(t) }
        guard t.isFinite else { return t.isNaN ? .nan : 0 }
        // Divided by the larger of the two, so that t^2 cannot overflow.
        let ratio = abs(t) / Double.sqrt(degreesOfFreedom)
        let x = ratio < 1 ? 1 / (1 + ratio * ratio) : (1 / ratio) * (1 / ratio) / (1 + (1 / ratio) * (1 / ratio))
        let y = ratio < 1 ? ratio * ratio / (1 + ratio * ratio) : 1 / (1 + (1 / ratio) * (1 / ratio))
        return IncompleteBeta.value(degreesOfFreedom / 2, 0.5, x: x, complement: y)
    }

    /// `P(T > t)`.
    package func sf(_ t: Double) -> Double {
        let half = 0.5 * twoSided(t)
        return t >= 0 ? half : 1 - half
    }

    /// `P(T <= t)`.
    package func cdf(_ t: Double) -> Double { sf(-t) }
}
