package import Store

internal import SQLText

extension DuckDBStore {
    package func repeats(_ query: RepeatQuery) async throws -> [WindowRepeats] {
        let columns = try query.records.requireColumns(query.columns).map { SQL.identifier($0.name) }
        guard !columns.isEmpty else { throw StoreError(.badInput, "records are compared by one column or more") }
        // One column is compared as it is, several by a hash of 64 bits: grouping by many columns keeps them all.
        let cell: SQL = columns.count == 1 ? columns[0] : "hash(\(columns.joined()))"
        let key = try query.windowing.key(in: query.records)
        let cells: SQL = """
            SELECT k, h FROM (SELECT \(key) AS k, \(cell) AS h, \(columns.map { "\($0) IS NOT NULL" as SQL }.joined(separator: " OR ")) AS has \
            FROM \(query.records.source)) WHERE k IS NOT NULL AND has
            """
        let sql: SQL
        switch query.reach {
        case .window:
            sql = """
                SELECT k, sum(n - 1)::BIGINT AS repeated FROM (SELECT k, h, count(*) AS n FROM (\(cells)) GROUP BY k, h HAVING n > 1) \
                GROUP BY k ORDER BY k
                """
        case .all:
            sql = """
                WITH cells AS (\(cells)),
                often AS (SELECT h, min(k) AS earliest FROM cells GROUP BY h HAVING count(*) > 1),
                windows AS (SELECT k, h, count(*) - (k = any_value(earliest))::BIGINT AS n FROM cells JOIN often USING (h) GROUP BY k, h)
                SELECT k, sum(n)::BIGINT AS repeated FROM windows GROUP BY k HAVING repeated > 0 ORDER BY k
                """
        }
        return try await run { connection in
            try connection.run(sql).rows { chunk, row in
                WindowRepeats(key: try chunk.integer(0, row), count: Int(try chunk.integer(1, row) ?? 0))
            }
        }
    }
}
