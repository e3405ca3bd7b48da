import RealModule

/// Finds a transformation that a part of a numeric column's records went through, from distributions alone: a mixture
/// `(1 - share) F(x) + share F(f⁻¹(x))` of the reference as it is and transformed.
package struct PartialTransformation: Sendable {
    /// A family with the share that fits best, and what it leaves unexplained.
    package struct Fit: Sendable, Hashable {
        package var transformation: Transformation
        package var share: Double
        /// Of the current counts against the mixture.
        package var change: ShareChange
    }

    private let reference: [Double]
    private let current: [Double]
    private let bins: [Double]
    /// Decimal places of the reference, up to 4; `nil` where some number needs more.
    private let digits: Int?
    private let before: [Double]
    private let after: [Double]

    private static let kept = 3_000
    private static let binCount = 40

    /// - Parameters:
    ///   - reference, current: finite values in any order.
    package init(reference: [Double], current: [Double]) {
        self.reference = reference.sorted().thinned(to: Self.kept)
        self.current = current.sorted().thinned(to: Self.kept)
        // Of all values about as many in each bin; and of different values, where one of them is nearly all.
        let pooled = (self.reference + self.current).sorted()
        let different = Set(pooled).sorted()
        let quantiles = (1..<Self.binCount).flatMap { step -> [Double] in
            pooled.isEmpty ? [] : [pooled[step * pooled.count / Self.binCount], different[step * different.count / Self.binCount]]
        }
        let edges = Set(quantiles).sorted().filter { $0 > pooled[0] }
        bins = edges
        digits = (0...4).first { [reference = self.reference] digits in reference.allSatisfy { Self.has(digits, $0) } }
        before = Self.shares(self.reference, edges)
        after = Self.shares(self.current, edges)
    }

    /// The family whose mixture comes nearest to the current distribution; `nil` where none comes near. O(families · values).
    ///
    /// A factor or a line counts only where it explains nearly all of the change: with its constants free something always fits a little.
    package func fit() -> Fit? {
        guard reference.count >= MatchedDistribution.leastRows, current.count >= MatchedDistribution.leastRows, !bins.isEmpty else { return nil }
        var best: (fit: Fit, score: Double)?
        func look(_ family: Transformation) {
            guard let fit = fit(family) else { return }
            let score = fit.change.chiSquare + 6 * family.cost
            if score < best?.score ?? .infinity, hasValues(of: fit), hasDigits(of: fit) { best = (fit, score) }
        }
        let whole = ShareChange(expected: before, size: Double(reference.count), observed: counts)
        for family in LogarithmFamily.all { look(family) }
        look(Transformation(.signFlip))
        for unit in UnitConversion.all { look(unit.transformation) }
        for line in lines + frequentLines + latticeLines { look(line) }
        for factor in frequentFactors + factors { look(Transformation(.scale, ["slope": factor])) }
        if let scale = best?.fit.transformation, scale.kind == .scale {
            var (step, centre) = (0.02, scale["slope"])
            while step > 0.0005 {
                for factor in [centre * (1 - step), centre * (1 + step)] { look(Transformation(.scale, ["slope": factor])) }
                centre = best?.fit.transformation["slope"] ?? centre
                step /= 2
            }
        }
        guard let found = best?.fit else { return nil }
        let isExplained = found.change.excess() <= 0.1 * whole.excess() && found.change.excess() < 60
        return isExplained && found.share >= 0.05 ? found : nil
    }

    /// One family with its best share; `nil` where it leaves the values as they are.
    package func fit(_ family: Transformation) -> Fit? {
        let mapped = reference.map { family($0) }
        guard mapped.allSatisfy(\.isFinite) else { return nil }
        let moved = Self.shares(mapped, bins)
        var (top, bottom) = (0.0, 0.0)
        for place in before.indices {
            let weight = 1 / Swift.max(1e-4, (before[place] + after[place]) / 2)
            let step = moved[place] - before[place]
            top += (after[place] - before[place]) * step * weight
            bottom += step * step * weight
        }
        guard bottom > 1e-9 else { return nil }
        let share = Swift.min(1, top / bottom)
        guard share > 0 else { return nil }
        let expected = zip(before, moved).map { (1 - share) * $0 + share * $1 }
        return Fit(transformation: family, share: share, change: ShareChange(expected: expected, size: Double(reference.count), observed: counts))
    }

    /// Whether the values that the transformation makes are there, where values repeat: of a count, `e^x - 1` is no count.
    private func hasValues(of fit: Fit) -> Bool {
        let known = Set(reference.map { Float($0) })
        guard known.count * 2 < reference.count else { return true }
        let made = reference.map { Float(fit.transformation($0)) }.filter { !known.contains($0) }
        let expected = fit.share * Double(made.count) / Double(reference.count)
        guard expected * Double(current.count) >= 5 else { return true }
        let new = Set(made)
        let seen = Double(current.count { new.contains(Float($0)) }) / Double(current.count)
        return seen >= 0.3 * expected
    }

    /// Whether numbers have the digits that the transformation makes: of whole numbers no odd factor makes whole ones. Who rounds them besides is not found.
    private func hasDigits(of fit: Fit) -> Bool {
        guard [.scale, .affine, .unit].contains(fit.transformation.kind), let digits else { return true }
        let made = reference.count { !Self.has(digits, fit.transformation($0)) }
        let expected = fit.share * Double(made) / Double(reference.count) * Double(current.count)
        return expected < 5 || Double(current.count { !Self.has(digits, $0) }) >= 0.3 * expected
    }

    private static func has(_ digits: Int, _ value: Double) -> Bool {
        let scaled = value * Double.exp10(Double(digits))
        return abs(scaled - scaled.rounded()) < 1e-6 * Swift.max(1, abs(scaled) * 1e-3)
    }

    private var counts: [Double] { after.map { $0 * Double(current.count) } }

    /// From frequent values to frequent new ones, where values repeat: what is often there before is often there after.
    private var frequentFactors: [Double] {
        func frequent(_ values: [Double], _ isWanted: (Double) -> Bool) -> [Double] {
            let counts = values.reduce(into: [Double: Int]()) { counts, value in if value != 0, isWanted(value) { counts[value, default: 0] += 1 } }
            return counts.filter { $0.value >= 5 }.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.prefix(6).map(\.key)
        }
        let known = Set(reference)
        let new = frequent(current) { !known.contains($0) }
        return frequent(reference) { _ in true }.flatMap { old in new.map { $0 / old } }.filter { $0.isFinite && abs($0 - 1) > 0.02 && $0 > 0 }
    }

    /// From the most frequent value to the most frequent new one, and from another frequent one to another, where values repeat.
    private var frequentLines: [Transformation] {
        func frequent(_ values: [Double]) -> [Double] {
            let counts = values.reduce(into: [Double: Int]()) { $0[$1, default: 0] += 1 }
            return counts.filter { $0.value >= 5 }.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.prefix(8).map(\.key)
        }
        let known = Set(reference)
        let (old, new) = (frequent(reference), frequent(current.filter { !known.contains($0) }))
        guard let from = old.first, let to = new.first else { return [] }
        var lines: [Transformation] = []
        for x in old.dropFirst() {
            for y in new.dropFirst() where (y - to) / (x - from) > 0 {
                let slope = (y - to) / (x - from)
                lines.append(Transformation(.affine, ["slope": slope, "intercept": to - slope * from]))
            }
        }
        return lines
    }

    /// Lines from numbers at equal distances to others at equal distances.
    private var latticeLines: [Transformation] {
        guard let old = Self.lattice(reference), let new = Self.lattice(current), abs(new.step / old.step - 1) > 0.02 else { return [] }
        let slope = new.step / old.step
        // From the least value to some near the least one: rare ones may be missing on either side.
        let start = new.least - slope * old.least
        return (-12...12).map { steps -> Transformation in
            let intercept = start + Double(steps) * new.step
            return Transformation(.affine, ["slope": slope, "intercept": intercept])
        }
    }

    /// The usual distance of neighbours, and the least value; `nil` where distances are no multiples of it, or values do not repeat.
    private static func lattice(_ sorted: [Double]) -> (step: Double, least: Double)? {
        let different = Set(sorted).sorted()
        guard different.count >= 5, different.count * 4 < sorted.count else { return nil }
        let gaps = zip(different.dropFirst(), different).map { $0 - $1 }
        let step = gaps.sorted()[gaps.count / 2]
        let isEven = gaps.allSatisfy { gap in
            let multiple = gap / step
            return abs(multiple - multiple.rounded()) < 1e-3 * Swift.max(1, multiple)
        }
        return isEven ? (step, different[0]) : nil
    }

    private var factors: [Double] {
        let steps = (-230...230).map { Double.exp(Double($0) * 0.03) }
        return steps.filter { abs($0 - 1) > 0.02 }
    }

    /// Lines by quantiles, for columns all of whose records changed.
    private var lines: [Transformation] {
        func quantile(_ values: [Double], _ share: Double) -> Double { values[Int(share * Double(values.count - 1))] }
        var found: [Transformation] = []
        for (low, high) in [(0.05, 0.95), (0.1, 0.9), (0.25, 0.75), (0.02, 0.98), (0.1, 0.5), (0.5, 0.9)] {
            let (x, y) = ((quantile(reference, low), quantile(reference, high)), (quantile(current, low), quantile(current, high)))
            guard x.1 > x.0, y.1 > y.0 else { continue }
            let slope = (y.1 - y.0) / (x.1 - x.0)
            found.append(Transformation(.affine, ["slope": slope, "intercept": y.0 - slope * x.0]))
        }
        let (mean, other) = (reference.reduce(0, +) / Double(reference.count), current.reduce(0, +) / Double(current.count))
        func spread(_ values: [Double], _ mean: Double) -> Double {
            Double.sqrt(values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count))
        }
        let (deviation, now) = (spread(reference, mean), spread(current, other))
        if deviation > 0, now > 0 {
            found.append(Transformation(.affine, ["slope": now / deviation, "intercept": other - now / deviation * mean]))
        }
        return found
    }

    private static func shares(_ values: [Double], _ edges: [Double]) -> [Double] {
        var counts = [Double](repeating: 0, count: edges.count + 1)
        for value in values {
            // What is equal but for the last bits of a product lies in the same bin.
            let raised = value + 1e-9 * abs(value)
            counts[edges.partition { $0 > raised }] += 1
        }
        let total = Double(Swift.max(1, values.count))
        return counts.map { $0 / total }
    }
}
