import RealModule

/// `slope x + intercept`: factors, offsets, units, standardisations.
package enum AffineFamily {
    /// Lines that may hold for most pairs, found by consensus: through pairs of points (M. Fischler and R. Bolles, "Random Sample Consensus",
    /// Communications of the ACM 24, 1981), drawn by a fixed rule, and by least squares over what agrees with the best of them. Then each as
    /// a mere factor and a mere offset. Empty for fewer than two different values of `x`. O(pairs) for each of some hundred draws.
    package static func lines(_ pairs: PointPairs, within tolerance: (Double) -> Double) -> [(slope: Double, intercept: Double)] {
        guard pairs.distinct(limit: 2) > 1 else { return [] }
        var result: [(Double, Double)] = []
        let probes = PointPairs(Swift.stride(from: 0, to: pairs.count, by: Swift.max(1, pairs.count / 400)).map { (pairs.x[$0], pairs.y[$0]) })
        if let factor = best(probes, draws: 60, tolerance, line: { x, y, _, _ in x == 0 ? nil : (y / x, 0) }) {
            result.append(refined(factor, pairs, tolerance, throughZero: true))
        }
        if let offset = best(probes, draws: 60, tolerance, line: { x, y, _, _ in (1, y - x) }) { result.append(offset) }
        let line = best(probes, draws: 200, tolerance) { x, y, otherX, otherY in
            x == otherX ? nil : ((otherY - y) / (otherX - x), y - x * (otherY - y) / (otherX - x))
        }
        if let line { result.append(refined(line, pairs, tolerance, throughZero: false)) }
        return result.filter { $0.0.isFinite && $0.1.isFinite && $0.0 != 0 }
    }

    private static func best(
        _ pairs: PointPairs, draws: Int, _ tolerance: (Double) -> Double, line: (Double, Double, Double, Double) -> (Double, Double)?
    ) -> (slope: Double, intercept: Double)? {
        var random = SplitMix64(seed: 7)
        var best: (line: (Double, Double), agreeing: Int)?
        for _ in 0..<draws {
            let (one, other) = (Int(random.next() % UInt64(pairs.count)), Int(random.next() % UInt64(pairs.count)))
            guard let (slope, intercept) = line(pairs.x[one], pairs.y[one], pairs.x[other], pairs.y[other]) else { continue }
            let agreeing = pairs.x.indices.count { abs(slope * pairs.x[$0] + intercept - pairs.y[$0]) <= tolerance(pairs.y[$0]) }
            if agreeing > best?.agreeing ?? 0 { best = ((slope, intercept), agreeing) }
        }
        return best?.line
    }

    /// Least squares over the pairs that agree with a line.
    private static func refined(
        _ line: (slope: Double, intercept: Double), _ pairs: PointPairs, _ tolerance: (Double) -> Double, throughZero: Bool
    ) -> (slope: Double, intercept: Double) {
        let agreeing = pairs.x.indices.filter { abs(line.slope * pairs.x[$0] + line.intercept - pairs.y[$0]) <= tolerance(pairs.y[$0]) }
        guard agreeing.count > 1 else { return line }
        let count = Double(agreeing.count)
        let meanX = throughZero ? 0 : agreeing.reduce(0) { $0 + pairs.x[$1] } / count
        let meanY = throughZero ? 0 : agreeing.reduce(0) { $0 + pairs.y[$1] } / count
        let xx = agreeing.reduce(0) { $0 + (pairs.x[$1] - meanX) * (pairs.x[$1] - meanX) }
        let xy = agreeing.reduce(0) { $0 + (pairs.x[$1] - meanX) * (pairs.y[$1] - meanY) }
        guard xx > 0 else { return line }
        let slope = xy / xx
        return (slope, throughZero ? 0 : meanY - slope * meanX)
    }

    /// What both sides' present values look like, for what lines are called.
    package struct Sides: Sendable {
        let largestOffline: Double
        let largestOnline: Double
        let isOfflineStandardised: Bool
        let isOnlineStandardised: Bool

        package init(offline: [Double], online: [Double]) {
            largestOffline = offline.reduce(0) { Swift.max($0, abs($1)) }
            largestOnline = online.reduce(0) { Swift.max($0, abs($1)) }
            isOfflineStandardised = Self.isStandardised(offline)
            isOnlineStandardised = Self.isStandardised(online)
        }

        /// Roughly of mean 0 and spread 1, and not of whole numbers.
        private static func isStandardised(_ values: [Double]) -> Bool {
            guard values.count > 1, values.contains(where: { $0 < 0 }) else { return false }
            let spread = PointPairs.spread(values)
            let mean = values.reduce(0, +) / Double(values.count)
            return abs(mean) < 0.5 && spread > 0.5 && spread < 2 && (PointPairs.digits(of: values) ?? 7) > 0
        }
    }

    /// The simplest family that a line is one of: a constant that is 0 or 1, or a unit's, but for `precision` is taken for just that.
    package static func named(slope: Double, intercept: Double, precision: Double, sides: Sides) -> Transformation {
        let isPure = abs(intercept) <= precision * sides.largestOnline
        if abs(slope + 1) <= precision, isPure { return Transformation(.signFlip) }
        if abs(slope - 1) <= precision, isPure { return Transformation(.identity) }
        if let unit = UnitConversion.named(
            slope: slope, intercept: intercept, tolerance: precision, largestOffline: sides.largestOffline, largestOnline: sides.largestOnline)
        {
            return unit.transformation
        }
        if isPure { return Transformation(.scale, ["slope": slope]) }
        if abs(slope - 1) <= precision { return Transformation(.offset, ["intercept": intercept]) }
        let line = ["slope": slope, "intercept": intercept]
        switch (sides.isOfflineStandardised, sides.isOnlineStandardised) {
        case (false, true) where slope > 0:
            return Transformation(.standardised, line.merging(["mean": -intercept / slope, "deviation": 1 / slope]) { $1 })
        case (true, false) where slope > 0:
            return Transformation(.standardisationMissing, line.merging(["mean": intercept, "deviation": slope]) { $1 })
        case (true, true) where slope > 0: return Transformation(.otherStandardisation, line)
        default: return Transformation(.affine, line)
        }
    }
}
