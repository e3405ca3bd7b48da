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

    /// The `x` with `sf(x) = p`, by halving between two bounds until they are neighbours; infinite at 0 and 1, NaN outside of `0...1`.
    package func upperQuantile(_ p: Double) -> Double {
        guard p > 0, p < 1 else { return p == 0 ? .infinity : p == 1 ? -.infinity : .nan }
        if p > 0.5 { return -upperQuantile(1 - p) }
        var (low, high) = (0.0, 1.0)
        while sf(high) > p, high < .greatestFiniteMagnitude / 2 { (low, high) = (high, 2 * high) }
        while true {
            let middle = (low + high) / 2
            if middle <= low || middle >= high { return middle }
            if sf(middle) > p { low = middle } else { high = middle }
        }
    }
}
