import RealModule

/// Finds what makes the distribution of a numeric column that of another sample of it, of other rows.
package struct QuantileMatching: Sendable {
    /// Ascending.
    private let reference: [Double]
    private let current: [Double]
    private let isHour: Bool

    /// - Parameters:
    ///   - reference, current: in any order; what is not finite is left out.
    package init(reference: [Double], current: [Double], isHour: Bool = false) {
        self.reference = reference.filter(\.isFinite).sorted()
        self.current = current.filter(\.isFinite).sorted()
        self.isHour = isHour
    }

    private struct Fit {
        var family: Transformation
        var distance: SampleDistance
    }

    /// The simplest family that leaves no more difference than chance brings, on halves of the samples that its constants were not taken from.
    ///
    /// `nil` where the samples do not surely differ, or no family fits: a drift by itself moves a distribution in its own way. Factors and
    /// offsets without a name must fit eight times better than nothing, because a small one is what a drift may be. O(n log n) for each of
    /// some hundred families.
    package func explanation() -> MatchedDistribution? {
        guard reference.count >= MatchedDistribution.leastRows, current.count >= MatchedDistribution.leastRows else { return nil }
        let before = SampleDistance(sortedReference: reference, sortedCurrent: current)
        if let frozen = frozen(before) { return frozen }
        let (learned, tried) = (halves(0), halves(1))
        let isDifferent = before.pValue < MatchedDistribution.surelyDifferent
        var families = roundings() + clippings()
        if isDifferent {
            families += [Transformation(.signFlip)] + LogarithmFamily.all
            families += ClockFamily.hours(offline: reference, online: current, isHour: isHour)
            families += lines(learned)
        }
        var fits: [Fit] = []
        let thinned = (tried.0.thinned(to: 1_000), tried.1.thinned(to: 1_000))
        var known: Set<Transformation> = [Transformation(.identity)]
        for family in families where known.insert(family).inserted {
            // Most families are far off, which a few rows show.
            let roughly = family.applied(to: thinned.0)
            guard !roughly.isEmpty, SampleDistance(sortedReference: roughly, sortedCurrent: thinned.1).pValue >= 1e-4 else { continue }
            let mapped = family.applied(to: tried.0)
            guard mapped.count == tried.0.count else { continue }
            let fit = Fit(family: family, distance: SampleDistance(sortedReference: mapped, sortedCurrent: tried.1))
            if fit.distance.pValue >= MatchedDistribution.alike, isTelling(fit, before: before) { fits.append(fit) }
        }
        guard let best = fits.min(by: { Self.order($0) < Self.order($1) }) else { return nil }
        // Families of the same cost compete; those that are a case of a dearer one do not.
        let rivals = fits.filter { $0.family.cost <= best.family.cost }.map { ($0.distance.pValue, $0.family.cost) }
        return MatchedDistribution(
            best.family, before: before.distance, after: best.distance.distance,
            confidence: MatchedDistribution.confidence(of: (best.distance.pValue, best.family.cost), among: rivals))
    }

    /// Cheap ones first, then by distance.
    private static func order(_ fit: Fit) -> (Double, Double) { (fit.family.cost, fit.distance.distance) }

    /// A half of each sample, chosen by chance but always the same.
    private func halves(_ which: Int) -> ([Double], [Double]) {
        func half(_ values: [Double]) -> [Double] {
            var random = SplitMix64(seed: 11)
            return values.filter { _ in Int(random.next() >> 63) == which }
        }
        return (half(reference), half(current))
    }

    private func isTelling(_ fit: Fit, before: SampleDistance) -> Bool {
        let floor = SampleDistance.critical(reference.count, current.count)
        switch fit.family.kind {
        case .scale, .offset, .affine, .standardised, .standardisationMissing, .otherStandardisation:
            return before.distance >= 8 * Swift.max(floor, fit.distance.distance / 2) && fit.distance.pValue >= 0.05 && distinct(reference) >= 5
        case .unit:
            return before.distance >= 4 * floor && distinct(reference) >= 5
        case .rounded, .floored, .ceiled, .truncated, .clipped:
            return true
        default:
            return before.distance >= 3 * floor && distinct(reference) >= 3
        }
    }

    private func distinct(_ values: [Double]) -> Int { Set(values.lazy.prefix(20_000)).count }

    private func frozen(_ before: SampleDistance) -> MatchedDistribution? {
        guard let value = current.first, value == current.last, let share = share(of: value, in: reference), share < 0.9 else { return nil }
        let chance = Double.pow(share, Double(current.count))
        guard chance < MatchedDistribution.surelyDifferent else { return nil }
        return MatchedDistribution(Transformation(.frozen, ["value": value]), before: before.distance, after: 0, confidence: 1 - chance)
    }

    private func share(of value: Double, in sorted: [Double]) -> Double? {
        sorted.isEmpty ? nil : Double(sorted.count { $0 == value }) / Double(sorted.count)
    }

    /// Where all current values have few digits and most of the reference more.
    private func roundings() -> [Transformation] {
        guard let digits = PointPairs.digits(of: current) else { return [] }
        let power = Double.pow(10, Double(digits))
        let coarse = reference.count { abs($0 * power - ($0 * power).rounded()) <= 1e-9 * Swift.max(1, abs($0 * power)) }
        guard coarse * 2 < reference.count else { return [] }
        return RoundingFamily.candidates(online: current).filter { $0["digits"] == Double(digits) }
    }

    /// Where the current extremes hold as many values as the reference has beyond them, which chance would not leave out.
    private func clippings() -> [Transformation] {
        guard let low = current.first, let high = current.last else { return [] }
        func isBound(beyond: Int, atBoundBefore: Int, atBoundNow: Int) -> Bool {
            let (n, m) = (Double(reference.count), Double(current.count))
            let (gone, before, now) = (Double(beyond) / n, Double(atBoundBefore) / n, Double(atBoundNow) / m)
            guard Double.pow(1 - gone, m) < MatchedDistribution.surelyDifferent else { return false }
            let expected = gone + before
            return abs(now - expected) <= 4 * Double.sqrt(expected * (1 - expected) * (1 / n + 1 / m)) + 1 / m
        }
        let upper = isBound(
            beyond: reference.count { $0 > high }, atBoundBefore: reference.count { $0 == high }, atBoundNow: current.count { $0 == high })
        let lower = isBound(
            beyond: reference.count { $0 < low }, atBoundBefore: reference.count { $0 == low }, atBoundNow: current.count { $0 == low })
        return ClippingFamily.candidates(offline: reference, online: current).filter { family in
            (family.parameters["upper"] == nil || upper) && (family.parameters["lower"] == nil || lower)
        }
    }

    /// Lines through pairs of quantiles, rising and falling, by consensus and one by one; and the units near them.
    private func lines(_ halves: ([Double], [Double])) -> [Transformation] {
        let shares = (1...99).map { Double($0) / 100 }
        func nearest(_ sorted: [Double], _ share: Double) -> Double { sorted[Int((share * Double(sorted.count - 1)).rounded())] }
        var found: [(slope: Double, intercept: Double)] = []
        for isFalling in [false, true] {
            let points = PointPairs(shares.map { (nearest(halves.0, $0), nearest(halves.1, isFalling ? 1 - $0 : $0)) })
            found += AffineFamily.lines(points, within: { _ in 1e-9 * abs(points.y.max() ?? 0) + 1e-9 * abs(points.y.min() ?? 0) })
            found += AffineFamily.lines(points, within: { _ in 0.02 * PointPairs.spread(points.y) })
            for share in [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99] {
                let (x, y) = (nearest(halves.0, share), nearest(halves.1, isFalling ? 1 - share : share))
                if x != 0, y != 0 { found.append((y / x, 0)) }
                if !isFalling { found.append((1, y - x)) }
                for other in [0.1, 0.25, 0.5, 0.75, 0.9] where other > share {
                    let (otherX, otherY) = (nearest(halves.0, other), nearest(halves.1, isFalling ? 1 - other : other))
                    guard otherX != x, otherY != y else { continue }
                    let slope = (otherY - y) / (otherX - x)
                    found.append((slope, y - slope * x))
                }
            }
        }
        let sides = AffineFamily.Sides(offline: reference, online: current)
        let named = found.filter { $0.slope.isFinite && $0.intercept.isFinite && $0.slope != 0 }.map {
            AffineFamily.named(slope: $0.slope, intercept: $0.intercept, precision: 1e-5, sides: sides)
        }
        let units = UnitConversion.all.filter { unit in
            unit.isPlausible(largestOffline: sides.largestOffline, largestOnline: sides.largestOnline)
                && found.contains { abs($0.slope - unit.slope) <= 0.15 * unit.slope }
        }
        return named + units.map(\.transformation)
    }
}

extension Transformation {
    /// `f` of each value, ascending, without what is not defined.
    fileprivate func applied(to values: [Double]) -> [Double] {
        let mapped = values.map { self($0) }.filter(\.isFinite)
        switch kind {
        case .timeZone: return mapped.sorted()
        default: return mapped.count > 1 && mapped[0] > mapped[mapped.count - 1] ? mapped.reversed() : mapped
        }
    }
}
