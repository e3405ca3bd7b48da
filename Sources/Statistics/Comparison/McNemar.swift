/// Whether two classifiers are right equally often on the same rows, by the rows on which just one of them is right.
///
/// Source: Q. McNemar, "Note on the sampling error of the difference between correlated proportions or percentages"
/// (Psychometrika 12, 1947), in its exact form: given `n` such rows, those on which the first is right are binomial with chance 1/2.
package struct McNemar: Sendable, Hashable {
    /// Rows on which only the first is right.
    package let onlyFirst: Int
    /// Rows on which only the second is right.
    package let onlySecond: Int

    package init(onlyFirst: Int, onlySecond: Int) {
        self.onlyFirst = onlyFirst
        self.onlySecond = onlySecond
    }

    /// The exact two-sided p-value, as SciPy's `binomtest(onlyFirst, onlyFirst + onlySecond)`; 1 without any such row. Cost does not
    /// grow with the counts.
    package var pValue: Double {
        let tail = Binomial(trials: onlyFirst + onlySecond, p: 0.5).probabilityOfAtLeast(max(onlyFirst, onlySecond))
        return min(1, 2 * tail)
    }
}
