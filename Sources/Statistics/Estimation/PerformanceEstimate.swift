/// A metric of records whose labels are not known, with what it may be off by.
package struct PerformanceEstimate: Sendable, Hashable {
    package let value: Double
    /// The same metric of the reference, from its labels.
    package let reference: Double
    /// By chance in the outcomes of just these records.
    package let outcomeError: Double
    /// By what the reference, being finite, does not tell of scores.
    package let calibrationError: Double
    /// By which records came: how far the expectation moves between windows of the size though nothing has changed.
    package let recordError: Double
    /// The error of the difference to the reference's expectation that the same calibration gives: what a test of a change of scores needs.
    package let differenceError: Double
    /// Records with a score.
    package let count: Int
    /// Where labels will show the metric of these records, at a stated level of confidence.
    ///
    /// It has the errors of outcomes and of calibration. Which records came is no part of it: their scores are known.
    package let interval: ConfidenceInterval?

    /// Of the metric that labels will show.
    package var standardError: Double { (outcomeError * outcomeError + calibrationError * calibrationError).squareRoot() }
}
