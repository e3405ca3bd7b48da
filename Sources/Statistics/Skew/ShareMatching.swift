import RealModule

/// Finds what makes the shares of a categorical column those of another sample of it, of other rows.
package struct ShareMatching: Sendable {
    private let reference: [String: Int]
    private let current: [String: Int]
    private let rows: (reference: Int, current: Int)

    package init(reference: [String: Int], current: [String: Int]) {
        self.reference = reference
        self.current = current
        rows = (reference.values.reduce(0, +), current.values.reduce(0, +))
    }

    /// A way of writing, one value for all, or a mapping of those values whose shares have one counterpart and no other.
    ///
    /// `nil` where the samples do not surely differ or nothing fits. That two or three values change their shares among themselves may be a
    /// drift: a mapping onto the same codes needs three values or more. O(k^2) in the number of values.
    package func explanation() -> MatchedDistribution? {
        guard min(rows.reference, rows.current) >= MatchedDistribution.leastRows, reference.count > 1 else { return nil }
        let before = Self.difference(reference, current)
        guard before.pValue < MatchedDistribution.surelyDifferent else { return nil }
        if current.count == 1, let value = current.keys.first {
            return MatchedDistribution(Transformation(.frozen, text: value), before: before.distance, after: 0, confidence: 1 - before.pValue)
        }
        for family in TextFamily.candidates(current.keys.map { ($0, $0) }) {
            var written: [String: Int] = [:]
            for (value, count) in reference { written[family.text(of: value) ?? value, default: 0] += count }
            guard written != reference else { continue }
            let after = Self.difference(written, current)
            if after.pValue >= MatchedDistribution.alike {
                return MatchedDistribution(
                    family, before: before.distance, after: after.distance,
                    confidence: MatchedDistribution.confidence(of: (after.pValue, family.cost), among: [(after.pValue, family.cost)]))
            }
        }
        return mapping(before: before.distance)
    }

    private func mapping(before: Double) -> MatchedDistribution? {
        let pairs = reference.keys.map { value in (value, current.keys.filter { isAlike(value, $0) }) }
        var mapping: [String: String] = [:]
        for (value, counterparts) in pairs {
            guard counterparts.count == 1, let only = counterparts.first, pairs.count(where: { $0.1.contains(only) }) == 1 else { continue }
            mapping[value] = only
        }
        let moved = mapping.filter { $0.key != $0.value }
        let mass = mapping.keys.reduce(0) { $0 + (reference[$1] ?? 0) }
        let isNew = Set(moved.values).isDisjoint(with: reference.keys)
        guard moved.count >= (isNew ? 2 : 3), Double(mass) >= 0.5 * Double(rows.reference) else { return nil }
        // What is mapped agrees by the way it was found; what remains must not have gone elsewhere.
        let covered = Double(mass) / Double(rows.reference)
        let family = MappingFamily.named(moved)
        return MatchedDistribution(
            isNew ? family : Transformation(.reordered, mapping: moved), before: before, after: 0, confidence: covered * 0.9)
    }

    /// Whether two shares differ by no more than four standard errors.
    private func isAlike(_ value: String, _ other: String) -> Bool {
        let (n, m) = (Double(rows.reference), Double(rows.current))
        let (p, q) = (Double(reference[value] ?? 0) / n, Double(current[other] ?? 0) / m)
        let pooled = (p * n + q * m) / (n + m)
        return abs(p - q) <= 4 * Double.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    }

    /// Pearson's chi-square over all values of both, rare ones together, and the total variation.
    package static func difference(_ reference: [String: Int], _ current: [String: Int]) -> (distance: Double, pValue: Double) {
        let (n, m) = (Double(reference.values.reduce(0, +)), Double(current.values.reduce(0, +)))
        guard n > 0, m > 0 else { return (0, 1) }
        var (distance, statistic, cells) = (0.0, 0.0, 0)
        var rare = (0.0, 0.0)
        func add(_ a: Double, _ b: Double) {
            let (first, second) = ((a + b) * n / (n + m), (a + b) * m / (n + m))
            statistic += (a - first) * (a - first) / first + (b - second) * (b - second) / second
            cells += 1
        }
        for value in Set(reference.keys).union(current.keys).sorted() {
            let (a, b) = (Double(reference[value] ?? 0), Double(current[value] ?? 0))
            distance += abs(a / n - b / m) / 2
            if (a + b) * Swift.min(n, m) / (n + m) < 5 { rare = (rare.0 + a, rare.1 + b) } else { add(a, b) }
        }
        if rare.0 + rare.1 > 0 { add(rare.0, rare.1) }
        return (distance, cells > 1 ? ChiSquare(degreesOfFreedom: Double(cells - 1)).sf(statistic) : 1)
    }
}
