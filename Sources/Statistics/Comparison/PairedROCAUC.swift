/// ROC AUC of several scores on the same rows, and how these go together.
///
/// Source: E. R. DeLong, D. M. DeLong and D. L. Clarke-Pearson, "Comparing the areas under two or more correlated receiver operating
/// characteristic curves: a nonparametric approach" (Biometrics 44, 1988), by the midranks of X. Sun and W. Xu, "Fast implementation
/// of DeLong's algorithm" (IEEE Signal Processing Letters 21, 2014): O(versions · n log n) rather than a comparison of all pairs.
package struct PairedROCAUC: Sendable, Hashable {
    /// The area of each version; ties count half.
    package let areas: [Double]
    /// The areas' covariance.
    package let covariance: [[Double]]
    package let positives: Int
    package let negatives: Int

    /// - Parameters:
    ///   - scores: for each version a score of each row, finite.
    ///   - actual: whether each row is positive.
    /// - Returns: `nil` with less than two rows of either class, of which no variance can be told.
    package init?(scores: [[Double]], actual: [Bool]) {
        let positive = actual.indices.filter { actual[$0] }
        let negative = actual.indices.filter { !actual[$0] }
        guard positive.count > 1, negative.count > 1 else { return nil }
        let (m, n) = (Double(positive.count), Double(negative.count))
        var areas: [Double] = []
        // Of each positive row the share of negatives it is above, and of each negative the share of positives above it.
        var placements: [(positive: [Double], negative: [Double])] = []
        for version in scores {
            let all = midranks(version)
            let own = midranks(positive.map { version[$0] })
            let others = midranks(negative.map { version[$0] })
            let above = positive.indices.map { (all[positive[$0]] - own[$0]) / n }
            let below = negative.indices.map { 1 - (all[negative[$0]] - others[$0]) / m }
            placements.append((above, below))
            areas.append(above.reduce(0, +) / m)
        }
        self.areas = areas
        positives = positive.count
        negatives = negative.count
        covariance = placements.indices.map { one in
            placements.indices.map { other in
                sampleCovariance(placements[one].positive, placements[other].positive) / m
                    + sampleCovariance(placements[one].negative, placements[other].negative) / n
            }
        }
    }

    /// The area of one version less that of another, and its standard error.
    package func difference(_ one: Int, less other: Int) -> (value: Double, standardError: Double) {
        let variance = covariance[one][one] + covariance[other][other] - 2 * covariance[one][other]
        return (areas[one] - areas[other], max(0, variance).squareRoot())
    }
}

/// The rank of each value from 1, equal ones sharing the mean of theirs. O(n log n).
func midranks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
        var end = start + 1
        while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
        // Ranks start + 1 to end.
        for place in start..<end { ranks[order[place]] = Double(start + end + 1) / 2 }
        start = end
    }
    return ranks
}

/// With `n - 1` in the denominator.
private func sampleCovariance(_ one: [Double], _ other: [Double]) -> Double {
    let count = Double(one.count)
    let (mean, otherMean) = (one.reduce(0, +) / count, other.reduce(0, +) / count)
    return zip(one, other).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - otherMean) } / (count - 1)
}
