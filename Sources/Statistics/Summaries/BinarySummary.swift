/// Everything the metrics of a binary task need from a window's rows.
///
/// A part is `nil` where no row has what it summarises: no label has come, the model has no score, or its score is not
/// a probability. A row whose score or label is null, NaN or infinite does not take part in the parts that use it, so
/// the parts may differ in size; every metric states its own sample size.
package struct BinarySummary: Sendable, Hashable, Codable {
    /// Rows with a prediction whose actual class is known.
    package var labelled: Int
    /// Rows with a prediction whose actual class is not known (yet).
    package var unlabelled: Int
    /// Rows with a prediction whose actual class is none of the model's; they are in no other count of actual classes.
    package var unknownClass: Int
    /// Rows predicted positive, with or without an actual class.
    package var predictedPositives: Int
    /// Rows predicted negative, with or without an actual class.
    package var predictedNegatives: Int
    /// Labelled rows that have a predicted class, by actual and predicted class.
    package var confusion: BinaryConfusion?
    /// Labelled rows that have a score, by score and actual class.
    package var scores: ScoreHistogram?
    /// Of each labelled row's log loss, `-ln p` for a positive and `-ln(1 - p)` for a negative row, where `p` is the
    /// score clipped to `[eps, 1 - eps]` with `eps` = 2^-52 (as scikit-learn's `log_loss` does for doubles). Only where
    /// scores are probabilities.
    package var logLoss: Moments?
    /// Of each labelled row's squared error `(score - y)^2` with `y` 1 or 0. Only where scores are probabilities.
    package var squaredError: Moments?

    package init(
        labelled: Int = 0, unlabelled: Int = 0, unknownClass: Int = 0, predictedPositives: Int = 0,
        predictedNegatives: Int = 0, confusion: BinaryConfusion? = nil, scores: ScoreHistogram? = nil,
        logLoss: Moments? = nil, squaredError: Moments? = nil
    ) {
        self.labelled = labelled
        self.unlabelled = unlabelled
        self.unknownClass = unknownClass
        self.predictedPositives = predictedPositives
        self.predictedNegatives = predictedNegatives
        self.confusion = confusion
        self.scores = scores
        self.logLoss = logLoss
        self.squaredError = squaredError
    }
}

extension BinarySummary: Mergeable {
    package mutating func merge(_ other: Self) throws(SummaryMismatch) {
        var result = self
        result.labelled += other.labelled
        result.unlabelled += other.unlabelled
        result.unknownClass += other.unknownClass
        result.predictedPositives += other.predictedPositives
        result.predictedNegatives += other.predictedNegatives
        try result.confusion.merge(other.confusion)
        try result.scores.merge(other.scores)
        try result.logLoss.merge(other.logLoss)
        try result.squaredError.merge(other.squaredError)
        self = result
    }
}
