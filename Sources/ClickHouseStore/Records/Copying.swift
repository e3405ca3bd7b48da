package import Domain
internal import Foundation
internal import SQLText
package import Store

extension ClickHouseStore: CopyableStore {
    package func places(of tables: RecordTables, _ kind: RecordKind) async throws -> [ClosedRange<Int64>] {
        // A replica that lags would leave rows out.
        for _ in 0..<600 where try await !isCaughtUp(with: tables) { try await Task.sleep(for: .milliseconds(100)) }
        guard try await isCaughtUp(with: tables) else { throw noneIsCaughtUp(with: tables) }
        return try await reaches(of: tables).arrived[kind]?.ranges(beyond: Reach()) ?? []
    }

    package func keptRowCount(of tables: RecordTables, _ kind: RecordKind) async throws -> Int {
        let reach = try await reaches(of: tables).arrived[kind] ?? Reach()
        var reader = try await client.query("SELECT \(integer("count()")) FROM \(tables.stored(kind).source) WHERE \(reach.condition)")
        return Int(try reader.integer() ?? 0)
    }

    package func keptRows(
        of tables: RecordTables, _ kind: RecordKind, at places: ClosedRange<Int64>
    ) async throws -> KeptRows {
        let known = kind == .records ? tables.recordColumns : RecordTables.actualColumns
        let cells = [integer("n")] + tables.engineColumns(kind).map(\.cell)
        let isThere: SQL = "n >= \(.int64(places.lowerBound)) AND n <= \(.int64(places.upperBound))"
        let rows = try await batch(
            of: [StoredColumn(Insertion.placeColumn, .integer)] + known,
            "SELECT \(cells.joined()) FROM \(tables.stored(kind).source) WHERE \(isThere) ORDER BY n")
        let isOfKind: SQL = kind == .records ? "place != -2" : "place = -2"
        var reader = try await client.query(
            """
            SELECT \(integer("n")), \(integer("place")), \(text("raw")) FROM \(tables.misfits.source) \
            WHERE \(isThere) AND \(isOfKind) ORDER BY n, place
            """)
        var misfits: [(place: Int64, column: Int64, text: String)] = []
        while !reader.isAtEnd {
            misfits.append((try reader.integer() ?? 0, try reader.integer() ?? 0, try reader.text() ?? ""))
        }
        return try KeptRows(placed: rows, misfits: misfits, of: tables)
    }

    package func keep(_ rows: KeptRows, of tables: RecordTables, as stretch: CopiedStretch) async throws {
        guard try await !copiedStretches(of: tables).contains(where: { $0.name == stretch.name }) else { return }
        let columns = try tables.misfitPlaces(of: rows)
        let insertion = Insertion(parts: [], kind: stretch.kind, tables: tables, receivedAt: Timestamp(.now))
        try await writer.insert(in: self) { [self] number, places in
            let table = RecordWriter.Table(number: tables.number, kind: stretch.kind)
            let base = places[table] ?? number << RecordWriter.shift
            let count = rows.rows.rowCount
            let placed = Batch(
                [Batch.Column(Insertion.placeColumn, .integers((0..<count).map { base + Int64($0) }))] + rows.rows.columns)
            let cells = Batch([
                .init("row", .integers(rows.misfits.map { base + Int64($0.row) })), .init("place", .integers(columns)),
                .init("raw", .texts(rows.misfits.map(\.text))),
            ])
            var shards = ShardsOfPlaces()
            _ = try await keep(.rows(placed), of: insertion, &shards)
            let misfits = cells.rowCount > 0 ? try await keep(.misfits(cells), of: insertion, &shards) : 0
            try await untilReplicated(insertion, from: base, rows: count, misfits: misfits)
            let last = base + Int64(count) - 1
            try await write(
                [note(stretch.name, "", stretch.note, Timestamp(.now).microseconds, of: tables, stretch.kind, writer: number, last: last)], in: .receipt)
            try await write([[.integer(tables.number), .integer(stretch.kind.code), .integer(number), .integer(last)]], in: .arrival)
            return ((), [table: last + 1])
        }
    }

    package func copiedStretches(of tables: RecordTables) async throws -> [CopiedStretch] {
        let notes = try await notes(of: tables, where: "startsWith(key, \(.clickHouse(CopiedStretch.prefix)))")
        return try notes.map { try CopiedStretch(name: $0.key, note: $0.body) }
    }

