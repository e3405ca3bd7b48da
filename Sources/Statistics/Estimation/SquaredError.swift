extension ScoreHistogram {
    /// Of the scores as they are, or as their bins' means; `nil` when they are no probabilities.
    var squaredError: Moments? {
        guard let first = points.first, let last = points.last, first.score >= 0, last.score <= 1 else { return nil }
        var moments = Moments()
        for point in points {
            for (outcome, count) in [(1.0, point.positives), (0.0, point.negatives)] where count > 0 {
                let error = (point.meanScore - outcome) * (point.meanScore - outcome)
                moments.merge(Moments(count: count, mean: error, m2: 0, minimum: error, maximum: error))
            }
        }
        return moments
    }
}
