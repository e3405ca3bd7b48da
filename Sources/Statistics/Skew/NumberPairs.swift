import RealModule

/// What explains the differences between two columns of numbers, row by row.
package struct ExplainedDifference: Sendable, Hashable {
    package var transformation: Transformation
    /// Of the rows that the transformation would change, the share in which it did.
    package var share: Double
    /// Of the rows that differ, the share explained, on the half that constants were not taken from.
    package var explained: Double
    /// The lower end of a 95 % interval (Wilson's) of that.
    package var confidence: Double

    package init(_ transformation: Transformation, share: Double, explained: Double, confidence: Double) {
        self.transformation = transformation
        self.share = share
        self.explained = explained
        self.confidence = confidence
    }
}

/// Values of a numeric column on both sides, row by row.
package struct NumberPairs: Sendable {
    package var offline: [Double]
    package var online: [Double]
    /// Whether values are moments, in seconds; or hours of the day.
    package var isTime: Bool
    package var isHour: Bool
    /// Two values that differ by less than this, relative to the larger, are equal.
    package var tolerance: Double

    /// Rows differ in fewer places than this say nothing of why.
    package static let leastDifferences = 5
    /// The least share of rows that differ which a family must explain.
    package static let leastExplained = 0.8

    /// - Parameters:
    ///   - offline, online: one value a row; NaN for what is missing. Rows without either are left out.
    package init(offline: [Double], online: [Double], isTime: Bool = false, isHour: Bool = false, tolerance: Double) {
        var kept: ([Double], [Double]) = ([], [])
        for (x, y) in zip(offline, online) where x.isFinite && y.isFinite {
            kept.0.append(x)
            kept.1.append(y)
        }
        (self.offline, self.online) = kept
        (self.isTime, self.isHour, self.tolerance) = (isTime, isHour, tolerance)
    }

    /// Whether two values count as the same.
    package static func areEqual(_ x: Double, _ y: Double, tolerance: Double) -> Bool {
        x == y || abs(x - y) <= tolerance * Swift.max(abs(x), abs(y))
    }

    /// The simplest family that explains nearly all rows that differ. A family's constants are taken from one half of these and tried on the
    /// other; of families that explain as much but for half a hundredth for each constant, the cheapest wins. `nil` where too few rows
    /// differ, or no family explains `leastExplained` of them: then there is another reason.
    package func explanation() -> ExplainedDifference? {
        let differing = offline.indices.filter { !Self.areEqual(offline[$0], online[$0], tolerance: tolerance) }
        guard differing.count >= Self.leastDifferences else { return nil }
        let pairs = PointPairs(differing.map { (offline[$0], online[$0]) })
        let (learned, tried) = (pairs.half(0), pairs.half(1))
        var best: (family: Transformation, explained: Double, score: Double, tolerance: (Double) -> Double)?
        func consider(_ families: [Transformation], within tolerance: @escaping (Double) -> Double) {
            for family in families where family.kind != .identity {
                let explained = tried.explained(by: family, within: tolerance)
                let score = explained - 0.005 * family.cost
                guard explained >= Self.leastExplained, score > (best?.score ?? -1) + 1e-9, isTelling(family, pairs) else { continue }
                best = (family, explained, score, tolerance)
            }
        }
        let exact = learned.tolerance(relative: Swift.max(tolerance, 1e-9))
        consider(candidates(learned), within: exact)
        consider(lines(learned, within: exact, digits: nil), within: exact)
        if (best?.explained ?? 0) < 0.95, let digits = PointPairs.digits(of: pairs.y) {
            let step = Double.pow(10, -Double(digits))
            let coarse = { (_: Double) in 0.500001 * step }
            // Where values hardly go beyond a step, rounding explains anything.
            if PointPairs.spread(pairs.y) > 5 * step { consider(lines(learned, within: coarse, digits: digits), within: { _ in 1.001 * step }) }
        }
        guard let best else { return nil }
        return ExplainedDifference(
            best.family, share: share(of: best.family, within: best.tolerance), explained: best.explained,
            confidence: Self.wilsonLow(best.explained, count: tried.count))
    }

    private func candidates(_ pairs: PointPairs) -> [Transformation] {
        var families = [Transformation(.signFlip)] + LogarithmFamily.all
        families += RoundingFamily.candidates(online: online)
        families += ClockFamily.hours(offline: offline, online: online, isHour: isHour)
        if isTime { families += ClockFamily.moments(pairs) }
        families += ClippingFamily.candidates(offline: offline, online: online)
        if let value = Self.mode(pairs.y) { families.append(Transformation(.frozen, ["value": value])) }
        return families
    }

    private func lines(_ pairs: PointPairs, within tolerance: (Double) -> Double, digits: Int?) -> [Transformation] {
        let sides = AffineFamily.Sides(offline: offline, online: online)
        return AffineFamily.lines(pairs, within: tolerance).map { line in
            var family = AffineFamily.named(
                slope: line.slope, intercept: line.intercept, precision: digits == nil ? 1e-5 : 2e-3, sides: sides)
            if let digits, family.kind != .identity, family.kind != .signFlip { family.parameters["rounded_digits"] = Double(digits) }
            return family
        }
    }

    /// Whether there are more different values than constants, so that the family could have failed, and whether rows that agree speak
    /// against it: bounds hold for all rows, if they hold for any.
    private func isTelling(_ family: Transformation, _ pairs: PointPairs) -> Bool {
        switch family.kind {
        case .scale, .offset, .unit, .affine, .standardised, .standardisationMissing, .otherStandardisation:
            return pairs.distinct(limit: 6) >= (family.cost >= 2 ? 4 : 3)
        case .signFlip, .log, .log1p, .log10, .log2, .exp, .expm1, .timeZone:
            return pairs.distinct(limit: 3) >= 2
        case .frozen:
            return pairs.distinct(limit: 3) >= 2
        default:
            return true
        }
    }

    /// Of the rows that `family` changes, the share that it did change.
    private func share(of family: Transformation, within tolerance: (Double) -> Double) -> Double {
        var (affected, changed) = (0, 0)
        for place in offline.indices {
            let expected = family(offline[place])
            guard !Self.areEqual(offline[place], expected, tolerance: self.tolerance) else { continue }
            affected += 1
            if abs(expected - online[place]) <= tolerance(online[place]) { changed += 1 }
        }
        return affected > 0 ? Double(changed) / Double(affected) : 0
    }

    /// The most frequent value; the smallest of equally frequent ones.
    static func mode(_ values: [Double]) -> Double? {
        var counts: [Double: Int] = [:]
        for value in values { counts[value, default: 0] += 1 }
        return counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key
    }

    /// The lower end of E. B. Wilson's interval (1927) at 95 %.
    package static func wilsonLow(_ share: Double, count: Int) -> Double {
        guard count > 0 else { return 0 }
        let (n, z) = (Double(count), 1.959963984540054)
        let centre = share + z * z / (2 * n)
        let reach = z * Double.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
        return Swift.max(0, (centre - reach) / (1 + z * z / n))
    }
}