    package func receipts(of tables: RecordTables, after key: String?, limit: Int) async throws -> [KeptReceipt] {
        var conditions: [SQL] = ["number = \(.int64(tables.number))", "NOT startsWith(key, \(.clickHouse(CopiedStretch.prefix)))"]
        if let key { conditions.append("key > \(.clickHouse(key))") }
        let keys = try await read(
            "SELECT DISTINCT \(text("key")) AS found FROM \(table(.receipt)) WHERE \(conditions.joined(separator: " AND ")) ORDER BY found LIMIT \(limit)"
        ) { try $0.text() ?? "" }
        guard let last = keys.last else { return [] }
        conditions.append("key <= \(.clickHouse(last))")
        let found = try await notes(of: tables, where: conditions.joined(separator: " AND "))
        // None of these came to count: on with the next.
        return found.isEmpty ? try await receipts(of: tables, after: last, limit: limit) : found
    }

    /// Receipts whose rows came to count, in the order of their keys.
    private func notes(of tables: RecordTables, where condition: SQL) async throws -> [KeptReceipt] {
        let reaches = try await reaches(of: tables).arrived
        let rows = try await read(
            """
            SELECT \(text("key")), \(text("fingerprint")), \(text("receipt")), \(integer("written_at")), \(integer("kind")), \
            \(integer("writer")), \(integer("last")) FROM \(table(.receipt)) WHERE number = \(.int64(tables.number)) AND \(condition) \
            ORDER BY key, written_at
            """
        ) { reader in
            (
                receipt: KeptReceipt(
                    key: try reader.text() ?? "", fingerprint: try reader.text() ?? "", body: try reader.text() ?? "",
                    writtenAt: try reader.integer() ?? 0),
                kind: RecordKind(code: try reader.integer() ?? 0), writer: try reader.integer() ?? 0, last: try reader.integer() ?? 0
            )
        }
        var found: [KeptReceipt] = []
        for row in rows where (reaches[row.kind]?.last[row.writer]).map({ $0 >= row.last }) ?? false {
            // Of several the last holds.
            if found.last?.key == row.receipt.key { found.removeLast() }
            found.append(row.receipt)
        }
        return found
    }

    package func keep(_ receipts: [KeptReceipt], of tables: RecordTables) async throws {
        let arrived = try await reaches(of: tables).arrived
        // They count from when on rows do that are there already.
        guard let (kind, reach) = arrived.first(where: { !$1.last.isEmpty }), let (writer, last) = reach.last.first, !receipts.isEmpty
        else { return }
        let keys = receipts.map { SQL.clickHouse($0.key) }
        let known = Set(try await notes(of: tables, where: "key IN (\(keys.joined()))").map(\.key))
        try await write(
            receipts.filter { !known.contains($0.key) }.map {
                note($0.key, $0.fingerprint, $0.body, $0.writtenAt, of: tables, kind, writer: writer, last: last)
            }, in: .receipt)
    }

    private func note(
        _ key: String, _ fingerprint: String, _ body: String, _ writtenAt: Int64, of tables: RecordTables, _ kind: RecordKind,
        writer: Int64, last: Int64
    ) -> [BookCell] {
        [
            .integer(tables.number), .text(key), .integer(kind.code), .integer(writer), .integer(last), .text(fingerprint), .text(body),
            .integer(writtenAt),
        ]
    }

    package func adopt(_ documents: [Document]) async throws {
        try await books()
        let last = try await read("SELECT \(integer("max(revision)")) FROM \(table(.document))") { try $0.integer() ?? 0 }.first ?? 0
        let number = try await writer.number(in: self)
        try await write(
            documents.enumerated().map { index, document in
                [
                    .text(document.kind.rawValue), .text(document.name), .integer(last + Int64(index) + 1), .integer(number), .text(document.body),
                    .integer(document.writtenAt.microseconds), .text(document.author),
                ]
            }, in: .document)
    }

    package func rollupPlan(of tables: RecordTables) async throws -> RollupPlan? {
        try await summing(of: tables).planText.map { try RollupPlan(text: $0) }
    }

    package func noteFirstKeptHour(_ hour: Int64, of tables: RecordTables) async throws {
        let state = try await summing(of: tables)
        try await write([[.integer(tables.number), .integer(max(state.base, 0)), .integer(hour)]], in: .retained)
    }
}
