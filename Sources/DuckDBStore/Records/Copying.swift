package import Domain
package import Store

internal import FoundationEssentials
internal import SQLText
internal import Synchronization

extension DuckDBStore: CopyableStore {
    package func places(of tables: RecordTables, _ kind: RecordKind) async throws -> [ClosedRange<Int64>] {
        try await run { connection in
            try connection.run("SELECT min(seq), max(seq) FROM \(tables.rows(kind))").rows { chunk, row in
                try chunk.integer(0, row).flatMap { first in try chunk.integer(1, row).map { first...$0 } }
            }.compactMap(\.self)
        }
    }

    package func keptRowCount(of tables: RecordTables, _ kind: RecordKind) async throws -> Int {
        try await run { try $0.count("SELECT count(*) FROM \(tables.rows(kind))") }
    }

    package func keptRows(
        of tables: RecordTables, _ kind: RecordKind, at places: ClosedRange<Int64>
    ) async throws -> KeptRows {
        let columns = tables.keptColumns(kind)
        let isThere: SQL = "seq BETWEEN \(SQL.literal(places.lowerBound)) AND \(SQL.literal(places.upperBound))"
        let rows = try cursor(
            over: "SELECT \((["seq"] + columns.map(\.value)).joined()) FROM \(tables.rows(kind)) WHERE \(isThere) ORDER BY seq",
            named: tables.model, columns: [StoredColumn(Insertion.placeColumn, .integer)] + columns.map(\.known))
        let found = try await rows.next(places.count) ?? Batch.empty(columns.map(\.known))
        // Only -2 is of ground truth.
        let isOfKind: SQL = kind == .records ? "place <> -2" : "place = -2"
        let cells = try await run { connection in
            try connection.run("SELECT seq, place, raw FROM \(tables.misfits) WHERE \(isThere) AND \(isOfKind) ORDER BY seq, place").rows {
                (place: try $0.integer(0, $1) ?? 0, column: try $0.integer(1, $1) ?? 0, text: try $0.text(2, $1) ?? "")
            }
        }
        return try KeptRows(placed: found, misfits: cells, of: tables)
    }

    package func keep(_ rows: KeptRows, of tables: RecordTables, as stretch: CopiedStretch) async throws {
        let columns = tables.keptColumns(stretch.kind)
        let places = try tables.misfitPlaces(of: rows)
        let cells = Batch([
            .init("row", .integers(rows.misfits.map { Int64($0.row) })), .init("place", .integers(places)),
            .init("raw", .texts(rows.misfits.map(\.text))),
        ])
        try await using(makeRelation(named: "copied rows", columns: columns.map(\.known))) { empty in
            let staged = try await append(rows.rows, to: empty)
            try await using(makeRelation(named: "copied cells", columns: misfitColumns)) { none in
                let misfits = try await append(cells, to: none)
                try await add(staged, misfits, to: tables, as: stretch)
            }
        }
    }

    private func add(_ staged: Relation, _ misfits: Relation, to tables: RecordTables, as stretch: CopiedStretch) async throws {
        let columns = tables.keptColumns(stretch.kind)
        let table = SequenceCounters.Table(number: tables.number, kind: stretch.kind)
        try await runWriting { connection in
            let noted = try connection.count(
                "SELECT count(*) FROM \(.data("receipt")) WHERE number = \(Int(tables.number)) AND key = \(bind: .text(stretch.name))")
            guard noted == 0 else { return }
            let base = try self.counters.withLock { try $0.next(of: stretch.kind, in: tables, connection) }
            let own: [SQL] = ["\(SQL.literal(base)) + rowid", "CASE WHEN prediction_id IS NOT NULL THEN hash(prediction_id) END"]
            try connection.inTransaction {
                try connection.run(
                    """
                    INSERT INTO \(tables.rows(stretch.kind)) (\((["seq", "hash"] + columns.map(\.value)).joined())) \
                    SELECT \((own + columns.map { .identifier($0.known.name) }).joined()) FROM \(identifier: staged.tableName)
                    """)
                try connection.run(
                    "INSERT INTO \(tables.misfits) SELECT \(SQL.literal(base)) + \"row\", place, raw FROM \(identifier: misfits.tableName)")
                try connection.run(
                    """
                    INSERT INTO \(.data("receipt")) VALUES (\(Int(tables.number)), \(bind: .text(stretch.name)), '', \
                    \(bind: .text(stretch.note)), now()::TIMESTAMP)
                    """)
            }
            self.counters.withLock { $0.next[table] = base + Int64(staged.rowCount) }
        }
    }

