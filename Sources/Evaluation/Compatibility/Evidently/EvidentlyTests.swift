package import Statistics

/// Evidently's tests and distances, with what they do differently from the statistics that they are named after.
///
/// Source: Evidently 0.7.21, `legacy/calculations/stattests/`.
package enum EvidentlyTests {
    /// Samples of up to this size get the exact distribution, as `scipy.stats.ks_2samp` chooses.
    private static let exactLimit = 10_000

    /// p-value of the two-sample Kolmogorov-Smirnov test.
    package static func kolmogorovSmirnov(_ samples: TwoSamples) -> Double {
        let larger = max(samples.ties.referenceTotal, samples.ties.currentTotal)
        return samples.ties.kolmogorovSmirnovTest(larger <= exactLimit ? .exact : .asymptotic).pValue
    }

    /// p-value of a chi-square test of goodness of fit: `sum of (observed - expected)^2 / expected`, with the reference's counts brought to the
    /// current total as what is expected.
    ///
    /// It takes the reference's shares for exact, so that two samples of one distribution differ to it far too often, and one row of a value
    /// that the reference never had gives 0. Only cells with a row on either side count. One such cell: NaN, as it has no degrees of freedom.
    package static func chiSquare(_ counts: AlignedCounts) -> Double {
        guard counts.occupiedCells > 1 else { return .nan }
        let scale = Double(counts.currentTotal) / Double(counts.referenceTotal)
        var statistic = 0.0
        for (reference, current) in zip(counts.reference, counts.current) where reference + current > 0 {
            guard reference > 0 else { return 0 }
            let expected = Double(reference) * scale
            statistic += (Double(current) - expected) * (Double(current) - expected) / expected
        }
        return ChiSquare(degreesOfFreedom: Double(counts.occupiedCells - 1)).sf(statistic)
    }

    /// Two-sided p-value of the z-test for the share of one of two values, with the pooled rate. One value on both sides: 1.
    ///
    /// As `2 (1 - cdf(|z|))`, which is 0 from |z| = 8.3 on.
    package static func zTest(_ counts: AlignedCounts) -> Double {
        guard let cell = counts.reference.indices.first(where: { counts.reference[$0] + counts.current[$0] > 0 }), counts.occupiedCells > 1
        else { return 1 }
        let (n, m) = (Double(counts.referenceTotal), Double(counts.currentTotal))
        let reference = Double(counts.referenceTotal - counts.reference[cell]) / n
        let current = Double(counts.currentTotal - counts.current[cell]) / m
        let pooled = (reference * n + current * m) / (n + m)
        let z = (reference - current) / (pooled * (1 - pooled) * (1 / n + 1 / m)).squareRoot()
        return 2 * (1 - StandardNormal.cdf(abs(z)))
    }

    /// Wasserstein-1 distance over the reference's population standard deviation, or over 0.001 where that is less.
    package static func wasserstein(_ samples: TwoSamples, referenceDeviation: Double) -> Double {
        samples.wassersteinDistance / max(referenceDeviation, 0.001)
    }

    /// Jensen-Shannon distance, natural logarithm, of a numeric column: over bins of equal width by Sturges' rule on both sides pooled where
    /// the reference has more than 20 different values (the documented 30 bins are not used), else over the values themselves.
    ///
    /// Not what Evidently chooses by itself for such columns.
    ///
    /// - Parameter integers: whether the column holds integers, whose bins numpy makes at least 1 wide.
    /// - Returns: `nil` when one side is empty.
    package static func jensenShannon(reference: [Double], current: [Double], integers: Bool = false) -> Double? {
        guard let samples = TwoSamples(reference: reference, current: current) else { return nil }
        guard samples.ties.reference.count(where: { $0 > 0 }) > 20, let minimum = samples.values.first, let maximum = samples.values.last,
            let edges = BinEdges.sturges(
                count: reference.count + current.count, minimum: minimum, maximum: maximum, integers: integers)
        else { return samples.ties.jensenShannonDistance(base: .e) }
        return AlignedCounts(
            reference: Array(Histogram(edges: edges, of: reference).inside), current: Array(Histogram(edges: edges, of: current).inside)
        )?.jensenShannonDistance(base: .e)
    }
}
