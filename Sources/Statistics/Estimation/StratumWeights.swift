/// How much more often records of a stratum come in a window than in the reference: the weights of importance-weighted calibration.
///
/// Strata are what may have shifted: bins of the score by bins of the features that moved most. The weight of a stratum is its share of the window
/// divided by its share of the reference. A tiny share is uncertain: half a record is added to both. Records of strata that the reference hardly has
/// cannot be weighted for; `unsupported` is their share of the window.
package struct StratumWeights: Sendable {
    package let weights: [Double]
    /// Share of the window's records in strata with fewer than ten records of the reference.
    package let unsupported: Double

    /// - Parameters:
    ///   - reference: labelled records of each stratum.
    ///   - window: records of each stratum.
    /// - Returns: `nil` when the numbers of strata differ or one side has no records.
    package init?(reference: [Int], window: [Int]) {
        let (all, now) = (reference.reduce(0, +), window.reduce(0, +))
        guard reference.count == window.count, all > 0, now > 0 else { return nil }
        let half = 0.5 * Double(reference.count)
        weights = zip(reference, window).map { before, after in
            ((Double(after) + 0.5) / (Double(now) + half)) / ((Double(before) + 0.5) / (Double(all) + half))
        }
        let outside = zip(reference, window).reduce(0) { $0 + ($1.0 < SupportCheck.leastRecords ? $1.1 : 0) }
        unsupported = Double(outside) / Double(now)
    }
}
