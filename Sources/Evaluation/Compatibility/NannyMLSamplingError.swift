internal import Statistics

/// What NannyML needs of the reference for a metric's sampling error in a chunk: the spread of one row's part of the metric, and the
/// share of rows that have a part.
///
/// Source: NannyML 0.13.1, `sampling_error/`. The error in a chunk of n rows is the spread divided by the root of n times the
/// share; `nil` where the reference has no such rows.
package struct NannyMLSamplingError: Sendable, Hashable {
    let variance: Double
    let share: Double

    /// How far the confidence band reaches, in standard errors.
    package static let reach = 3.0

    package func standardError(rows: Int) -> Double { (variance / (Double(rows) * share)).squareRoot() }

    /// That of the mean over classes, each metric taken to vary on its own.
    package static func macro(_ classes: [Self], rows: Int) -> Double? {
        guard !classes.isEmpty else { return nil }
        let sum = classes.reduce(0) { $0 + $1.variance / (Double(rows) * $1.share) }
        return sum.squareRoot() / Double(classes.count)
    }

    private init?(variance: Double, share: Double) {
        guard share > 0, variance.isFinite else { return nil }
        self.variance = variance
        self.share = share
    }

    /// Of rows of which so many count as one and the others as zero, times a factor.
    static func proportion(_ hits: Int, of relevant: Int, among rows: Int, factor: Double = 1) -> Self? {
        guard relevant > 0, rows > 0 else { return nil }
        let share = Double(hits) / Double(relevant)
        return Self(variance: share * (1 - share) * factor * factor, share: Double(relevant) / Double(rows))
    }

    /// - Parameter isCorrected: F1 of a binary model counts rows by half where they are in the denominator by half; that of a class of several does
    ///   not.
    static func f1(_ confusion: BinaryConfusion, isCorrected: Bool) -> Self? {
        let wrong = confusion.falsePositives + confusion.falseNegatives
        let relevant = confusion.truePositives + wrong
        let factor = isCorrected ? Double(relevant) / (0.5 * Double(wrong) + Double(confusion.truePositives)) : 1
        return proportion(confusion.truePositives, of: relevant, among: confusion.total, factor: factor)
    }

    /// Placement values of the rarer class: the share of the other that it is placed above. Rows of equal score are in some order there;
    /// here each is in the middle.
    static func rocAUC(_ scores: ScoreHistogram) -> Self? {
        let (positives, negatives) = (scores.positives, scores.negatives)
        guard positives > 0, negatives > 0 else { return nil }
        let isFlipped = positives > negatives
        var moments = (count: 0.0, sum: 0.0, squares: 0.0)
        var below = 0
        for point in isFlipped ? scores.points.reversed() : scores.points {
            let (own, others) = isFlipped ? (point.negatives, point.positives) : (point.positives, point.negatives)
            // Within a tie places are spread evenly over the others of the tie.
            let all = Double(max(positives, negatives))
            let middle = (Double(below) + Double(others) / 2) / all
            let within = Double(others) / all
            moments.count += Double(own)
            moments.sum += Double(own) * middle
            moments.squares += Double(own) * (middle * middle + within * within / 12)
            below += others
        }
        let mean = moments.sum / moments.count
        return Self(
            variance: max(0, moments.squares / moments.count - mean * mean), share: moments.count / Double(positives + negatives))
    }

    /// From the closed form of the standard error; there it is resampled, without a seed, so that it is another each time.
    static func averagePrecision(_ scores: ScoreHistogram) -> Self? {
        guard let error = scores.averagePrecision()?.standardError else { return nil }
        return Self(variance: error * error * Double(scores.positives + scores.negatives), share: 1)
    }

    /// Of each row's worth.
    static func businessValue(_ confusion: ConfusionCounts, _ matrix: ValueMatrix, isUnbiased: Bool) -> Self? {
        guard matrix.values.count == confusion.counts.count, confusion.total > 1 else { return nil }
        let rows = Double(confusion.total)
        let mean = zip(confusion.counts, matrix.values).reduce(0) { $0 + Double($1.0) * $1.1 } / rows
        let squares = zip(confusion.counts, matrix.values).reduce(0) { $0 + Double($1.0) * ($1.1 - mean) * ($1.1 - mean) }
        return Self(variance: squares / (isUnbiased ? rows - 1 : rows), share: 1)
    }
}
