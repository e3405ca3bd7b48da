import RealModule

/// How far two sets of vectors, such as embeddings, are from being drawn alike.
///
/// The unbiased estimate of the squared maximum mean discrepancy, `mean k(x, x') + mean k(y, y') - 2 mean k(x, y)` over pairs of different
/// vectors (Gretton, Borgwardt, Rasch, Schölkopf and Smola, "A Kernel Two-Sample Test", JMLR 13, 2012). It may be a little below zero. The p-value is
/// of permutations: who is of which set is drawn anew, `(1 + draws as large) / (1 + draws)`, which holds whatever the vectors are. O((n + m)^2) time
/// and memory, and O(m^2) for each permutation.
package struct MaximumMeanDiscrepancy: Sendable, Hashable {
    package enum Kernel: Sendable, Hashable {
        /// `exp(-|a - b|^2 / (2 s^2))` with `s` the median distance of all pairs: sees any difference of distributions.
        case gaussian
        /// `a . b`: the squared distance of the means, and nothing else.
        case linear
    }

    /// The squared discrepancy.
    package let squared: Double
    package let pValue: Double
    /// The chance of so large a discrepancy or a larger one if both are drawn alike, beyond what permutations can count: the upper tail of a gamma
    /// distribution with their mean, variance and skewness (Pearson's type III; Mielke and Berry, "Permutation Methods", 2001, section 2.3). NaN with
    /// fewer than ten draws.
    package let tail: Double
    /// The standard deviation of permutations; NaN with fewer than two.
    package let deviation: Double
    /// The Gaussian kernel's `s`; 0 when all vectors are equal.
    package let bandwidth: Double

    /// - Parameters:
    ///   - draws: permutations.
    ///   - seed: of these.
    /// - Returns: `nil` for fewer than two vectors on a side, and where something is not finite. All vectors equal: 0, and p is 1.
    /// - Precondition: all vectors have the same length.
    package init?(reference: [[Double]], current: [[Double]], kernel: Kernel = .gaussian, draws: Int = 500, seed: UInt64 = 1) {
        let vectors = reference + current
        guard reference.count > 1, current.count > 1, vectors.allSatisfy({ $0.allSatisfy(\.isFinite) }) else { return nil }
        var distances: [Double] = []
        distances.reserveCapacity(vectors.count * (vectors.count - 1) / 2)
        for first in vectors.indices {
            for second in vectors.indices.dropFirst(first + 1) { distances.append(squaredDistance(vectors[first], vectors[second])) }
        }
        let sorted = distances.sorted()
        let middle = sorted[sorted.count / 2]
        bandwidth = Double.sqrt(middle > 0 ? middle : sorted.last ?? 0)
        guard bandwidth > 0, bandwidth.isFinite else {
            guard bandwidth == 0 else { return nil }
            (squared, pValue, tail, deviation) = (0, 1, 1, 0)
            return
        }
        // By distances alone: what a linear kernel has more than -|a - b|^2 / 2 cancels out, and no origin far away takes its digits.
        let scale = 2 * bandwidth * bandwidth
        let pairs = Pairs(distances.map { kernel == .gaussian ? Double.exp(-$0 / scale) : -$0 / 2 }, count: vectors.count)
        squared = pairs.discrepancy(current: Array(reference.count..<vectors.count))
        var order = Array(vectors.indices)
        var random = SplitMix64(seed: seed)
        var asLarge = 0
        var drawn: [Double] = []
        for _ in 0..<draws {
            order.shuffle(using: &random)
            let value = pairs.discrepancy(current: Array(order.prefix(current.count)))
            drawn.append(value)
            // Equal but for the order of additions counts as equal.
            if value >= squared - 1e-12 * Swift.max(1, abs(squared)) { asLarge += 1 }
        }
        pValue = Double(1 + asLarge) / Double(1 + draws)
        let moments = Moments(drawn)
        deviation = moments.standardDeviation() ?? .nan
        tail = drawn.count < 10 ? .nan : Self.tail(squared, drawn, moments.mean, deviation)
    }

    /// Of the gamma distribution with the values' first three moments; the normal one where they are not skewed to the right.
    private static func tail(_ value: Double, _ drawn: [Double], _ mean: Double, _ deviation: Double) -> Double {
        guard deviation > 0 else { return value > mean ? 0 : 1 }
        let z = (value - mean) / deviation
        let skewness = drawn.reduce(0) { sum, draw in
            let part = (draw - mean) / deviation
            return sum + part * part * part / Double(drawn.count)
        }
        guard skewness > 0.01 else { return StandardNormal.sf(z) }
        let shape = 4 / (skewness * skewness)
        return IncompleteGamma.upper(shape, Swift.max(0, shape + z * shape.squareRoot()))
    }
}

/// A kernel of all pairs of vectors.
private struct Pairs {
    private let kernel: [Double]
    private let count: Int
    /// Of each vector with all others.
    private let sums: [Double]
    private let total: Double

    /// - Parameter values: of pairs in the order (0, 1), (0, 2) … (1, 2) …
    init(_ values: [Double], count: Int) {
        var kernel = [Double](repeating: 0, count: count * count)
        var place = 0
        for first in 0..<count {
            for second in (first + 1)..<Swift.max(first + 1, count) {
                kernel[first * count + second] = values[place]
                kernel[second * count + first] = values[place]
                place += 1
            }
        }
        self.kernel = kernel
        self.count = count
        sums = (0..<count).map { kernel[($0 * count)..<(($0 + 1) * count)].reduce(0, +) }
        total = sums.reduce(0, +)
    }

    /// Only pairs of current vectors are added up; the others' sums follow from those of whole rows.
    func discrepancy(current: [Int]) -> Double {
        var among = 0.0
        var touching = 0.0
        kernel.withUnsafeBufferPointer { kernel in
            for (place, first) in current.enumerated() {
                touching += sums[first]
                let row = first * count
                for second in current[..<place] { among += 2 * kernel[row + second] }
            }
        }
        let between = touching - among
        let within = total - 2 * between - among
        let (m, n) = (Double(current.count), Double(count - current.count))
        return within / (n * (n - 1)) + among / (m * (m - 1)) - 2 * between / (n * m)
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
