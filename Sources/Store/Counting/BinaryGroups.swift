package import Statistics

/// Adds up the groups of one window.
package struct BinaryGroups {
    /// Rows that agree in class, decision and score.
    package struct Group {
        package var isPositive: Bool?
        package var isPredictedPositive: Bool?
        package var score: Double?
        /// Whether there is an actual class, the model's or another.
        package var isLabelled: Bool
        package var count: Int
        package var scoreSum: Double
        /// Rows whose score is no probability.
        package var outside: Int
        package var logLoss: Moments
        package var squaredError: Moments

        package init(
            isPositive: Bool?, isPredictedPositive: Bool?, score: Double?, isLabelled: Bool, count: Int, scoreSum: Double,
            outside: Int, logLoss: Moments, squaredError: Moments
        ) {
            self.isPositive = isPositive
            self.isPredictedPositive = isPredictedPositive
            self.score = score
            self.isLabelled = isLabelled
            self.count = count
            self.scoreSum = scoreSum
            self.outside = outside
            self.logLoss = logLoss
            self.squaredError = squaredError
        }

        /// The same rows as if their classes were not known.
        package var unlabelled: Group {
            Group(
                isPositive: nil, isPredictedPositive: isPredictedPositive, score: nil, isLabelled: false, count: count, scoreSum: 0, outside: 0,
                logLoss: Moments(), squaredError: Moments())
        }
    }

    private var summary = BinarySummary()
    private var confusion = BinaryConfusion()
    private var points: [ScoreHistogram.Point] = []
    private var logLoss = Moments()
    private var squaredError = Moments()
    private var outside = 0

    package init() {}

    package mutating func add(_ group: Group) {
        switch group.isPredictedPositive {
        case true?: summary.predictedPositives += group.count
        case false?: summary.predictedNegatives += group.count
        case nil: break
        }
        guard let isPositive = group.isPositive else {
            if group.isLabelled { summary.unknownClass += group.count } else { summary.unlabelled += group.count }
            return
        }
        summary.labelled += group.count
        switch (isPositive, group.isPredictedPositive) {
        case (true, true?): confusion.truePositives += group.count
        case (true, false?): confusion.falseNegatives += group.count
        case (false, true?): confusion.falsePositives += group.count
        case (false, false?): confusion.trueNegatives += group.count
        case (_, nil): break
        }
        if let score = group.score {
            points.append(
                ScoreHistogram.Point(
                    score: score, positives: isPositive ? group.count : 0, negatives: isPositive ? 0 : group.count,
                    positiveScoreSum: isPositive ? group.scoreSum : 0,
                    negativeScoreSum: isPositive ? 0 : group.scoreSum))
        }
        outside += group.outside
        logLoss.merge(group.logLoss)
        squaredError.merge(group.squaredError)
    }

    /// - Parameter resolution: by which scores were grouped.
    package func summary(_ resolution: PerformanceQuery.ScoreResolution) -> BinarySummary {
        var result = summary
        result.confusion = confusion.total > 0 ? confusion : nil
        result.scores = points.isEmpty ? nil : ScoreHistogram(points, by: resolution)
        // One score outside 0...1 shows that scores are no probabilities.
        let areProbabilities = outside == 0 && logLoss.count > 0
        result.logLoss = areProbabilities ? logLoss : nil
        result.squaredError = areProbabilities ? squaredError : nil
        return result
    }
}
