import RealModule

/// Records without a value that got one, or the reverse, as shares tell.
package enum MassMoves {
    /// How many of `rows` records have no value, and how many each value.
    package struct Side<Value: Hashable & Comparable & Sendable>: Sendable {
        package var rows: Int
        package var nulls: Int
        package var counts: [Value: Int]

        package init(_ values: [Value?]) {
            rows = values.count
            nulls = values.count { $0 == nil }
            counts = values.reduce(into: [:]) { counts, value in if let value { counts[value, default: 0] += 1 } }
        }

        func share(of value: Value) -> Double { Double(counts[value] ?? 0) / Double(max(1, rows)) }
        package var nullShare: Double { Double(nulls) / Double(max(1, rows)) }
    }

    /// The value that has as much more as nulls have less, up to four standard errors; both must have changed by six.
    ///
    /// - Returns: the value, and the share of nulls that it took the place of; `nil` for none.
    package static func defaultForNull<Value>(_ reference: Side<Value>, _ current: Side<Value>) -> (value: Value, share: Double)? {
        guard reference.rows >= MatchedDistribution.leastRows, current.rows >= MatchedDistribution.leastRows else { return nil }
        let lost = reference.nullShare - current.nullShare
        guard lost > 6 * error(reference.nullShare, current.nullShare, reference.rows, current.rows) else { return nil }
        let gained = current.counts.keys.map { ($0, current.share(of: $0) - reference.share(of: $0)) }
        guard let (value, gain) = gained.max(by: { ($0.1, $1.0) < ($1.1, $0.0) }) else { return nil }
        let own = error(reference.share(of: value), current.share(of: value), reference.rows, current.rows)
        let both = own + error(reference.nullShare, current.nullShare, reference.rows, current.rows)
        guard gain > 6 * own, abs(gain - lost) <= 4 * both else { return nil }
        return (value, min(1, lost / reference.nullShare))
    }

    /// The value that went when nulls came, whose share they have; the roles of both sides changed.
    package static func nullForValue<Value>(_ reference: Side<Value>, _ current: Side<Value>) -> (value: Value, share: Double)? {
        guard let found = defaultForNull(current, reference), current.share(of: found.value) < 0.2 * reference.share(of: found.value) else { return nil }
        return (found.value, 1 - current.share(of: found.value) / reference.share(of: found.value))
    }

    /// No value at all where the other side has some, more than chance would leave out: `((k + 1) / (n + 2))^m` is less than one in a million, for
    /// `k` of `n` records without a value there, and `m` here (the rule of succession keeps a share from being none).
    package static func whollyMissing<Value>(_ reference: Side<Value>, _ current: Side<Value>) -> Transformation? {
        func isSure(_ some: Side<Value>, _ none: Side<Value>) -> Bool {
            guard none.rows > 0, none.nulls == none.rows, some.nulls < some.rows else { return false }
            return Double.pow(Double(some.nulls + 1) / Double(some.rows + 2), Double(none.rows)) < MatchedDistribution.surelyDifferent
        }
        if isSure(reference, current) { return Transformation(.nullForValue) }
        return isSure(current, reference) ? Transformation(.defaultForNull) : nil
    }

    private static func error(_ p: Double, _ q: Double, _ n: Int, _ m: Int) -> Double {
        let pooled = (p * Double(n) + q * Double(m)) / Double(n + m)
        return Double.sqrt(pooled * (1 - pooled) * (1 / Double(n) + 1 / Double(m)))
    }
}
