package import Store

internal import Domain
internal import Foundation
internal import SQLText
internal import Synchronization

extension DuckDBStore {
    package func insert(_ insertions: [Insertion]) async throws -> [[Int: InsertionOutcome]] {
        try await runWriting { connection in
            var next = try self.counters.withLock { try $0.known(for: insertions, in: connection) }
            var outcomes: [[Int: InsertionOutcome]] = []
            try connection.inTransaction {
                for insertion in insertions {
                    let parts = insertion.statements(&next)
                    let actuals = insertion.actualsOfRecords?.statements(&next) ?? []
                    outcomes.append(try connection.insert(insertion, parts, actuals: actuals))
                }
            }
            self.counters.withLock { $0.next.merge(next) { _, new in new } }
            return outcomes
        }
    }
}

/// The next `seq` of each table.
struct SequenceCounters: Sendable {
    struct Table: Sendable, Hashable {
        var number: Int64
        var kind: RecordKind
    }

    var next: [Table: Int64] = [:]
    /// What `next` was when all rows of a table were last found settled.
    var settled: [Table: Int64] = [:]

    fileprivate mutating func known(for insertions: [Insertion], in connection: Connection) throws -> [Table: Int64] {
        for insertion in insertions + insertions.compactMap(\.actualsOfRecords) {
            _ = try next(of: insertion.kind, in: insertion.tables, connection)
        }
        return next
    }

    /// Looked up once: later it is counted.
    mutating func next(of kind: RecordKind, in tables: RecordTables, _ connection: Connection) throws -> Int64 {
        let table = Table(number: tables.number, kind: kind)
        if let known = next[table] { return known }
        let last = try connection.count("SELECT coalesce(max(seq), -1) FROM \(tables.rows(kind))")
        // The last rows may have been deleted: no place is given twice.
        let found = max(Int64(last), try connection.settled(tables)[kind]) + 1
        next[table] = found
        return found
    }
}

extension Insertion {
    fileprivate var table: SequenceCounters.Table { .init(number: tables.number, kind: kind) }

    /// - Parameter next: the next `seq` of each table, which counts on.
    fileprivate func statements(_ next: inout [SequenceCounters.Table: Int64]) -> [InsertionStatements] {
        parts.map { part in
            let base = next[table] ?? 0
            next[table] = base + Int64(part.relation.rowCount)
            return InsertionStatements(part, of: self, base: base)
        }
    }
}

extension Connection {
    /// What requests of these idempotency keys were answered before, by request.
    fileprivate func answers(to insertion: Insertion) throws -> [Int: InsertionOutcome] {
        guard !insertion.keys.isEmpty else { return [:] }
        let keys = insertion.keys.values.map { SQL.bind(.text($0.key)) }
        var found: [String: InsertionOutcome] = [:]
        try run(
            """
            SELECT key, fingerprint, receipt FROM \(.data("receipt")) WHERE number = \(Int(insertion.tables.number)) \
            AND key IN (\(keys.joined()))
            """
        ).forEachRow { chunk, row in
            let receipt = try JSONDecoder().decode(Receipt.self, from: Data((try chunk.text(2, row) ?? "").utf8))
            found[try chunk.text(0, row) ?? ""] = .repeated(fingerprint: try chunk.text(1, row) ?? "", receipt)
        }
        return insertion.keys.compactMapValues { found[$0.key] }
    }

    fileprivate func insert(
        _ insertion: Insertion, _ parts: [InsertionStatements], actuals: [InsertionStatements]
    ) throws -> [Int: InsertionOutcome] {
        let judged = try judge(parts, answered: answers(to: insertion))
        for (index, part) in parts.enumerated() where judged.hasRows[index] {
            try run(part.rows(without: judged.left))
            for place in judged.misfitting[index] { try run(part.misfits(of: place, without: judged.left)) }
        }
        for part in actuals { try run(part.rows(without: judged.left)) }
        for (request, key) in insertion.keys {
            guard let receipt = judged.receipts[request] else { continue }
            let body = String(decoding: try JSONEncoder().encode(receipt), as: UTF8.self)
            try run(
                """
                INSERT INTO \(.data("receipt")) VALUES (\(Int(insertion.tables.number)), \(bind: .text(key.key)), \
                \(bind: .text(key.fingerprint)), \(bind: .text(body)), now()::TIMESTAMP)
                """)
        }
        return judged.outcomes
    }

    func refusals(by part: InsertionStatements) throws -> [StagedRows.Problem] {
        try run(part.refusedEnvironments).rows { chunk, row in
            StagedRows.Problem(
                request: Int(try chunk.integer(0, row) ?? 0), line: try chunk.integer(1, row).map(Int.init),
                reason: "the environment '\((try chunk.text(2, row) ?? "").prefix(40))' is none of "
                    + Environment.allCases.map(\.rawValue).joined(separator: ", "))
        }
    }

    func readReceipts(_ statements: InsertionStatements, without left: [Int]) throws -> [Int: Receipt] {
        var receipts: [Int: Receipt] = [:]
        var misfits: [Int: [Int: Int]] = [:]
        try run(statements.receipts(without: left)).forEachRow { chunk, row in
            let request = Int(try chunk.integer(0, row) ?? 0)
            receipts[request] = Receipt(
                rows: Int(try chunk.integer(1, row) ?? 0), withoutID: Int(try chunk.integer(2, row) ?? 0), misfits: [])
            for place in statements.cells.indices {
                let cells = Int(try chunk.integer(3 + place, row) ?? 0)
                if cells > 0 { misfits[place, default: [:]][request] = cells }
            }
        }
        for (place, cells) in misfits.sorted(by: { $0.key < $1.key }) {
            try run(statements.examples(of: place, without: left)).forEachRow { chunk, row in
                let request = Int(try chunk.integer(0, row) ?? 0)
                let example = String((try chunk.text(1, row) ?? "").prefix(100))
                receipts[request]?.misfits.append(
                    .init(column: statements.cells[place].name, cells: cells[request] ?? 0, example: example))
            }
        }
        return receipts
    }
}
