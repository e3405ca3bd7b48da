package import Domain
internal import Statistics

/// Decides what a number means: the only place where thresholds are.
///
/// `Statistics` computes, this judges, `Alerts` tells. Another set of rules, a peer's or the alert budget, is another
/// conformance.
package protocol Rules: Sendable {
    /// As given to `--rules` and printed in reports.
    var name: String { get }
    /// Judges one distance of one column in one window.
    func judge(_ evidence: DriftEvidence) -> Severity
    /// The value of the judged distance from which a window raises an alert, for charts.
    var driftLimit: Double { get }
    /// Judges one quality check of one column in one window.
    func judge(_ evidence: QualityEvidence) -> Severity
    /// Judges one metric of one window against the reference.
    func judge(_ evidence: PerformanceEvidence) -> Severity
}

/// A column's distance from the reference in one window.
package struct DriftEvidence: Sendable, Hashable {
    /// Jensen-Shannon distance to base 2, between 0 and 1.
    package var distance: Double
    /// Chance of such a distance if nothing had changed.
    package var pValue: Double
    /// How many columns are looked at in each window.
    package var comparisons: Int

    package init(distance: Double, pValue: Double, comparisons: Int) {
        self.distance = distance
        self.pValue = pValue
        self.comparisons = comparisons
    }
}

/// A quality check's value in one window.
package struct QualityEvidence: Sendable, Hashable {
    package var check: QualityCheck
    package var value: Double
    package var reference: Double?
    /// Chance of such a difference if nothing had changed; `nil` where no chance is involved.
    package var pValue: Double?
    package var comparisons: Int
    /// Records the value rests on.
    package var count: Int

    package init(
        check: QualityCheck, value: Double, reference: Double?, pValue: Double?, comparisons: Int, count: Int
    ) {
        self.check = check
        self.value = value
        self.reference = reference
        self.pValue = pValue
        self.comparisons = comparisons
        self.count = count
    }
}

extension PerformanceEvidence {
    /// With fewer labelled records no metric means anything.
    package static let leastCount = 30

    /// By how much the metric is worse, and the chance of that if nothing had changed; `nil` where it is not worse or nothing can be said.
    ///
    /// The window's standard error is at least the one that the reference has, taken to the window's size: a window in which everything
    /// happens to be right, or wrong, would else be sure of itself.
    package var loss: (loss: Double, pValue: Double)? {
        guard let standardError, let referenceStandardError, min(count, referenceCount) >= Self.leastCount else { return nil }
        let usual = referenceStandardError * (Double(referenceCount) / Double(count)).squareRoot()
        let own = max(standardError, usual)
        let variance = own * own + referenceStandardError * referenceStandardError + ofOthers + between
        let loss = (reference - value) * (higherIsBetter ? 1 : -1)
        guard loss > 0, variance > 0 else { return nil }
        return (loss, LearnedSpread.sf(loss / variance.squareRoot(), share: between / variance, windows: betweenFreedom + 1))
    }
}

/// A metric in one window and in the reference.
package struct PerformanceEvidence: Sendable, Hashable {
    package var value: Double
    package var standardError: Double?
    package var reference: Double
    package var referenceStandardError: Double?
    package var higherIsBetter: Bool
    /// Whether the metric lies between 0 and 1, so that differences are points.
    package var isShare: Bool
    package var comparisons: Int
    /// Labelled records in the window and in the reference.
    package var count: Int
    package var referenceCount: Int
    /// What windows of the baseline differ beyond chance, as a variance, and the degrees of freedom it was learned with.
    package var between = 0.0
    package var betweenFreedom = 1.0
    /// What the figures of other records, by which the window's own is corrected, are uncertain by, as a variance.
    package var ofOthers = 0.0

    package init(
        value: Double, standardError: Double?, reference: Double, referenceStandardError: Double?,
        higherIsBetter: Bool, isShare: Bool, comparisons: Int, count: Int, referenceCount: Int
    ) {
        self.count = count
        self.referenceCount = referenceCount
        self.value = value
        self.standardError = standardError
        self.reference = reference
        self.referenceStandardError = referenceStandardError
        self.higherIsBetter = higherIsBetter
        self.isShare = isShare
        self.comparisons = comparisons
    }
}
