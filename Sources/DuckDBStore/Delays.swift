package import Store

internal import SQLText

extension DuckDBStore {
    package func delays(_ query: DelayQuery, by windowing: Windowing) async throws -> [WindowDelays] {
        let time = try query.records.requireColumn(query.time).asTime
        let key = try windowing.key(in: query.records)
        let pairs: SQL
        switch query.arrival {
        case .column(let name):
            pairs = """
                SELECT \(key) AS k, \(time) AS t, \(try query.records.requireColumn(name).asTime) AS arrival \
                FROM \(query.records.source)
                """
        case .joined(let other, let recordID, let otherID, let arrival):
            let ids = identities(try query.records.requireColumn(recordID), try other.requireColumn(otherID))
            pairs = """
                SELECT k, t, arrival FROM (SELECT \(ids.0) AS id, \(key) AS k, \(time) AS t FROM \(query.records.source)) \
                AS records JOIN (SELECT \(ids.1) AS id, \(try other.requireColumn(arrival).asTime) AS arrival \
                FROM \(other.source)) AS others ON records.id = others.id
                """
        }
        // Rounded up; as doubles, because times that are far apart overflow integers.
        let unit = SQL.literal(Double(query.unit))
        let sql: SQL = """
            SELECT k, greatest(0, ceil((arrival::DOUBLE - t::DOUBLE) / \(unit)))::BIGINT AS units, count(*) FROM (\(pairs)) \
            WHERE t IS NOT NULL AND arrival IS NOT NULL GROUP BY k, units ORDER BY k NULLS LAST, units
            """
        return try await run { connection in
            var windows: [WindowDelays] = []
            try connection.run(sql).forEachRow { chunk, row in
                let key = try chunk.integer(0, row)
                if windows.last.map({ $0.key != key }) ?? true {
                    windows.append(WindowDelays(key: key, delays: DelayCounts(unit: query.unit, entries: [])))
                }
                windows[windows.count - 1].delays.entries.append(
                    .init(units: try chunk.integer(1, row) ?? 0, count: Int(try chunk.integer(2, row) ?? 0)))
            }
            return windows
        }
    }
}
