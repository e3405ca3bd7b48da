package import Statistics

/// Arize's drift monitors as far as their documentation tells: population stability index over median-centred bins, and an alert above 0.2.
///
/// Source: Arize AX's documentation of numeric binning and of monitors (read 2026). The program is closed, so that nothing here is compared with
/// its output. Ours, because it is not published: empty bins are filled by Evidently's rule (a share of 0.0001), and the standard deviation of the
/// bins is the sample's.
package enum ArizeDrift {
    package static let method = "psi"
    /// Where the index is taken for a change that needs action, by convention.
    package static let limit = 0.2
    /// What a monitor looks at: the last three days.
    package static let evaluationHours = 72

    /// Bins of a reference of finite values; `nil` when there are none.
    package static func edges(_ reference: [Double]) -> BinEdges? {
        let sorted = reference.sorted()
        guard let minimum = sorted.first, let maximum = sorted.last, let median = quantile(ofSorted: sorted, 0.5) else { return nil }
        return BinEdges.medianCentred(
            median: median, standardDeviation: Moments(sorted).standardDeviation() ?? 0,
            minimum: minimum, maximum: maximum)
    }

    /// A numeric column: values outside of the reference's bins are taken into the outer ones.
    ///
    /// - Returns: `nil` when one side has no values.
    package static func verdict(reference: [Double], current: [Double], limit: Double = limit) -> PeerVerdict? {
        guard let edges = edges(reference) else { return nil }
        return AlignedCounts(
            reference: Histogram(edges: edges, of: reference).countsWithOpenEnds,
            current: Histogram(edges: edges, of: current).countsWithOpenEnds
        ).map { verdict(counts: $0, limit: limit) }
    }

    /// A categorical column, or a numeric one over its bins: counts of each value, or bin, that either side has.
    package static func verdict(counts: AlignedCounts, limit: Double = limit) -> PeerVerdict {
        let value = index(counts)
        return PeerVerdict(method: method, value: value, threshold: limit, isAlert: value > limit)
    }

    /// Population stability index.
    package static func index(_ counts: AlignedCounts) -> Double {
        let occupied = counts.reference.indices.filter { counts.reference[$0] + counts.current[$0] > 0 }
        return AlignedCounts(
            reference: occupied.map { counts.reference[$0] }, current: occupied.map { counts.current[$0] }, isBinned: counts.isBinned
        )?.populationStabilityIndex(emptyCells: .evidently) ?? 0
    }
}
