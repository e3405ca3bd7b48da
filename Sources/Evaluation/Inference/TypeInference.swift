package import Domain
internal import Statistics
package import Store

/// Guesses how columns are to be counted, from a sample of their values.
package struct TypeInference {
    /// Rows that guesses are made from.
    package static let sampleRows = 50_000
    /// Categories that are counted one by one; a column with more is text unless its values repeat.
    package static let dictionaryLimit = 1_000

    private let store: any Store

    package init(store: any Store) {
        self.store = store
    }

    /// Types by name. Columns that cannot be counted have none.
    package func types(of names: [String], in sample: Relation) async throws -> [String: FeatureType] {
        var result: [String: FeatureType] = [:]
        var open: [(name: String, type: StoredType)] = []
        for name in names {
            guard let column = sample.column(name) else { continue }
            switch column.type {
            case .double: result[name] = .numeric
            case .boolean: result[name] = .categorical
            case .timestamp: result[name] = .timestamp
            case .integer, .text: open.append((name, column.type))
            case .other: break
            }
        }
        let tables = try await store.categories(
            of: open.map { CountedColumn($0.name, .categorical) }, in: sample, limit: Self.dictionaryLimit)
        let parsed = try await shareOfNumbers(in: open.filter { $0.type == .text }.map(\.name), of: sample)
        for (column, table) in zip(open, tables) {
            if column.type == .integer {
                // Two values are a yes and a no, whatever the numbers.
                result[column.name] = table.distinct <= 2 ? .categorical : .numeric
            } else if let share = parsed[column.name], share >= 0.9 {
                result[column.name] = .numeric
            } else {
                let rows = table.entries.reduce(0) { $0 + $1.count }
                let isText =
                    table.distinct > Self.dictionaryLimit || (table.distinct > 50 && table.distinct * 2 > rows)
                result[column.name] = isText ? .text : .categorical
            }
        }
        return result
    }

    /// The columns in which every row is null.
    package func namesWithoutValue(among names: [String], in sample: Relation) async throws -> [String] {
        let known = names.filter { sample.column($0) != nil }
        guard !known.isEmpty else { return [] }
        let windows = try await store.counts(of: known.map { BinnedColumn($0, .presence) }, in: sample, by: .whole)
        return zip(known, windows.first?.columns ?? []).filter { $1.counts.nulls == $1.counts.rows }.map(\.0)
    }

    /// The share of each text column's values that can be read as a number; none for columns without values.
    private func shareOfNumbers(in names: [String], of sample: Relation) async throws -> [String: Double] {
        guard !names.isEmpty, let edges = BinEdges([0, 1]) else { return [:] }
        let windows = try await store.counts(
            of: names.map { BinnedColumn($0, .numeric(edges)) }, in: sample, by: .whole)
        var result: [String: Double] = [:]
        for window in windows {
            for (name, column) in zip(names, window.columns) {
                let present = column.counts.rows - column.counts.nulls
                if present > 0 { result[name] = 1 - Double(column.counts.typeErrors) / Double(present) }
            }
        }
        return result
    }
}
