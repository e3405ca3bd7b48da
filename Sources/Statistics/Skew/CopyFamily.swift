/// Online values that are those of another place: another column's, or an earlier row's.
package enum CopyFamily {
    /// How far online values that differ from the offline ones are those of `source`, by rows of numbers; rows without one of the three are left
    /// out. `nil` for too few rows, or when all online values are one, which is no copy.
    package static func explanation(
        _ transformation: Transformation, offline: [Double], online: [Double], source: [Double], tolerance: Double
    ) -> ExplainedDifference? {
        let rows = offline.indices.filter { offline[$0].isFinite && online[$0].isFinite && source[$0].isFinite }
        return explanation(
            transformation, rows: rows, differs: { !NumberPairs.areEqual(offline[$0], online[$0], tolerance: tolerance) },
            isChanged: { !NumberPairs.areEqual(offline[$0], source[$0], tolerance: tolerance) },
            agrees: { NumberPairs.areEqual(source[$0], online[$0], tolerance: tolerance) }, isVaried: hasMore(than: 2, rows.lazy.map { online[$0] }))
    }

    /// The same of texts.
    package static func explanation(
        _ transformation: Transformation, offline: [String?], online: [String?], source: [String?]
    ) -> ExplainedDifference? {
        let rows = offline.indices.filter { offline[$0] != nil && online[$0] != nil && source[$0] != nil }
        return explanation(
            transformation, rows: rows, differs: { offline[$0] != online[$0] }, isChanged: { offline[$0] != source[$0] },
            agrees: { source[$0] == online[$0] }, isVaried: hasMore(than: 1, rows.lazy.map { online[$0] }))
    }

    /// Whether there are more different values than so many; looks no farther than it takes to know.
    private static func hasMore<Value: Hashable>(than limit: Int, _ values: some Sequence<Value>) -> Bool {
        var known: Set<Value> = []
        return values.contains { value in
            known.insert(value)
            return known.count > limit
        }
    }

    private static func explanation(
        _ transformation: Transformation, rows: [Int], differs: (Int) -> Bool, isChanged: (Int) -> Bool, agrees: (Int) -> Bool, isVaried: Bool
    ) -> ExplainedDifference? {
        let differing = rows.filter(differs)
        guard differing.count >= NumberPairs.leastDifferences, isVaried else { return nil }
        let explained = Double(differing.count(where: agrees)) / Double(differing.count)
        guard explained >= NumberPairs.leastExplained else { return nil }
        let affected = rows.filter(isChanged)
        return ExplainedDifference(
            transformation, share: Double(affected.count(where: agrees)) / Double(max(1, affected.count)), explained: explained,
            confidence: NumberPairs.wilsonLow(explained, count: differing.count))
    }
}
