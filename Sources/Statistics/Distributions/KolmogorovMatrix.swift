import RealModule

/// The Kolmogorov distribution function as one entry of a matrix power.
///
/// Source: G. Marsaglia, W. W. Tsang and J. Wang, "Evaluating Kolmogorov's Distribution" (Journal of Statistical
/// Software 8, 2003), after Durbin (1968). With `d = (k - h) / n` the matrix has order `m = 2k - 1`; O(m^3 log n).
enum KolmogorovMatrix {
    /// `P(D_n < d)` for `n d > 0.5`.
    static func cdf(count n: Int, _ d: Double) -> Double {
        let nd = Double(n) * d
        let k = Int(nd.rounded(.up))
        var base = ScaledMatrix(entries: entries(order: 2 * k - 1, h: Double(k) - nd))
        var power = ScaledMatrix.identity(order: 2 * k - 1)
        var exponent = n
        while exponent > 0 {
            if exponent & 1 == 1 { power = power * base }
            exponent >>= 1
            if exponent > 0 { base = base * base }
        }
        // n! / n^n times the middle entry, put together as logarithms.
        let count = Double(n)
        let logFactor = SaddlePoint.stirlingError(count) + SaddlePoint.halfLogTwoPi + 0.5 * Double.log(count) - count
        let middle = power.entries[k - 1][k - 1]
        guard middle > 0 else { return 0 }
        return Double.exp(Double.log(middle) + Double(power.exponent) * Double.log(2) + logFactor)
    }

    private static func entries(order m: Int, h: Double) -> [[Double]] {
        var inverseFactorial = [1.0]
        for j in 1...m { inverseFactorial.append(inverseFactorial[j - 1] / Double(j)) }
        var rows = [[Double]](repeating: [Double](repeating: 0, count: m), count: m)
        for i in 0..<m {
            for j in 0...Swift.min(i + 1, m - 1) { rows[i][j] = inverseFactorial[i - j + 1] }
        }
        for i in 0..<m {
            let edge = (1 - Double.pow(h, i + 1)) * inverseFactorial[i + 1]
            rows[i][0] = edge
            rows[m - 1][m - 1 - i] = edge
        }
        let excess = Swift.max(2 * h - 1, 0)
        rows[m - 1][0] = (1 - 2 * Double.pow(h, m) + Double.pow(excess, m)) * inverseFactorial[m]
        return rows
    }
}

/// A square matrix times a power of two, so that high powers neither overflow nor vanish.
private struct ScaledMatrix {
    var entries: [[Double]]
    var exponent = 0

    static func identity(order m: Int) -> ScaledMatrix {
        ScaledMatrix(entries: (0..<m).map { i in (0..<m).map { $0 == i ? 1 : 0 } })
    }

    static func * (left: ScaledMatrix, right: ScaledMatrix) -> ScaledMatrix {
        let m = left.entries.count
        var product = [[Double]](repeating: [Double](repeating: 0, count: m), count: m)
        var largest = 0.0
        for i in 0..<m {
            for l in 0..<m where left.entries[i][l] != 0 {
                for j in 0..<m { product[i][j] += left.entries[i][l] * right.entries[l][j] }
            }
            largest = Swift.max(largest, product[i].max() ?? 0)
        }
        var result = ScaledMatrix(entries: product, exponent: left.exponent + right.exponent)
        if largest > 0x1p400 {
            result.entries = product.map { row in row.map { $0 * 0x1p-400 } }
            result.exponent += 400
        }
        return result
    }
}
