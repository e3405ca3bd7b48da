package import Store

extension PerformanceQuery {
    /// Asks how records fall on scores and predicted classes, whether or not their ground truth is known.
    ///
    /// The predicted class takes the place of the actual one, so that the answer's score histogram has the records that are predicted positive as
    /// positives and those that are not as negatives; where there is no column of predicted classes all are negatives. Records without a score or a
    /// predicted class are left out.
    package static func decisions(
        of records: Relation, by windowing: Windowing, score: String, label: String?, positiveClass: String, resolution: ScoreResolution,
        filter: Filter? = nil
    ) -> Self {
        PerformanceQuery(
            records: records, windowing: windowing, labels: .column(label ?? score),
            prediction: .binary(score: score, label: nil, positiveClass: positiveClass, threshold: nil, resolution: resolution), filter: filter)
    }

    /// The same for several classes: in the histogram of each class the records that are predicted to be of it are positives.
    package static func decisions(
        of records: Relation, by windowing: Windowing, scores: [String], label: String, classes: [String], resolution: ScoreResolution,
        filter: Filter? = nil
    ) -> Self {
        PerformanceQuery(
            records: records, windowing: windowing, labels: .column(label),
            prediction: .multiclass(label: nil, scores: scores, classes: classes, resolution: resolution), filter: filter)
    }
}
