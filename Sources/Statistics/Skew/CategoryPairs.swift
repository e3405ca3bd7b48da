/// Values of a categorical column on both sides, row by row.
package struct CategoryPairs: Sendable {
    package var offline: [String]
    package var online: [String]

    /// Rows without a value on either side are left out.
    package init(offline: [String?], online: [String?]) {
        var kept: ([String], [String]) = ([], [])
        for case (let x?, let y?) in zip(offline, online) {
            kept.0.append(x)
            kept.1.append(y)
        }
        (self.offline, self.online) = kept
    }

    /// The simplest family that explains nearly all rows that differ, as for numbers: letter case, spaces, cut texts, one value for all, or a
    /// mapping of values, which is learned on one half of the rows and tried on the other.
    package func explanation() -> ExplainedDifference? { explanation(isText: true) }

    /// A mapping only: for numbers that are codes.
    package func mapping() -> ExplainedDifference? { explanation(isText: false) }

    private func explanation(isText: Bool) -> ExplainedDifference? {
        let differing = offline.indices.filter { !Self.areEqual(offline[$0], online[$0]) }
        guard differing.count >= NumberPairs.leastDifferences else { return nil }
        let pairs = differing.map { (offline[$0], online[$0]) }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }
        let learned = stride(from: 0, to: pairs.count, by: 2).map { pairs[$0] }
        let tried = stride(from: 1, to: pairs.count, by: 2).map { pairs[$0] }
        var families = isText ? TextFamily.candidates(pairs) : []
        if isText, Set(pairs.map(\.0)).count > 1, let most = Self.mode(learned.map(\.1)) { families.append(Transformation(.frozen, text: most)) }
        if let mapping = MappingFamily.learned(learned) { families.append(mapping) }
        var best: (family: Transformation, explained: Double, score: Double)?
        for family in families {
            let explained = Double(tried.count { Self.areEqual(family.text(of: $0.0), $0.1) }) / Double(max(1, tried.count))
            let score = explained - 0.005 * family.cost
            if explained >= NumberPairs.leastExplained, score > (best?.score ?? -1) + 1e-9 { best = (family, explained, score) }
        }
        guard let best else { return nil }
        return ExplainedDifference(
            best.family, share: share(of: best.family), explained: best.explained,
            confidence: NumberPairs.wilsonLow(best.explained, count: tried.count))
    }

    /// By bytes, as engines compare.
    static func areEqual(_ x: String?, _ y: String) -> Bool { x.map { $0.utf8.elementsEqual(y.utf8) } ?? false }

    private func share(of family: Transformation) -> Double {
        var (affected, changed) = (0, 0)
        for place in offline.indices {
            guard let expected = family.text(of: offline[place]), !Self.areEqual(expected, offline[place]) else { continue }
            affected += 1
            if Self.areEqual(expected, online[place]) { changed += 1 }
        }
        return affected > 0 ? Double(changed) / Double(affected) : 0
    }

    static func mode(_ values: [String]) -> String? {
        var counts: [String: Int] = [:]
        for value in values { counts[value, default: 0] += 1 }
        return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    }
}

extension Transformation {
    /// `f(x)` for families of texts; `nil` where they say nothing of `x`.
    package func text(of x: String) -> String? {
        switch kind {
        case .frozen: text
        case .reordered, .recoded: mapping[x]
        case .letterCase, .whitespace: TextFamily.written(x, as: name ?? "")
        case .truncatedText: String(x.prefix(Int(self["length"])))
        default: nil
        }
    }
}
