package import Store

internal import SQLText
internal import Statistics

extension DuckDBStore {
    package func counts(
        of columns: [BinnedColumn], in relation: Relation, by windowing: Windowing
    ) async throws -> [WindowCounts] {
        var windows: [Int64?: [CodeCounts]] = [:]
        let key = try windowing.key(in: relation)
        let stored = try relation.requireColumns(columns.map(\.name))
        for part in columns.indices.parts(of: columnsPerPass) {
            let cells = try await run { connection in
                try connection.countCodes(
                    of: Array(columns[part]), stored: Array(stored[part]), key: key, in: relation)
            }
            for cell in cells {
                windows[cell.key, default: Array(repeating: [:], count: columns.count)][part.lowerBound + cell.column][
                    cell.code] = cell.count
            }
        }
        return windows.map { key, codes in
            WindowCounts(key: key, columns: zip(columns, codes).map { $0.counts(from: $1) })
        }.inOrder()
    }
}

private struct CodeCell: Sendable {
    var key: Int64?
    var column: Int
    var code: Int64
    var count: Int
}

extension Connection {
    fileprivate func countCodes(
        of columns: [BinnedColumn], stored: [StoredColumn], key: SQL, in relation: Relation
    ) throws -> [CodeCell] {
        let types = try makeCategoryTypes(for: columns)
        defer { dropCategoryTypes(types) }
        let query = CodeQuery(
            columns: columns, stored: stored, categoryTypes: types, key: key, source: relation.source,
            grouping: relation.rowCount < CodeQuery.leastRowsForSets ? .cells : .sets)
        let sql = query.sql
        return try run(sql).rows { chunk, row in
            let (key, count) = (try chunk.integer(0, row), Int(try chunk.integer(1, row) ?? 0))
            guard let (column, code) = try query.cell(chunk, row) else {
                throw DuckDBError(.read, message: "a cell belongs to no column", sql: sql.text)
            }
            return CodeCell(key: key, column: column, code: code, count: count)
        }
    }

    /// Makes an enumeration of each dictionary, so that the engine finds a text's place by one look-up. The values go
    /// in through a table, because they may hold anything.
    func makeCategoryTypes(for columns: [BinnedColumn]) throws -> [SQL?] {
        try columns.enumerated().map { index, column in
            guard case .categorical(let dictionary) = column.bins, !dictionary.values.isEmpty else { return nil }
            let type: SQL = "category_\(index)"
            try run("CREATE OR REPLACE TEMP TABLE dictionary (place BIGINT, value VARCHAR)")
            let appender = try makeAppender(table: "dictionary")
            try appender.append(
                Batch([
                    .init("place", .integers(dictionary.values.indices.map(Int64.init))),
                    .init("value", .texts(dictionary.values)),
                ]))
            try appender.finish()
            // A cancelled count may have left its type behind.
            try run("DROP TYPE IF EXISTS \(type)")
            try run("CREATE TYPE \(type) AS ENUM (SELECT value FROM dictionary ORDER BY place)")
            return type
        }
    }

    func dropCategoryTypes(_ types: [SQL?]) {
        // A type that is left behind goes with the next count; it must not hide the result or another failure.
        for case let type? in types { _ = try? run("DROP TYPE IF EXISTS \(type)") }
    }
}
