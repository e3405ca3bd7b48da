/// How to find what a distance is from chance alone.
package enum NullMethod: Sendable, Hashable {
    /// The chi-square form where the distance has one and every occupied cell expects enough rows, else relabelling.
    case automatic
    /// The chi-square form where the distance has one, however few rows; else relabelling.
    case chiSquare
    /// Dealing the pooled rows out anew.
    case relabelling
}

extension AlignedCounts {
    /// Rows that each side expects at least in every occupied cell for the chi-square form to be used unasked.
    ///
    /// At ten the share of drift-free windows above the 95 % quantile lies between 4 and 6 % in the tests'
    /// simulations. Cochran's five (1954), which serves Pearson's statistic, is too few for logarithms.
    package static let leastExpectedForChiSquare = 10.0

    /// The smallest number of rows that either side expects in an occupied cell under the pooled shares.
    package var leastExpectedCount: Double {
        let smaller = Double(Swift.min(referenceTotal, currentTotal))
        return smaller * (pooledShares.filter { $0 > 0 }.min() ?? 0)
    }

    /// The distribution of a distance at these sample sizes and pooled shares if nothing had changed.
    ///
    /// **Chi-square.** With `c = 1/n + 1/m` and `X` chi-square with (occupied cells - 1) degrees of freedom: PSI
    /// behaves like `c X` (B. Yurdakul, "Statistical Properties of Population Stability Index", Western Michigan
    /// University 2018), KL like `c X / 2`, the Jensen-Shannon divergence and the squared Hellinger distance like
    /// `c X / 8` (all are f-divergences: I. Csiszár 1967; L. Pardo, "Statistical Inference Based on Divergence
    /// Measures", 2006). O(k).
    ///
    /// **Relabelling.** The pooled rows are dealt out anew to both sides, `replicates` times, and the distance is
    /// taken each time: valid at any sample size and for any distance (Fisher's permutation principle), up to the
    /// simulation's own error, which at the 95 % quantile of 999 replicates is 0.7 points. O(replicates * k *
    /// sqrt(rows in a cell)).
    ///
    /// - Parameter seed: the same seed gives the same numbers.
    package func chanceAlone(
        of distance: CountDistance, emptyCells rule: EmptyCellRule = .standard, method: NullMethod = .automatic,
        replicates: Int = 999, seed: UInt64 = 0
    ) -> NullDistribution {
        let isDense = leastExpectedCount >= Self.leastExpectedForChiSquare
        if let form = distance.chiSquareForm, method == .chiSquare || (method == .automatic && isDense) {
            let scale = form.factor * (1 / Double(referenceTotal) + 1 / Double(currentTotal))
            return NullDistribution(chiSquareWith: occupiedCells - 1, scale: scale, isRoot: form.isRoot)
        }
        return relabelled(replicates: replicates, seed: seed) { distance.value(of: $0, emptyCells: rule) }
    }

    /// The distribution of any statistic when the pooled rows are dealt out anew to both sides.
    ///
    /// Each replicate draws the current window's counts from the pooled ones without replacement (multivariate
    /// hypergeometric), which is the same as permuting the rows. For Wasserstein over edges, say, or statistics of
    /// one's own.
    ///
    /// - Precondition: `replicates > 0`.
    package func relabelled(
        replicates: Int = 999, seed: UInt64 = 0, statistic: (AlignedCounts) -> Double
    ) -> NullDistribution {
        let pooled = zip(reference, current).map { $0 + $1 }
        guard pooled.count(where: { $0 > 0 }) > 1 else {
            return NullDistribution(chiSquareWith: 0, scale: 0, isRoot: false)
        }
        var generator = SplitMix64(seed: seed)
        let values = (0..<replicates).map { _ in
            let dealt = generator.nextMultivariateHypergeometric(cells: pooled, draws: currentTotal)
            return statistic(replacing(reference: zip(pooled, dealt).map { $0 - $1 }, current: dealt))
        }
        return NullDistribution(simulated: values)
    }

    /// The distribution of a statistic between two independent samples of the given sizes from the same shares: for
    /// planning, at sizes that nobody has seen yet. For counts at hand `relabelled` is better: shares estimated from
    /// few rows know nothing of the cells that they miss, and simulated distances come out too small.
    ///
    /// - Precondition: `replicates > 0`, both sizes are positive, and shares are not negative and not all zero.
    package static func multinomialNull(
        shares: [Double], referenceTotal: Int, currentTotal: Int, replicates: Int = 999, seed: UInt64 = 0,
        statistic: (AlignedCounts) -> Double
    ) -> NullDistribution {
        precondition(
            referenceTotal > 0 && currentTotal > 0 && shares.allSatisfy { $0 >= 0 } && shares.contains { $0 > 0 },
            "samples are drawn from shares that are not all zero")
        var generator = SplitMix64(seed: seed)
        let values = (0..<replicates).compactMap { _ in
            AlignedCounts(
                reference: generator.nextMultinomial(trials: referenceTotal, shares: shares),
                current: generator.nextMultinomial(trials: currentTotal, shares: shares)
            ).map(statistic)
        }
        return NullDistribution(simulated: values)
    }
}
