/// Whether a window's scores are a mixture of those that the classes have in the reference, as they must be where only the classes' shares have
/// changed.
///
/// Over twenty bins of equally many of the reference's records, with `e = q f₁ + (1 - q) f₀` the shares that are expected: Pearson's `Σ (m - e)² / (e
/// / n + q² f₁ / N₁ + (1 - q)² f₀ / N₀)`, which has errors of the window and of both classes, against chi-square with one degree less than bins; that
/// `q` was found from the same scores is not taken off.
package struct MixtureFit: Sendable, Hashable {
    package let pValue: Double
    /// Total variation: the share of the window's records that would need another score.
    package let distance: Double

    /// - Parameters:
    ///   - labelled: the reference's, with both classes.
    ///   - window: by predicted class, or any other: only their sums count.
    ///   - bin: the bin of a score, where either side's may have been put into bins; `nil` where both have their own. No bin of the test then ends
    ///     within one of these.
    /// - Returns: `nil` without records, and where all scores share a bin.
    package init?(labelled: ScoreHistogram, window: ScoreHistogram, positiveShare: Double, bin: ((Double) -> Double)? = nil) {
        let labelled = bin.map { Self.coarse(labelled, $0) } ?? labelled
        let window = bin.map { Self.coarse(window, $0) } ?? window
        let pooling = ScorePooling(reference: labelled, bins: 20)
        let (before, now) = (pooling.pooled(labelled).points, pooling.pooled(window).points)
        var cells: [Double: (positives: Double, negatives: Double, window: Double)] = [:]
        for point in before { cells[point.score] = (Double(point.positives), Double(point.negatives), 0) }
        for point in now { cells[point.score, default: (0, 0, 0)].window += Double(point.count) }
        let (positives, negatives) = (Double(labelled.positives), Double(labelled.negatives))
        let count = cells.values.reduce(0) { $0 + $1.window }
        guard positives > 0, negatives > 0, count > 0, cells.count > 1 else { return nil }
        let other = 1 - positiveShare
        var (statistic, distance) = (0.0, 0.0)
        for cell in cells.values {
            let (up, down) = (cell.positives / positives, cell.negatives / negatives)
            let expected = positiveShare * up + other * down
            let difference = cell.window / count - expected
            distance += abs(difference) / 2
            let variance = expected / count + positiveShare * positiveShare * up / positives + other * other * down / negatives
            // A bin that the mixture has no part of: as if it had half a record.
            statistic += difference * difference / Swift.max(variance, 0.5 / (count * count))
        }
        self.distance = distance
        pValue = ChiSquare(degreesOfFreedom: Double(cells.count - 1)).sf(statistic)
    }

    private static func coarse(_ scores: ScoreHistogram, _ bin: (Double) -> Double) -> ScoreHistogram {
        ScoreHistogram(
            points: scores.points.map { point in
                var point = point
                // A bin's mean is a sum divided: a digit off, and it would lie in the next bin.
                let bin = bin(point.meanScore + 1e-12)
                point.score = bin
                (point.positiveScoreSum, point.negativeScoreSum) = (bin * Double(point.positives), bin * Double(point.negatives))
                return point
            }, isExact: false)
    }
}
