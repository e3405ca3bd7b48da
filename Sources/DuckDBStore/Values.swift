package import Store

internal import SQLText

extension DuckDBStore {
    package func categories(
        of columns: [CountedColumn], in relation: Relation, limit: Int
    ) async throws -> [CategoryTable] {
        let stored = try relation.requireColumns(columns.map(\.name))
        return try await run { connection in
            try stored.map { column in
                let query: SQL = """
                    WITH cells AS (SELECT \(column.asCategory) AS v FROM \(relation.source)),
                    groups AS (SELECT v, count(*) AS n FROM cells WHERE v IS NOT NULL GROUP BY v)
                    SELECT v, n, count(*) OVER () FROM groups ORDER BY n DESC, v LIMIT \(limit)
                    """
                var distinct = 0
                let entries = try connection.run(query).rows { chunk, row in
                    distinct = Int(try chunk.integer(2, row) ?? 0)
                    return CategoryTable.Entry(
                        value: try chunk.text(0, row) ?? "", count: Int(try chunk.integer(1, row) ?? 0))
                }
                return CategoryTable(entries: entries, distinct: distinct)
            }
        }
    }

    package func quantiles(
        of columns: [CountedColumn], in relation: Relation, at probabilities: [Double]
    ) async throws -> [[Double]] {
        guard !probabilities.isEmpty else { return columns.map { _ in [] } }
        let stored = try relation.requireColumns(columns.map(\.name))
        let list = probabilities.map { SQL.literal($0) }.joined()
        return try await run { connection in
            try stored.map { column in
                let query: SQL = """
                    WITH cells AS (SELECT \(column.asNumber) AS v FROM \(relation.source))
                    SELECT unnest(quantile_cont(v, [\(list)])) FROM cells WHERE isfinite(v)
                    """
                return try connection.run(query).rows { try $0.double(0, $1) }.compactMap(\.self)
            }
        }
    }

    package func identity(of column: String, in relation: Relation) async throws -> IdentityCounts {
        let stored = try relation.requireColumn(column)
        return try await run { connection in
            let value = SQL.identifier(stored.name)
            let query: SQL = """
                SELECT count(*), count(*) - count(\(value)), count(DISTINCT \(value)) FROM \(relation.source)
                """
            let counts = try connection.run(query).rows { chunk, row in
                try (0..<3).map { Int(try chunk.integer($0, row) ?? 0) }
            }.first ?? [0, 0, 0]
            var result = IdentityCounts(rows: counts[0], nulls: counts[1], distinct: counts[2], example: nil)
            if result.duplicates > 0 {
                let examples: SQL = """
                    WITH cells AS (SELECT \(stored.asCategory) AS v FROM \(relation.source))
                    SELECT v FROM cells WHERE v IS NOT NULL
                    GROUP BY v HAVING count(*) > 1 ORDER BY count(*) DESC, v LIMIT 1
                    """
                result.example = try connection.run(examples).rows { try $0.text(0, $1) }.first ?? nil
            }
            return result
        }
    }

    package func misfits(of column: BinnedColumn, in relation: Relation, limit: Int) async throws -> [Misfit] {
        let stored = try relation.requireColumn(column.name)
        return try await run { connection in
            guard let (value, condition) = try connection.misfitCondition(column.bins, of: stored) else { return [] }
            let query: SQL = """
                WITH cells AS (SELECT \(value) AS v FROM \(relation.source) WHERE \(condition))
                SELECT v, count(*) FROM cells WHERE v IS NOT NULL GROUP BY v ORDER BY count(*) DESC, v LIMIT \(limit)
                """
            return try connection.run(query).rows { chunk, row in
                Misfit(value: try chunk.text(0, row) ?? "", count: Int(try chunk.integer(1, row) ?? 0))
            }
        }
    }

    package func values(
        of column: String, in relation: Relation, by windowing: Windowing
    ) async throws -> [WindowValues] {
        let stored = try relation.requireColumn(column)
        let key = try windowing.key(in: relation)
        return try await run { connection in
            var windows: [Int64?: [Double]] = [:]
            let query: SQL = """
                WITH cells AS (SELECT \(key) AS k, \(stored.asNumber) AS v FROM \(relation.source))
                SELECT k, v FROM cells WHERE isfinite(v)
                """
            try connection.run(query).forEachChunk { chunk in
                try chunk.withColumn(1, of: Double.self) { values, _ in
                    for row in values.indices {
                        let key = try chunk.integer(0, row)
                        windows[key, default: []].append(values[row])
                    }
                }
            }
            return windows.map { WindowValues(key: $0, values: $1) }.sorted { ($0.key ?? .max) < ($1.key ?? .max) }
        }
    }
}

extension Connection {
    /// How a misfit is shown, and what makes it one; `nil` where there can be none.
    fileprivate func misfitCondition(
        _ bins: BinnedColumn.Bins, of column: StoredColumn
    ) throws -> (value: SQL, condition: SQL)? {
        let isPresent: SQL = "\(identifier: column.name) IS NOT NULL"
        let raw: SQL = "\(identifier: column.name)::VARCHAR"
        switch bins {
        case .numeric: return (raw, "\(isPresent) AND (\(column.asNumber)) IS NULL")
        case .time: return (raw, "\(isPresent) AND (\(column.asTime)) IS NULL")
        case .presence: return nil
        case .categorical(let dictionary):
            try run("CREATE OR REPLACE TEMP TABLE dictionary (value VARCHAR)")
            let appender = try makeAppender(table: "dictionary")
            try appender.append(Batch([.init("value", .texts(dictionary.values))]))
            try appender.finish()
            return (column.asCategory, "(\(column.asCategory)) NOT IN (SELECT value FROM dictionary)")
        }
    }
}
