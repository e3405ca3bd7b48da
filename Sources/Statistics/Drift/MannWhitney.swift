import RealModule

extension AlignedCounts {
    /// The share of pairs in which the current value is the larger one, ties counting one half: 0.5 without a shift.
    ///
    /// The effect size of the Mann-Whitney test (also the area under the ROC curve that tells both windows apart).
    /// O(k).
    package var probabilityOfLargerCurrent: Double {
        1 - mannWhitneyU / (Double(referenceTotal) * Double(currentTotal))
    }

    /// The two-sided Mann-Whitney U test over cells in ascending order, with correction for ties and for continuity, as
    /// `scipy.stats.mannwhitneyu(reference, current, method="asymptotic")`.
    ///
    /// Source: H. B. Mann and D. R. Whitney, "On a Test of Whether one of Two Random Variables is Stochastically
    /// Larger than the Other" (Annals of Mathematical Statistics 18, 1947); variance under ties after Lehmann (1975).
    /// The statistic is the number of pairs in which the reference value is the larger one, ties counting one half.
    /// Rows of one bin are ties: the p-value stays valid, and each pair in a common bin may move the statistic by one
    /// half. All rows in one cell: p is 1. O(k).
    package var mannWhitneyTest: TestResult {
        let n = Double(referenceTotal)
        let m = Double(currentTotal)
        let total = n + m
        let u = mannWhitneyU
        var ties = 0.0
        var pairsInOneCell = 0.0
        for (a, b) in zip(reference, current) {
            let t = Double(a) + Double(b)
            ties += t * (t - 1) * (t + 1)
            pairsInOneCell += Double(a) * Double(b)
        }
        let variance = n * m / 12 * ((total + 1) - ties / (total * (total - 1)))
        let numerator = Swift.max(u, n * m - u) - n * m / 2 - 0.5
        let pValue = variance > 0 ? Swift.min(1, 2 * StandardNormal.sf(numerator / Double.sqrt(variance))) : 1
        return TestResult(
            statistic: u, pValue: pValue, referenceCount: referenceTotal, currentCount: currentTotal,
            method: .asymptotic, binningErrorBound: isBinned ? pairsInOneCell / 2 : 0)
    }

    private var mannWhitneyU: Double {
        var u = 0.0
        var currentBelow = 0.0
        for (a, b) in zip(reference, current) {
            u += Double(a) * (currentBelow + 0.5 * Double(b))
            currentBelow += Double(b)
        }
        return u
    }
}
