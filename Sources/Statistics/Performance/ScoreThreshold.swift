/// The confusion matrix of a decision threshold on scores.
package struct ThresholdConfusion: Sendable, Hashable, Codable {
    /// Rows with a score of at least the threshold count as predicted positive.
    package let confusion: BinaryConfusion
    /// Rows counted as predicted negative that may belong to the other side: those of the one bin that begins below the
    /// threshold and may reach above it. Always zero for exact scores.
    package let ambiguous: Int
}

extension ScoreHistogram {
    /// What the decisions "positive where score >= threshold" would have been: the way to any metric of the confusion
    /// matrix at a threshold other than the model's own.
    ///
    /// Binned scores: exact when the threshold is a bin's lower edge with rows in that bin; otherwise the rows of the
    /// bin below it are counted as predicted negative and reported as ambiguous. All zeros without rows. O(points).
    package func confusion(atThreshold threshold: Double) -> ThresholdConfusion {
        var table = BinaryConfusion()
        var last: Point?
        var thresholdIsEdge = isExact
        for point in points {
            if point.score < threshold {
                table.falseNegatives += point.positives
                table.trueNegatives += point.negatives
                last = point
            } else {
                table.truePositives += point.positives
                table.falsePositives += point.negatives
                if point.score == threshold { thresholdIsEdge = true }
            }
        }
        return ThresholdConfusion(confusion: table, ambiguous: thresholdIsEdge ? 0 : last?.count ?? 0)
    }
}
