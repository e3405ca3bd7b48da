package import Store

internal import SQLText

extension DuckDBStore {
    package func misfits(
        among records: Relation, of tables: RecordTables, by windowing: Windowing
    ) async throws -> [WindowMisfits] {
        let key = try windowing.key(in: records)
        return try await run { connection in
            // Mostly there are none, and then the records need not be looked at.
            guard try connection.count("SELECT count(*) FROM \(tables.misfits)") > 0 else { return [] }
            let names = Dictionary(uniqueKeysWithValues: tables.columns.map { (Int64($0.place), $0.name) })
            return try connection.run(
                """
                SELECT k, place, count(*) FROM \(tables.misfits) AS misfits JOIN (SELECT \(key) AS k, \
                \(identifier: rowNumberColumn) AS row FROM \(records.source)) AS records ON records.row = misfits.seq
                WHERE place >= 0 GROUP BY k, place
                """
            ).rows { chunk, row in
                WindowMisfits(
                    key: try chunk.integer(0, row), column: names[try chunk.integer(1, row) ?? -1] ?? "",
                    cells: Int(try chunk.integer(2, row) ?? 0))
            }
        }
    }
}
