import RealModule

/// Welch's two-sided t-test of equal means, without equal variances, from both sides' moments.
///
/// `t = (current mean - reference mean) / sqrt(s1^2/n + s2^2/m)` with the degrees of freedom of Welch and
/// Satterthwaite. Source: B. L. Welch, "The Generalization of 'Student's' Problem when Several Different Population
/// Variances are Involved" (Biometrika 34, 1947); as `scipy.stats.ttest_ind(current, reference, equal_var=False)`.
/// O(1).
///
/// - Returns: `nil` with fewer than two values on either side, or no spread on both.
package func welchTest(reference: Moments, current: Moments) -> TestResult? {
    guard let first = reference.variance(), let second = current.variance(), first + second > 0 else { return nil }
    let n = Double(reference.count)
    let m = Double(current.count)
    // Shares of the squared standard error, so that tiny and huge variances do not leave the range when squared.
    let squaredError = first / n + second / m
    guard squaredError > 0, squaredError.isFinite else { return nil }
    let left = first / n / squaredError
    let right = second / m / squaredError
    let degrees = 1 / (left * left / (n - 1) + right * right / (m - 1))
    let t = (current.mean - reference.mean) / Double.sqrt(squaredError)
    return TestResult(
        statistic: t, pValue: StudentT(degreesOfFreedom: degrees).twoSided(t), degreesOfFreedom: degrees,
        referenceCount: reference.count, currentCount: current.count, method: .asymptotic)
}
