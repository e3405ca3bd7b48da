/// The quantile of a sorted array by linear interpolation between order statistics: definition 7 of R. J. Hyndman and
/// Y. Fan, "Sample Quantiles in Statistical Packages" (The American Statistician 50, 1996), numpy's default.
///
/// - Parameter sorted: finite values in ascending order.
/// - Returns: `nil` for no values or a `share` outside of `0...1`. O(1).
package func quantile(ofSorted sorted: [Double], _ share: Double) -> Double? {
    guard !sorted.isEmpty, share >= 0, share <= 1 else { return nil }
    let place = share * Double(sorted.count - 1)
    let low = Int(place)
    let high = Swift.min(low + 1, sorted.count - 1)
    let weight = place - Double(low)
    // Not low + weight * (high - low), whose difference can overflow.
    return sorted[low] == sorted[high] ? sorted[low] : sorted[low] * (1 - weight) + sorted[high] * weight
}
