/// Whether more current values lie outside of the reference's smallest and largest value than chance alone explains.
///
/// Some always do: of `m` new values, `2 m / (n + 1)` on average. If both samples come from one continuous
/// distribution, the number outside is distributed as the number of new values below the second smallest of `n` old
/// ones, so it is `k` or more exactly when at most one of the lowest `k + 1` of all values is an old one: a
/// hypergeometric tail, whatever the distribution. Source: S. S. Wilks, "Determination of Sample Sizes for Setting
/// Tolerance Limits" (Annals of Mathematical Statistics 12, 1941). Ties make the p-value larger: it stays valid. For
/// a range that someone has written down, compare the rates of both sides instead (`RateComparison`). O(1).
///
/// The statistic is the share of current values outside. Missing values are counted on neither side.
///
/// - Parameter referenceCount: valid values of the reference whose extremes make the range.
/// - Returns: `nil` without a reference value.
package func outOfRangeTest(_ outside: Proportion, referenceCount: Int) -> TestResult? {
    guard referenceCount > 0 else { return nil }
    let lowest = Hypergeometric(marked: referenceCount, unmarked: outside.total, draws: outside.count + 1)
    return TestResult(
        statistic: outside.rate, pValue: lowest.probabilityOfAtMost(1), referenceCount: referenceCount,
        currentCount: outside.total, method: .exact)
}
