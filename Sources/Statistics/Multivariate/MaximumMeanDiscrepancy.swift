import RealModule

/// How far two sets of vectors, such as embeddings, are from being drawn alike.
///
/// The unbiased estimate of the squared maximum mean discrepancy, `mean k(x, x') + mean k(y, y') - 2 mean k(x, y)` over pairs of different
/// vectors, with the kernel `k(a, b) = exp(-|a - b|^2 / (2 s^2))` and `s` the median distance of all pairs (Gretton, Borgwardt,
/// Rasch, Schölkopf and Smola, "A Kernel Two-Sample Test", JMLR 13, 2012). It may be a little below zero. The p-value is of permutations: who is
/// of which set is drawn anew, `(1 + draws as large) / (1 + draws)`, which holds whatever the vectors are. O((n + m)^2) time and memory.
package struct MaximumMeanDiscrepancy: Sendable, Hashable {
    /// The squared discrepancy.
    package let squared: Double
    package let pValue: Double
    /// The kernel's `s`.
    package let bandwidth: Double

    /// - Parameters:
    ///   - draws: permutations.
    ///   - seed: of these.
    /// - Returns: `nil` for fewer than two vectors on a side, and where something is not finite. All vectors equal: 0, and p is 1.
    /// - Precondition: all vectors have the same length.
    package init?(reference: [[Double]], current: [[Double]], draws: Int = 500, seed: UInt64 = 1) {
        let vectors = reference + current
        guard reference.count > 1, current.count > 1, vectors.allSatisfy({ $0.allSatisfy(\.isFinite) }) else { return nil }
        let count = vectors.count
        var kernel = [Double](repeating: 0, count: count * count)
        var distances: [Double] = []
        for first in 0..<count {
            for second in (first + 1)..<Swift.max(first + 1, count) {
                let distance = squaredDistance(vectors[first], vectors[second])
                distances.append(distance)
                kernel[first * count + second] = distance
            }
        }
        distances.sort()
        let middle = distances[distances.count / 2]
        bandwidth = Double.sqrt(middle > 0 ? middle : distances.last ?? 0)
        guard bandwidth > 0 else {
            (squared, pValue) = (0, 1)
            return
        }
        for first in 0..<count {
            for second in (first + 1)..<Swift.max(first + 1, count) {
                let value = Double.exp(-kernel[first * count + second] / (2 * bandwidth * bandwidth))
                kernel[first * count + second] = value
                kernel[second * count + first] = value
            }
        }
        var isCurrent = vectors.indices.map { $0 >= reference.count }
        squared = Self.discrepancy(kernel, isCurrent)
        var random = SplitMix64(seed: seed)
        var asLarge = 0
        for _ in 0..<draws {
            isCurrent.shuffle(using: &random)
            // Equal but for the order of additions counts as equal.
            if Self.discrepancy(kernel, isCurrent) >= squared - 1e-12 { asLarge += 1 }
        }
        pValue = Double(1 + asLarge) / Double(1 + draws)
    }

    private static func discrepancy(_ kernel: [Double], _ isCurrent: [Bool]) -> Double {
        var (within, among, between) = (0.0, 0.0, 0.0)
        for first in isCurrent.indices {
            let row = first * isCurrent.count
            var (left, right) = (0.0, 0.0)
            for second in isCurrent.indices {
                if isCurrent[second] { right += kernel[row + second] } else { left += kernel[row + second] }
            }
            if isCurrent[first] {
                among += right
            } else {
                within += left
                between += right
            }
        }
        let current = Double(isCurrent.count(where: \.self))
        let reference = Double(isCurrent.count) - current
        return within / (reference * (reference - 1)) + among / (current * (current - 1)) - 2 * between / (reference * current)
    }
}

/// The distance of two sets' means, in parts of the reference's spread.
///
/// `|mean y - mean x| / sqrt(mean |x - mean x|^2)`: 0 when the means agree; chance alone gives about `sqrt(1 / n + 1 / m)`, whatever the number
/// of dimensions, as both grow with it.
package enum CentroidDistance {
    /// - Returns: `nil` when a set is empty, or the reference's vectors are all equal.
    /// - Precondition: all vectors have the same length.
    package static func value(reference: [[Double]], current: [[Double]]) -> Double? {
        guard let before = mean(reference), let now = mean(current) else { return nil }
        let spread = reference.reduce(0) { $0 + squaredDistance($1, before) } / Double(reference.count)
        return spread > 0 ? Double.sqrt(squaredDistance(before, now) / spread) : nil
    }

    private static func mean(_ vectors: [[Double]]) -> [Double]? {
        guard let first = vectors.first else { return nil }
        var sums = [Double](repeating: 0, count: first.count)
        for vector in vectors { for place in sums.indices { sums[place] += vector[place] } }
        return sums.map { $0 / Double(vectors.count) }
    }
}

private func squaredDistance(_ left: [Double], _ right: [Double]) -> Double {
    precondition(left.count == right.count, "vectors have the same length")
    var sum = 0.0
    for place in left.indices {
        let difference = left[place] - right[place]
        sum += difference * difference
    }
    return sum
}