    package func copiedStretches(of tables: RecordTables) async throws -> [CopiedStretch] {
        try await run { connection in
            try connection.run(
                "SELECT key, receipt FROM \(.data("receipt")) WHERE number = \(Int(tables.number)) AND \(isCopyNote) ORDER BY key"
            ).rows { try CopiedStretch(name: try $0.text(0, $1) ?? "", note: try $0.text(1, $1) ?? "") }
        }
    }

    package func receipts(of tables: RecordTables, after key: String?, limit: Int) async throws -> [KeptReceipt] {
        try await run { connection in
            let isAfter: SQL = key.map { " AND key > \(bind: .text($0))" } ?? ""
            return try connection.run(
                """
                SELECT key, fingerprint, receipt, written_at FROM \(.data("receipt")) WHERE number = \(Int(tables.number)) \
                AND NOT \(isCopyNote)\(isAfter) ORDER BY key LIMIT \(limit)
                """
            ).rows {
                KeptReceipt(
                    key: try $0.text(0, $1) ?? "", fingerprint: try $0.text(1, $1) ?? "", body: try $0.text(2, $1) ?? "",
                    writtenAt: try $0.integer(3, $1) ?? 0)
            }
        }
    }

    package func keep(_ receipts: [KeptReceipt], of tables: RecordTables) async throws {
        try await runWriting { connection in
            try connection.inTransaction {
                for receipt in receipts {
                    try connection.run(
                        """
                        INSERT INTO \(.data("receipt")) SELECT \(Int(tables.number)), \(bind: .text(receipt.key)), \
                        \(bind: .text(receipt.fingerprint)), \(bind: .text(receipt.body)), make_timestamp(\(bind: .integer(receipt.writtenAt))) \
                        WHERE NOT EXISTS (FROM \(.data("receipt")) WHERE number = \(Int(tables.number)) AND key = \(bind: .text(receipt.key)))
                        """)
                }
            }
        }
    }

    package func adopt(_ documents: [Document]) async throws {
        try await runWriting { connection in
            try connection.inTransaction {
                var revision = Int64(try connection.count("SELECT coalesce(max(revision), 0) FROM \(.data("document"))"))
                for document in documents {
                    revision += 1
                    try connection.run(
                        """
                        INSERT INTO \(.data("document")) VALUES (\(bind: .integer(revision)), \(bind: .text(document.kind.rawValue)), \
                        \(bind: .text(document.name)), \(bind: document.body.map(SQLValue.text) ?? .null), \
                        make_timestamp(\(bind: .integer(document.writtenAt.microseconds))), \(bind: .text(document.author)))
                        """)
                }
            }
        }
    }

    package func rollupPlan(of tables: RecordTables) async throws -> RollupPlan? {
        let texts = try await runSettling { connection in
            try connection.run("SELECT plan FROM \(.data("rolled")) WHERE number = \(Int(tables.number))").rows { try $0.text(0, $1) ?? "" }
        }
        return try texts.first.map { try RollupPlan(text: $0) }
    }

    package func noteFirstKeptHour(_ hour: Int64, of tables: RecordTables) async throws {
        try await runSettling { try $0.noteFirstKeptHour(hour, of: tables) }
    }
}

private let isCopyNote: SQL = "starts_with(key, \(SQL.literal(CopiedStretch.prefix)))"

extension RecordTables {
    /// The columns of a table with their names in it, but for what is only of this engine.
    fileprivate func keptColumns(_ kind: RecordKind) -> [(known: StoredColumn, value: SQL)] {
        switch kind {
        case .records:
            let own = recordColumns.dropLast(columns.count).map { ($0, SQL.identifier($0.name)) }
            return own + zip(recordColumns.suffix(columns.count), columns).map { ($0, $1.engineName) }
        case .actuals: return Self.actualColumns.map { ($0, .identifier($0.name)) }
        }
    }
}
