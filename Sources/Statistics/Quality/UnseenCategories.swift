/// Whether more current values are of categories that the reference never had than chance alone explains.
///
/// The reference has none of them by construction, but a column with many rare categories always brings some. I. J. Good, "The
/// Population Frequencies of Species and the Estimation of Population Parameters" (Biometrika 40, 1953), after Turing:
/// the expected share of unseen values is about the share of reference rows whose category occurs there once. The
/// one-sided p-value is Fisher's, of the current share of unseen values against that share: exact when the reference has no
/// such row, else an approximation that the tests' simulations find at or below its level. O(standard deviation).
///
/// The statistic is the current share of unseen values. Missing values are counted on neither side.
///
/// - Parameter singletons: reference rows whose category occurs once in it, of all valid ones; a count of 0 for a dictionary
///   that someone has written down.
package func unseenCategoriesTest(_ unseen: Proportion, singletons: Proportion) -> TestResult {
    let table = Hypergeometric(
        marked: singletons.count + unseen.count,
        unmarked: singletons.total - singletons.count + unseen.total - unseen.count, draws: unseen.total)
    return TestResult(
        statistic: unseen.rate, pValue: table.probabilityOfAtLeast(unseen.count), referenceCount: singletons.total,
        currentCount: unseen.total, method: singletons.count == 0 ? .exact : .asymptotic)
}
