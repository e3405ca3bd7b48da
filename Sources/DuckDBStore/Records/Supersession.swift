internal import SQLText
internal import Store
internal import Synchronization

extension DuckDBStore {
    /// Finds out which rows others have taken the place of, for all rows that have come since it was last done. Readers
    /// only see rows up to there, so they never see a row together with the one that replaces it.
    ///
    /// Done in stretches of arrivals, because each reads the identities of all rows once: cheap for a few as for
    /// millions, and too dear for every commit.
    func settle(_ tables: RecordTables) async throws {
        try await runSettling { connection in
            for kind in RecordKind.allCases {
                let rows = tables.rows(kind)
                let table = SequenceCounters.Table(number: tables.number, kind: kind)
                // Mostly nothing has come, and even to look for it costs milliseconds where there are many rows.
                guard self.counters.withLock({ $0.settled[table] == nil || $0.settled[table] != $0.next[table] }) else { continue }
                var settled = try connection.settled(tables)[kind]
                let next = try self.counters.withLock { try $0.next(of: kind, in: tables, connection) }
                while true {
                    // Asked of the new rows only, which the engine finds without reading the others.
                    let last = Int64(
                        try connection.count("SELECT coalesce(max(seq), -1) FROM \(rows) WHERE seq > \(SQL.literal(settled))"))
                    guard last > settled else { break }
                    // A stretch of any length would do; this one's identities fit in memory.
                    let stretch = (settled + 1)...min(last, settled + 5_000_000)
                    try connection.inTransaction {
                        try connection.supersede(rows, kind, in: tables, arrived: stretch)
                        try connection.run(
                            """
                            UPDATE \(.data("settled")) SET \(identifier: kind.rawValue) = \(SQL.literal(stretch.upperBound))
                            WHERE number = \(Int(tables.number))
                            """)
                    }
                    settled = stretch.upperBound
                }
                self.counters.withLock { $0.settled[table] = next }
            }
        }
    }
}

/// Up to which `seq` rows are settled; -1 for none.
struct Settled {
    var records: Int64
    var actuals: Int64

    subscript(kind: RecordKind) -> Int64 { kind == .records ? records : actuals }
}

extension Connection {
    func settled(_ tables: RecordTables) throws -> Settled {
        let rows = try run("SELECT records, actuals FROM \(.data("settled")) WHERE number = \(Int(tables.number))").rows {
            Settled(records: try $0.integer(0, $1) ?? -1, actuals: try $0.integer(1, $1) ?? -1)
        }
        guard let settled = rows.first else {
            throw StoreError(.badInput, "there is no model '\(tables.model)' any more")
        }
        return settled
    }

    fileprivate func supersede(
        _ rows: SQL, _ kind: RecordKind, in tables: RecordTables, arrived stretch: ClosedRange<Int64>
    ) throws {
        let isNew: SQL =
            "hash IS NOT NULL AND seq BETWEEN \(SQL.literal(stretch.lowerBound)) AND \(SQL.literal(stretch.upperBound))"
        let isSettled: SQL = "seq < \(SQL.literal(stretch.lowerBound))"
        // Most stretches repeat nothing, which eight bytes a row are enough to tell. (Two identities of one hash only
        // make the second look necessary.)
        let repeated = try count(
            """
            SELECT (SELECT count(*) - count(DISTINCT hash) FROM \(rows) WHERE \(isNew)) + (SELECT count(*) FROM \(rows)
            WHERE \(isSettled) AND hash IN (SELECT hash FROM \(rows) WHERE \(isNew)))
            """)
        guard repeated > 0 else { return }
        let identity: SQL = kind == .records ? "environment, model_version, prediction_id" : "prediction_id"
        let chains: SQL = """
            SELECT seq, min(seq) OVER later AS replaced_by, min(received_at) OVER later AS replaced_at FROM \(rows)
            WHERE seq <= \(SQL.literal(stretch.upperBound)) AND hash IN (SELECT hash FROM \(rows) WHERE \(isNew))
            WINDOW later AS (PARTITION BY \(identity) ORDER BY received_at, seq ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)
            """
        let superseded = tables.superseded(kind)
        try run("CREATE OR REPLACE TEMP TABLE chain AS SELECT * FROM (\(chains))")
        // An earlier link of a chain may change when a row arrives that claims to have arrived before others.
        try run("DELETE FROM \(superseded) WHERE seq IN (SELECT seq FROM chain)")
        try run("INSERT INTO \(superseded) SELECT seq, replaced_by, replaced_at FROM chain WHERE replaced_by IS NOT NULL")
    }
}
