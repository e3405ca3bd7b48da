package import Store

internal import SQLText

extension DuckDBStore {
    package func delays(_ query: DelayQuery) async throws -> DelayCounts {
        let time = try query.records.requireColumn(query.time).asTime
        let pairs: SQL
        switch query.arrival {
        case .column(let name):
            pairs = """
                SELECT \(time) AS t, \(try query.records.requireColumn(name).asTime) AS arrival FROM \(query.records.source)
                """
        case .joined(let other, let recordID, let otherID, let arrival):
            let ids = identities(try query.records.requireColumn(recordID), try other.requireColumn(otherID))
            pairs = """
                SELECT t, arrival FROM (SELECT \(ids.0) AS id, \(time) AS t FROM \(query.records.source)) AS records \
                JOIN (SELECT \(ids.1) AS id, \(try other.requireColumn(arrival).asTime) AS arrival FROM \(other.source)) \
                AS others ON records.id = others.id
                """
        }
        // Rounded up; as doubles, because times that are far apart overflow integers.
        let unit = SQL.literal(Double(query.unit))
        let sql: SQL = """
            SELECT greatest(0, ceil((arrival::DOUBLE - t::DOUBLE) / \(unit)))::BIGINT AS units, count(*) \
            FROM (\(pairs)) WHERE t IS NOT NULL AND arrival IS NOT NULL GROUP BY units ORDER BY units
            """
        return try await run { connection in
            DelayCounts(
                unit: query.unit,
                entries: try connection.run(sql).rows { chunk, row in
                    .init(units: try chunk.integer(0, row) ?? 0, count: Int(try chunk.integer(1, row) ?? 0))
                })
        }
    }
}
