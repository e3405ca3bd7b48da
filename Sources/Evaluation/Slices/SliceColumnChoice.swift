internal import Statistics
internal import Store

extension SliceReader {
    /// More columns than this make too many pairs and triples.
    static let columnLimit = 60

    /// This reader with the columns by whose values losses differ most in the half that slices are looked for in; all of them where they are few.
    ///
    /// Columns are read a part at a time, so that wide tables fit in memory. A column that matters only together with another may be left out.
    func choosingColumns(in relation: Relation, actuals: Relation?, support: SliceDiscoveryOptions.Support) async throws -> SliceReader {
        guard columns.count > Self.columnLimit else { return self }
        var separations: [(column: SliceColumn, separation: Double)] = []
        for part in columns.indices.parts(of: Self.columnLimit) {
            let reader = SliceReader(store: store, schema: schema, columns: Array(columns[part]), loss: loss, given: given)
            let records = try await reader.records(of: relation, actuals: actuals)
            let vocabulary = SliceVocabulary(reader.columns, half: records.searched, support: max(1, support.count(of: records.count) / 2))
            let table = vocabulary.table(records.searched)
            separations += reader.columns.indices.map { (reader.columns[$0], table.separation(column: $0)) }
        }
        let chosen = Set(separations.sorted { $0.separation > $1.separation }.prefix(Self.columnLimit).map(\.column.stored.name))
        return SliceReader(store: store, schema: schema, columns: columns.filter { chosen.contains($0.stored.name) }, loss: loss, given: given)
    }
}

extension LossTable {
    /// How far the mean losses of a column's codes are from that of all records: the sum of squares between groups, of one-way analysis of
    /// variance.
    fileprivate func separation(column: Int) -> Double {
        let mean = Moments(losses).mean
        var sums = [LossSum](repeating: LossSum(), count: Self.codeLimit)
        for (code, loss) in zip(codes[column], losses) {
            sums[Int(code)].count += 1
            sums[Int(code)].sum += loss - mean
        }
        return sums.reduce(0) { $0 + ($1.count > 0 ? $1.sum * $1.sum / $1.count : 0) }
    }
}
