import RealModule

/// How much more likely losses are where a slice has a mean of its own: the logarithm of the ratio of likelihoods, that of the records in the slice
/// and outside of it against one for all. 0 where less is lost inside than outside.
///
/// With `n` of `N` records that lose `e` of `E` together:
///
/// - Losses of one size are counted, and their shares compared (Bernoulli): `Σ k ln(k / m)` of those that lose and those that do not, inside and
///   outside, less that of all.
/// - Others are compared as numbers whose variance rises with their mean, as that of counts does: `(e ln(e / (n E / N)) + (E - e) ln((E - e) /
///   ((N - n) E / N))) / φ`, with all losses' variance by their mean for `φ`.
/// - A change is compared by its square in standard errors, `(c / s)^2 / 2`, of the change inside less that outside, `s` with the variances of
///   all losses now and of all earlier ones.
///
/// Sources: M. Kulldorff, "A Spatial Scan Statistic" (Communications in Statistics: Theory and Methods 26, 1997), sections 3.1 and 3.2; for `φ`
/// R. W. M. Wedderburn, "Quasi-Likelihood Functions" (Biometrika 61, 1974).
package struct SliceLikelihood: Sendable {
    private enum Kind {
        case share(size: Double)
        case mean(dispersion: Double)
        case change(earlier: Moments)
    }

    private let all: Moments
    private let kind: Kind

    /// - Parameters:
    ///   - all: all losses.
    ///   - sizeOfLosses: the one that losses have beside 0; `nil` where they have several.
    package init(of all: Moments, sizeOfLosses: Double?) {
        self.all = all
        kind = sizeOfLosses.map { .share(size: $0) } ?? .mean(dispersion: all.mean > 0 ? (all.variance(ddof: 0) ?? 0) / all.mean : 0)
    }

    /// - Parameter earlier: all losses before.
    package init(ofChangesTo all: Moments, from earlier: Moments) {
        self.all = all
        kind = .change(earlier: earlier)
    }

    /// - Parameter before: of the slice, for changes.
    package func value(_ slice: LossSum, before: LossSum = LossSum()) -> Double {
        let count = Double(all.count)
        guard slice.count > 0, slice.count < count else { return 0 }
        let (others, otherSum) = (count - slice.count, max(0, all.sum - slice.sum))
        let difference = slice.sum / slice.count - otherSum / others
        switch kind {
        case .share(let size):
            guard difference > 0 else { return 0 }
            func likelihood(_ lost: Double, _ count: Double) -> Double { Self.part(lost, lost / count) + Self.part(count - lost, 1 - lost / count) }
            let (lost, otherLost) = (min(slice.count, slice.sum / size), min(others, otherSum / size))
            return likelihood(lost, slice.count) + likelihood(otherLost, others) - likelihood(lost + otherLost, count)
        case .mean(let dispersion):
            guard difference > 0, dispersion > 0 else { return 0 }
            return (Self.part(slice.sum, slice.sum / slice.count / all.mean) + Self.part(otherSum, otherSum / others / all.mean)) / dispersion
        case .change(let earlier):
            let othersBefore = Double(earlier.count) - before.count
            guard before.count > 0, othersBefore > 0 else { return 0 }
            let change = difference - before.sum / before.count + (earlier.sum - before.sum) / othersBefore
            let variance = (all.variance(ddof: 0) ?? 0) * (1 / slice.count + 1 / others)
                + (earlier.variance(ddof: 0) ?? 0) * (1 / before.count + 1 / othersBefore)
            return change > 0 && variance > 0 ? change * change / variance / 2 : 0
        }
    }

    private static func part(_ weight: Double, _ ratio: Double) -> Double { weight > 0 && ratio > 0 ? weight * Double.log(ratio) : 0 }
}
