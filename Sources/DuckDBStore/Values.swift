package import Store

internal import SQLText

extension DuckDBStore {
    package func quantiles(
        of columns: [CountedColumn], in relation: Relation, at probabilities: [Double]
    ) async throws -> [[Double]] {
        guard !probabilities.isEmpty else { return columns.map { _ in [] } }
        let stored = try relation.requireColumns(columns.map(\.name))
        let list = probabilities.map { SQL.literal($0) }.joined()
        return try await run { connection in
            try stored.parts(of: columnsPerPass).flatMap { part in
                let query: SQL = """
                    WITH cells AS (SELECT \(belowOneAnother(part.map(\.asFiniteNumber), as: "v")) FROM \(relation.source)),
                    lists AS (SELECT i, quantile_cont(v, [\(list)]) AS q FROM cells WHERE v IS NOT NULL GROUP BY i)
                    SELECT i::BIGINT, unnest(q), unnest(range(len(q))) AS place FROM lists ORDER BY i, place
                    """
                var quantiles = [[Double]](repeating: [], count: part.count)
                try connection.run(query).forEachRow { chunk, row in
                    guard let column = try chunk.integer(0, row), let quantile = try chunk.double(1, row) else { return }
                    quantiles[Int(column)].append(quantile)
                }
                return quantiles
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
            return windows.map { WindowValues(key: $0, values: $1) }.inOrder()
        }
    }
}
