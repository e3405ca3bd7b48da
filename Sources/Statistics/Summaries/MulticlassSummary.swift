/// Everything the metrics of a multiclass task need from a window's rows.
///
/// The rules for missing parts and rows are those of `BinarySummary`.
package struct MulticlassSummary: Sendable, Hashable, Codable {
    /// Rows with a prediction whose actual class is known.
    package var labelled: Int
    /// Rows with a prediction whose actual class is not known (yet).
    package var unlabelled: Int
    /// Rows with a prediction whose actual class is none of `classes`; they are in no other part.
    package var unknownClass: Int
    /// Labelled rows that have a predicted class, by actual and predicted class; it also fixes the order of classes.
    package var confusion: ConfusionCounts
    /// For each class of `confusion.classes`, the score of that class over the labelled rows, where the rows that are
    /// of that class count as positives and all others as negatives.
    package private(set) var oneVersusRest: [ScoreHistogram]?
    /// Of each labelled row's `-ln p`, where `p` is the score of the actual class clipped to `[eps, 1 - eps]` with
    /// `eps` = 2^-52, as scikit-learn's `log_loss`. Only where scores are probabilities, and so sum to one.
    package var logLoss: Moments?
    /// Of each labelled row's squared error: the sum over the classes of `(score - y)^2` with `y` 1 for the actual
    /// class and 0 for the others; between 0 and 2, as scikit-learn's `brier_score_loss` (which halves it for two
    /// classes). Only where scores are probabilities.
    package var squaredError: Moments?

    /// - Precondition: `oneVersusRest`, where present, has one histogram for each class.
    package init(
        labelled: Int = 0, unlabelled: Int = 0, unknownClass: Int = 0, confusion: ConfusionCounts,
        oneVersusRest: [ScoreHistogram]? = nil, logLoss: Moments? = nil, squaredError: Moments? = nil
    ) {
        precondition(
            oneVersusRest.map { $0.count == confusion.classes.count } ?? true,
            "a multiclass summary needs one score histogram for each class")
        self.labelled = labelled
        self.unlabelled = unlabelled
        self.unknownClass = unknownClass
        self.confusion = confusion
        self.oneVersusRest = oneVersusRest
        self.logLoss = logLoss
        self.squaredError = squaredError
    }

    /// The class names, in the order of all arrays here.
    package var classes: [String] { confusion.classes }
}

extension MulticlassSummary: Mergeable {
    package mutating func merge(_ other: Self) throws(SummaryMismatch) {
        var result = self
        result.labelled += other.labelled
        result.unlabelled += other.unlabelled
        result.unknownClass += other.unknownClass
        // Throws when the classes differ, so the histograms below are as many and in the same order.
        try result.confusion.merge(other.confusion)
        if let own = oneVersusRest, let others = other.oneVersusRest {
            var merged: [ScoreHistogram] = []
            for (one, another) in zip(own, others) { merged.append(try one.merging(another)) }
            result.oneVersusRest = merged
        } else {
            result.oneVersusRest = oneVersusRest ?? other.oneVersusRest
        }
        try result.logLoss.merge(other.logLoss)
        try result.squaredError.merge(other.squaredError)
        self = result
    }
}
