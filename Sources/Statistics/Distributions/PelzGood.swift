import RealModule

/// The Kolmogorov distribution function as four terms in powers of `1 / sqrt n`.
///
/// Source: W. Pelz and I. J. Good, "Approximating the Lower Tail-Areas of the Kolmogorov-Smirnov One-Sample Statistic"
/// (JRSS B 38, 1976). For `n > 140`; the error is of the order `n^-2`.
enum PelzGood {
    /// `P(D_n < d)`.
    static func cdf(count n: Int, _ d: Double) -> Double {
        let root = Double.sqrt(Double(n))
        let z = root * d
        let z2 = z * z
        let z4 = z2 * z2
        let z6 = z4 * z2
        let pi2 = Double.pi * Double.pi
        let pi4 = pi2 * pi2
        var k0 = 0.0
        var k1 = 0.0
        var k2 = 0.0
        var k3 = 0.0
        var k2Extra = 0.0
        var k3Extra = 0.0
        // Enough terms for exp(-pi^2 m^2 / (8 z^2)) to vanish.
        for k in 1...Swift.max(1, Int((16 * z / Double.pi).rounded(.up))) {
            let m2 = Double(2 * k - 1) * Double(2 * k - 1)
            let m4 = m2 * m2
            let term = Double.exp(-pi2 * m2 / (8 * z2))
            k0 += term
            k1 += term * (pi2 / 4 * m2 - z2)
            k2 += term * (6 * z6 + 2 * z4 + pi2 * (2 * z4 - 5 * z2) * m2 / 4 + pi4 * (1 - 2 * z2) * m4 / 16)
            k3 += term
                * (-30 * z6 - 90 * z4 * z4 + pi2 * (135 * z4 - 96 * z6) * m2 / 4
                    + pi4 * (212 * z4 - 60 * z2) * m4 / 16 + pi2 * pi4 * (5 - 30 * z2) * m4 * m2 / 64)
            let square = Double(k * k)
            let even = Double.exp(-pi2 * square / (2 * z2)) * square
            k2Extra += pi2 * even
            k3Extra += pi2 * even * (3 * z2 - pi2 * square)
        }
        let scale = Double.sqrt(2 * Double.pi)
        let first = scale / z * k0
        let second = scale / (6 * z4) * k1
        let third = scale * (k2 / (72 * z6 * z) - k2Extra / (36 * z2 * z))
        let fourth = scale * (k3 / (6480 * z6 * z4) + k3Extra / (216 * z6))
        return first + second / root + third / (root * root) + fourth / (root * root * root)
    }
}
