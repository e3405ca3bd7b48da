import RealModule

/// The two-sample Anderson-Darling test.
package struct AndersonDarlingResult: Sendable, Hashable, Codable {
    /// The statistic before it is brought to the scale on which its limit is tabulated.
    package let rawStatistic: Double
    /// The standardised statistic with its p-value from the limit distribution, good in the far tail too.
    package let test: TestResult

    /// The p-value by a quadratic through the seven tabulated points of Scholz and Stephens, on the log scale, held
    /// inside the table's range `0.001...0.25`: what `scipy.stats.anderson_ksamp` and tools built on it report.
    package var tabulatedPValue: Double {
        let statistic = test.statistic
        if statistic < 0.325 { return 0.25 }
        if statistic > 6.546 { return 0.001 }
        // Least squares of ln p on the critical values 0.325, 1.226, 1.961, 2.718, 3.752, 4.592, 6.546.
        let c0 = -1.077770279820486
        let c1 = -1.0082265644652515
        let c2 = 0.018198094574111343
        return Double.exp(c0 + statistic * (c1 + statistic * c2))
    }
}

extension AlignedCounts {
    /// The two-sample Anderson-Darling test over cells in ascending order, in its midrank version, as
    /// `scipy.stats.anderson_ksamp(variant="midrank")`.
    ///
    /// Source: F. W. Scholz and M. A. Stephens, "K-Sample Anderson-Darling Tests" (JASA 82, 1987). The statistic is
    /// `(A - 1) / sigma_N`; its p-value is that of the limit distribution at the same distance from its mean in
    /// standard deviations, which is how their table was made, without the table's bounds. Bins count as ties. O(k +
    /// n + m).
    ///
    /// - Returns: `nil` when all rows are in one cell or there are fewer than four: the statistic is then undefined.
    package var andersonDarlingTest: AndersonDarlingResult? {
        let n = Double(referenceTotal)
        let m = Double(currentTotal)
        let total = n + m
        guard occupiedCells > 1, total >= 4 else { return nil }
        var sum = 0.0
        var before = (reference: 0.0, pooled: 0.0)
        for (a, b) in zip(reference, current) where a + b > 0 {
            let rows = Double(a) + Double(b)
            let middle = before.pooled + rows / 2
            // For two samples the terms of both sides are the same up to the factor 1/n + 1/m.
            let difference = total * (before.reference + Double(a) / 2) - middle * n
            sum += rows / total * difference * difference / (middle * (total - middle) - total * rows / 4)
            before.reference += Double(a)
            before.pooled += rows
        }
        let raw = (total - 1) / total * sum * (1 / n + 1 / m)
        let statistic = (raw - 1) / Double.sqrt(Self.andersonDarlingVariance(n, m))
        let test = TestResult(
            statistic: statistic,
            pValue: AndersonDarlingLimit.sf(1 + statistic * AndersonDarlingLimit.standardDeviation),
            referenceCount: referenceTotal, currentCount: currentTotal, method: .asymptotic,
            binningErrorBound: isBinned ? nil : 0)
        return AndersonDarlingResult(rawStatistic: raw, test: test)
    }

    /// The statistic's variance under the null (Scholz and Stephens, equation 4) for two samples. O(n + m).
    private static func andersonDarlingVariance(_ n: Double, _ m: Double) -> Double {
        let total = n + m
        let inverseSizes = 1 / n + 1 / m
        // h = sum of 1/i up to N - 1, g = sum of 1/((N - i) j) over i < j < N; both from the largest i down.
        var h = 0.0
        var g = 0.0
        var i = total - 1
        while i >= 2 {
            h += 1 / i
            g += h / (total - i + 1)
            i -= 1
        }
        h += 1
        let a = (4 * g - 6) + (10 - 6 * g) * inverseSizes
        let b = (2 * g - 4) * 4 + 16 * h + (2 * g - 14 * h - 4) * inverseSizes - 8 * h + 4 * g - 6
        let c = (6 * h + 2 * g - 2) * 4 + (4 * h - 4 * g + 6) * 2 + (2 * h - 6) * inverseSizes + 4 * h
        let d = (2 * h + 6) * 4 - 8 * h
        let cubic = ((a * total + b) * total + c) * total + d
        return cubic / ((total - 1) * (total - 2) * (total - 3))
    }
}
