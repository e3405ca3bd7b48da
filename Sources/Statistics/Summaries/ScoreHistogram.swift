/// Scores of a binary decision by actual class: from it come ROC AUC, average precision, Kolmogorov-Smirnov of the
/// scores, calibration and lift.
///
/// Each point stands for one distinct score (`isExact`) or for one of many narrow bins of scores. Metrics of a binned
/// histogram carry an error bound that follows from the rows that share a bin.
package struct ScoreHistogram: Sendable, Hashable, Codable {
    /// The rows that share a score, or a bin of scores.
    package struct Point: Sendable, Hashable, Codable {
        /// The score, or the lower edge of the bin. Identifies the point when merging.
        package var score: Double
        /// Rows whose actual class is the positive one.
        package var positives: Int
        /// Rows whose actual class is the negative one.
        package var negatives: Int
        /// Sum of the scores of the positive rows.
        package var positiveScoreSum: Double
        /// Sum of the scores of the negative rows.
        package var negativeScoreSum: Double

        package init(
            score: Double, positives: Int, negatives: Int, positiveScoreSum: Double, negativeScoreSum: Double
        ) {
            self.score = score
            self.positives = positives
            self.negatives = negatives
            self.positiveScoreSum = positiveScoreSum
            self.negativeScoreSum = negativeScoreSum
        }

        /// Rows of both classes.
        package var count: Int { positives + negatives }
        /// Sum of the scores of all rows.
        package var scoreSum: Double { positiveScoreSum + negativeScoreSum }
    }

    /// In strictly increasing order of `score`; none is empty.
    package private(set) var points: [Point]
    /// Whether each point is one distinct score; `false` for bins.
    package let isExact: Bool

    /// Takes points in any order; points of the same score are added up, empty ones dropped.
    package init(points: some Sequence<Point>, isExact: Bool) {
        self.isExact = isExact
        self.points = []
        for point in points.sorted(by: { $0.score < $1.score }) where point.count > 0 {
            if let last = self.points.indices.last, self.points[last].score == point.score {
                self.points[last].positives += point.positives
                self.points[last].negatives += point.negatives
                self.points[last].positiveScoreSum += point.positiveScoreSum
                self.points[last].negativeScoreSum += point.negativeScoreSum
            } else {
                self.points.append(point)
            }
        }
    }

    /// Rows of the positive class.
    package var positives: Int { points.reduce(0) { $0 + $1.positives } }
    /// Rows of the negative class.
    package var negatives: Int { points.reduce(0) { $0 + $1.negatives } }
}

extension ScoreHistogram: Mergeable {
    package mutating func merge(_ other: Self) throws(SummaryMismatch) {
        guard isExact == other.isExact else {
            throw SummaryMismatch("an exact and a binned score histogram cannot be merged")
        }
        self = ScoreHistogram(points: points + other.points, isExact: isExact)
    }
}
