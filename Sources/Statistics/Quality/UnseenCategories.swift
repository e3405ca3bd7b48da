/// Whether more current values are of categories that the reference never had than chance alone explains.
///
/// The reference has none of them by construction, but a column with many rare categories always brings some. I. J.
/// Good, "The Population Frequencies of Species and the Estimation of Population Parameters" (Biometrika 40, 1953),
/// after Turing: the expected share of unseen values is about the share of reference rows whose category occurs there
/// once. The one-sided p-value is Fisher's, of the current share of unseen values against that share, with one row of
/// such a category added to the reference: the next row might have been one. An approximation, since rows of one new
/// category come together; the tests simulate its level. O(standard deviation).
///
/// The statistic is the current share of unseen values. Missing values are counted on neither side. Where the allowed
/// categories are written down, compare the rates of both sides instead (`RateComparison`).
///
/// - Parameter singletons: reference rows whose category occurs once in it, of all valid ones.
package func unseenCategoriesTest(_ unseen: Proportion, singletons: Proportion) -> TestResult {
    let table = Hypergeometric(
        marked: singletons.count + 1 + unseen.count,
        unmarked: singletons.total - singletons.count + unseen.total - unseen.count, draws: unseen.total)
    return TestResult(
        statistic: unseen.rate, pValue: table.probabilityOfAtLeast(unseen.count), referenceCount: singletons.total,
        currentCount: unseen.total, method: .asymptotic)
}
