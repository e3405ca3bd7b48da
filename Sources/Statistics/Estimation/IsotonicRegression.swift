/// The non-decreasing step function that is nearest to some values, with straight lines between its steps.
///
/// Least squares with weights under the constraint that values do not fall with `x`, by pooling adjacent violators (Ayer,
/// Brunk, Ewing, Reid and Silverman, Annals of Mathematical Statistics 26, 1955; as calibration of scores: Zadrozny and
/// Elkan, KDD 2002). Points of equal `x` are pooled to their weighted mean first, and predictions between the points are
/// interpolated linearly and cut at both ends, all as scikit-learn's `IsotonicRegression(out_of_bounds="clip")`.
package struct IsotonicRegression: Sendable, Hashable {
    /// A value to be fitted.
    package struct Point: Sendable, Hashable {
        package var x: Double
        package var y: Double
        /// How much it counts; points that weigh nothing are left out.
        package var weight: Double

        package init(x: Double, y: Double, weight: Double) {
            self.x = x
            self.y = y
            self.weight = weight
        }
    }

    /// Points that were pooled to one value.
    package struct Block: Sendable, Hashable {
        /// The first and the last `x`.
        package var first: Double
        package var last: Double
        package var value: Double
        package var weight: Double
    }

    /// In strictly increasing order of `x` and of value; never empty.
    package let blocks: [Block]

    /// - Returns: `nil` without a point that has weight. Points that are not finite are left out. O(n log n).
    package init?(_ points: some Sequence<Point>) {
        let usable = points.filter { $0.x.isFinite && $0.y.isFinite && $0.weight > 0 && $0.weight.isFinite }
        var distinct: [Block] = []
        for point in usable.sorted(by: { $0.x < $1.x }) {
            let block = Block(first: point.x, last: point.x, value: point.y, weight: point.weight)
            if let last = distinct.last, last.last == point.x {
                distinct[distinct.count - 1] = last.pooled(with: block)
            } else {
                distinct.append(block)
            }
        }
        var pooled: [Block] = []
        for block in distinct {
            var block = block
            while let last = pooled.last, last.value >= block.value {
                block = last.pooled(with: block)
                pooled.removeLast()
            }
            pooled.append(block)
        }
        guard !pooled.isEmpty else { return nil }
        blocks = pooled
    }

    /// Of the positive share by score.
    package init?(_ scores: ScoreHistogram) {
        self.init(
            scores.points.map {
                Point(x: $0.meanScore, y: Double($0.positives) / Double($0.count), weight: Double($0.count))
            })
    }

    /// The fitted value at `x`: a block's within it, on the straight line between two blocks, and that of the first or the last
    /// block outside of all. O(log blocks).
    package func value(at x: Double) -> Double {
        let parts = parts(of: x)
        guard parts.count == 2 else { return blocks[parts[0].block].value }
        let (lower, upper) = (blocks[parts[0].block].value, blocks[parts[1].block].value)
        return lower + (upper - lower) * parts[1].share
    }

    /// The blocks whose values are interpolated at `x`, with their shares, which add up to one; at least one, at most two.
    func parts(of x: Double) -> [(block: Int, share: Double)] {
        // The number of blocks that begin at or before x.
        var low = 0
        var high = blocks.count
        while low < high {
            let middle = (low + high) / 2
            if blocks[middle].first <= x { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return [(0, 1)] }
        let block = blocks[low - 1]
        guard x > block.last, low < blocks.count else { return [(low - 1, 1)] }
        let share = (x - block.last) / (blocks[low].first - block.last)
        return [(low - 1, 1 - share), (low, share)]
    }
}

extension IsotonicRegression.Block {
    fileprivate func pooled(with other: Self) -> Self {
        let weight = weight + other.weight
        return Self(first: first, last: other.last, value: (value * self.weight + other.value * other.weight) / weight, weight: weight)
    }
}

extension ScoreHistogram.Point {
    /// The mean score of its rows; for an exact histogram the score itself.
    package var meanScore: Double { positives + negatives > 0 ? scoreSum / Double(count) : score }
}
