import RealModule

/// Eigenvalues and eigenvectors of a real symmetric matrix.
///
/// Householder's reduction to three diagonals, then implicit QR steps with Wilkinson's shift (Golub and Van Loan, "Matrix
/// Computations", 4th edition, algorithms 8.3.1 to 8.3.3). Errors are of the size of rounding times the largest eigenvalue; vectors of
/// eigenvalues that are nearly equal are any basis of what they span. O(n^3) time, O(n^2) memory.
package struct SymmetricEigen: Sendable, Hashable {
    /// Largest first.
    package let values: [Double]
    /// Of length 1 and at right angles, in the order of the values. The largest component of each is positive.
    package let vectors: [[Double]]

    /// - Parameter matrix: rows of a square matrix, of which the lower triangle is read.
    /// - Returns: `nil` for entries that are not finite, and should the steps not converge.
    package init?(_ matrix: [[Double]]) {
        guard matrix.allSatisfy({ $0.count == matrix.count && $0.allSatisfy(\.isFinite) }) else { return nil }
        var reduced = Tridiagonal(matrix)
        guard reduced.diagonalise() else { return nil }
        let order = reduced.diagonal.indices.sorted { reduced.diagonal[$0] > reduced.diagonal[$1] }
        values = order.map { reduced.diagonal[$0] }
        vectors = order.map { place in
            let vector = reduced.vectors[place]
            let largest = vector.max { abs($0) < abs($1) } ?? 0
            return largest < 0 ? vector.map { -$0 } : vector
        }
    }
}

/// A symmetric matrix as `Q T Q'`, with `T` on three diagonals.
private struct Tridiagonal {
    var diagonal: [Double]
    /// Beside the diagonal, one fewer.
    var beside: [Double]
    /// The columns of `Q`.
    var vectors: [[Double]]

    init(_ matrix: [[Double]]) {
        let size = matrix.count
        var rows = (0..<size).map { row in (0..<size).map { row >= $0 ? matrix[row][$0] : matrix[$0][row] } }
        vectors = (0..<size).map { column in (0..<size).map { $0 == column ? 1 : 0 } }
        for step in 0..<Swift.max(0, size - 2) {
            let below = (step + 1)..<size
            // The reflection that leaves of the column below the diagonal only its first entry.
            var mirror = below.map { rows[$0][step] }
            let scale = mirror.map(abs).max() ?? 0
            guard scale > 0 else { continue }
            for place in mirror.indices { mirror[place] /= scale }
            let length = Double.sqrt(mirror.reduce(0) { $0 + $1 * $1 })
            mirror[0] += mirror[0] < 0 ? -length : length
            let norm = Double.sqrt(mirror.reduce(0) { $0 + $1 * $1 })
            for place in mirror.indices { mirror[place] /= norm }
            rows.reflect(by: mirror, from: step + 1)
            // Q times the reflection.
            var products = [Double](repeating: 0, count: size)
            for (place, factor) in zip(below, mirror) {
                for row in 0..<size { products[row] += vectors[place][row] * factor }
            }
            for (place, factor) in zip(below, mirror) {
                for row in 0..<size { vectors[place][row] -= 2 * products[row] * factor }
            }
        }
        diagonal = rows.indices.map { rows[$0][$0] }
        beside = rows.indices.dropFirst().map { rows[$0][$0 - 1] }
    }

    /// Makes what is beside the diagonal vanish; `false` when it does not.
    mutating func diagonalise() -> Bool {
        var last = diagonal.count - 1
        var steps = 0
        while last > 0 {
            for place in 0..<last where abs(beside[place]) <= .ulpOfOne * (abs(diagonal[place]) + abs(diagonal[place + 1])) {
                beside[place] = 0
            }
            if beside[last - 1] == 0 {
                last -= 1
                continue
            }
            var first = last - 1
            while first > 0, beside[first - 1] != 0 { first -= 1 }
            step(first, last)
            steps += 1
            if steps > 60 * diagonal.count { return false }
        }
        return true
    }

    /// One implicit QR step of the block from `first` to `last`.
    private mutating func step(_ first: Int, _ last: Int) {
        let half = (diagonal[last - 1] - diagonal[last]) / 2
        let side = beside[last - 1]
        let root = Double.hypot(half, side)
        let shift = diagonal[last] - side * (side / (half + (half < 0 ? -root : root)))
        var (x, bulge) = (diagonal[first] - shift, beside[first])
        for place in first..<last {
            let radius = Double.hypot(x, bulge)
            let (cosine, sine) = radius > 0 ? (x / radius, bulge / radius) : (1, 0)
            if place > first { beside[place - 1] = radius }
            let (upper, lower, between) = (diagonal[place], diagonal[place + 1], beside[place])
            diagonal[place] = cosine * cosine * upper + 2 * cosine * sine * between + sine * sine * lower
            diagonal[place + 1] = sine * sine * upper - 2 * cosine * sine * between + cosine * cosine * lower
            beside[place] = cosine * sine * (lower - upper) + (cosine * cosine - sine * sine) * between
            if place + 1 < last {
                bulge = sine * beside[place + 1]
                beside[place + 1] *= cosine
                x = beside[place]
            }
            for row in vectors[place].indices {
                let (left, right) = (vectors[place][row], vectors[place + 1][row])
                vectors[place][row] = cosine * left + sine * right
                vectors[place + 1][row] = cosine * right - sine * left
            }
        }
    }
}

extension [[Double]] {
    /// The symmetric matrix `H A H` with `H = 1 - 2 v v'` for the rows and columns from `start` on.
    fileprivate mutating func reflect(by v: [Double], from start: Int) {
        let below = start..<count
        // The column before is reduced to its first entry; its row goes with it.
        let before = start - 1
        let along = 2 * zip(below, v).reduce(0) { $0 + self[$1.0][before] * $1.1 }
        for (place, factor) in zip(below, v) {
            self[place][before] -= along * factor
            self[before][place] = self[place][before]
        }
        var product = below.map { row in zip(below, v).reduce(0) { $0 + self[row][$1.0] * $1.1 } }
        let middle = zip(product, v).reduce(0) { $0 + $1.0 * $1.1 }
        for place in product.indices { product[place] = 2 * (product[place] - middle * v[place]) }
        for (row, place) in below.enumerated() {
            for (column, other) in below.enumerated() { self[place][other] -= v[row] * product[column] + product[row] * v[column] }
        }
    }
}
