/// P-values of several tests, such that the chance of any wrong finding is at most the level that all of them are held to.
///
/// The i-th smallest is multiplied by the number of those not smaller, and never below the one before, at most 1. Source: S. Holm, "A Simple
/// Sequentially Rejective Multiple Test Procedure" (Scandinavian Journal of Statistics 6, 1979); as R's `p.adjust(method = "holm")`. The tests
/// may depend on one another in any way.
package func holmAdjusted(_ pValues: [Double]) -> [Double] {
    var result = pValues
    var last = 0.0
    for (place, index) in pValues.indices.sorted(by: { pValues[$0] < pValues[$1] }).enumerated() {
        last = max(last, min(1, pValues[index] * Double(pValues.count - place)))
        result[index] = last
    }
    return result
}
