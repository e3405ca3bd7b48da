extension AlignedCounts {
    /// Pearson's chi-square test of homogeneity on the 2 x k table: `sum of (observed - expected)^2 / expected` with
    /// expected counts from both margins.
    ///
    /// Source: K. Pearson (1900, 1911). Both sides are treated as samples; a test that takes the reference's shares
    /// for exact raises far too many alarms. Cells that are empty on both sides are dropped; degrees of freedom are
    /// the cells that remain less one. With one such cell: statistic 0, p 1. No continuity correction, as
    /// `scipy.stats.chi2_contingency(correction=False)`. Unreliable when many expected counts are below one; then
    /// compare with `relabelled`. O(k).
    package var chiSquareTest: TestResult {
        let n = Double(referenceTotal)
        let m = Double(currentTotal)
        var statistic = 0.0
        for (a, b) in zip(reference, current) where a + b > 0 {
            // The two squares of a column, put over one denominator. Scaled by n and m to keep products in range.
            let difference = Double(a) / n * m - Double(b)
            statistic += difference * difference * (n / m) / (Double(a) + Double(b))
        }
        return contingencyResult(statistic: statistic)
    }

    /// The likelihood ratio test of homogeneity (G-test): `2 sum of observed ln(observed / expected)`.
    ///
    /// Source: S. S. Wilks, "The Likelihood Test of Independence in Contingency Tables" (Annals of Mathematical
    /// Statistics 6, 1935); as `scipy.stats.chi2_contingency(lambda_="log-likelihood", correction=False)`. Edge cases
    /// as `chiSquareTest`. Each term is taken as `observed ln(observed / expected) + expected - observed`, which adds
    /// up to the same and does not cancel. O(k).
    package var likelihoodRatioTest: TestResult {
        let n = Double(referenceTotal)
        let m = Double(currentTotal)
        var sum = 0.0
        for (a, b) in zip(reference, current) where a + b > 0 {
            let column = Double(a) + Double(b)
            sum += SaddlePoint.deviance(Double(a), column * n / (n + m))
            sum += SaddlePoint.deviance(Double(b), column * m / (n + m))
        }
        return contingencyResult(statistic: 2 * sum)
    }

    private func contingencyResult(statistic: Double) -> TestResult {
        let degrees = Double(occupiedCells - 1)
        return TestResult(
            statistic: degrees == 0 ? 0 : statistic,
            pValue: degrees == 0 ? 1 : ChiSquare(degreesOfFreedom: degrees).sf(statistic),
            degreesOfFreedom: degrees, referenceCount: referenceTotal, currentCount: currentTotal, method: .asymptotic)
    }
}
