import RealModule

/// Upper tails of `sum of w_j Z_j^2` for squared standard normals with distinct weights `w_1 > w_2 > ... > 0`.
///
/// With `y_j = 1 / w_j` and `D(y) = product of (1 - y w_j)`, Smirnov's formula (N. V. Smirnov 1937; J. Durbin,
/// "Distribution Theory for Tests Based on the Sample Distribution Function", 1973, section 4.4) is
///
/// P(sum > x) = (1/pi) * sum over k of (-1)^(k+1) * integral from y_(2k-1) to y_(2k) of e^(-x y / 2) / (y sqrt|D(y)|)
/// dy
///
/// Its terms fall so fast that the tail keeps its relative accuracy, where one minus the distribution function has
/// none. `D` has simple zeros at both ends of each interval, which is what Gauss-Chebyshev quadrature absorbs
/// exactly.
enum WeightedChiSquareTail {
    /// Nodes per interval. The integrands are smooth after the substitutions below; 64 leave no error in a double.
    private static let nodes = 64

    /// - Parameters:
    ///   - interval: the ends of interval `k = 1, 2, ...` in a variable `r` that grows with `y`.
    ///   - integrand: `e^(-x y / 2) / (y sqrt|D(y)|) * dy/dr` at `r`.
    static func probability(interval: (Double) -> ClosedRange<Double>, integrand: (Double) -> Double) -> Double {
        var total = 0.0
        var k = 1.0
        while k <= 64 {
            let range = interval(k)
            let middle = 0.5 * (range.lowerBound + range.upperBound)
            let half = 0.5 * (range.upperBound - range.lowerBound)
            var sum = 0.0
            for node in 0..<nodes {
                let angle = Double.pi * (Double(node) + 0.5) / Double(nodes)
                sum += integrand(middle + half * Double.cos(angle)) * half * Double.sin(angle)
            }
            let term = sum / Double(nodes)
            total += k.truncatingRemainder(dividingBy: 2) == 1 ? term : -term
            if term <= abs(total) * 1e-17 { break }
            k += 1
        }
        return Swift.min(1, Swift.max(0, total))
    }
}
