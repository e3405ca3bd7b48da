internal import SQLText
internal import Store

/// A table that the first shard keeps for all: documents, lists of tables, and what says which rows count. Rows are only ever
/// added, and in none of them order matters: so several servers may write at a time, and a replica takes part by itself.
enum Book: String, CaseIterable {
    /// Changes of the tables' layout, by their names.
    case migration
    case document
    /// Models with the number of their tables, and whether these were dropped.
    case model
    case column
    /// Processes that have brought rows in: each has a number of its own.
    case writer
    /// How far each writer's rows are there whole.
    case arrival
    /// What was answered to requests with an idempotency key, and up to which row these go.
    case receipt
    /// How far rows were settled, again and again: see Settling.swift.
    case settlement
    /// Who may do what only one may.
    case lease
    /// Summaries of hours, in pieces, and of whole days: by the number of the change that they came with.
    case rollup
    /// Hours and days of which everything went that was written down before a change.
    case replacement
    /// Changes of roll-ups that are there whole: how far rows are summed up then, and by which plan where that is another.
    case summing
    /// Before which hour records were too old to be kept, so that roll-ups are all that is left of them.
    case retained

    /// Names and types; what rows are ordered by comes first.
    var columns: [(name: String, type: String)] {
        switch self {
        case .migration: [("name", "String"), ("applied_at", "Int64")]
        case .document:
            [
                ("kind", "String"), ("name", "String"), ("revision", "Int64"), ("writer", "Int64"), ("body", "Nullable(String)"),
                ("written_at", "Int64"), ("author", "String"),
            ]
        case .model: [("name", "String"), ("number", "Int64"), ("is_dropped", "Int64"), ("written_at", "Int64")]
        case .column: [("number", "Int64"), ("position", "Int64"), ("place", "Int64"), ("name", "String"), ("type", "String")]
        case .writer: [("number", "Int64"), ("token", "String"), ("claimed_at", "Int64")]
        case .arrival: [("number", "Int64"), ("kind", "Int64"), ("writer", "Int64"), ("last", "Int64")]
        case .receipt:
            [
                ("number", "Int64"), ("key", "String"), ("kind", "Int64"), ("writer", "Int64"), ("last", "Int64"),
                ("fingerprint", "String"), ("receipt", "String"), ("written_at", "Int64"),
            ]
        case .settlement: [("number", "Int64"), ("kind", "Int64"), ("settlement", "Int64"), ("writer", "Int64"), ("last", "Int64")]
        case .rollup:
            [
                ("number", "Int64"), ("is_day", "Int64"), ("hour", "Int64"), ("n", "Int64"), ("environment", "String"),
                ("version", "String"), ("summary", "Nullable(String)"),
            ]
        case .replacement: [("number", "Int64"), ("is_day", "Int64"), ("hour", "Int64"), ("n", "Int64")]
        case .summing:
            [
                ("number", "Int64"), ("n", "Int64"), ("records", "Int64"), ("actuals", "Int64"), ("base", "Int64"),
                ("plan", "Nullable(String)"),
            ]
        case .retained: [("number", "Int64"), ("n", "Int64"), ("hour", "Int64")]
        case .lease: [("term", "Int64"), ("holder", "String"), ("until", "Int64")]
        }
    }

    var stored: StoredTable {
        StoredTable(
            name: "assay_\(rawValue)", columns: columns.map { SQL(trusted: "\($0.name) \($0.type)") }.joined(),
            order: ordered.map { SQL(trusted: $0.name) }.joined())
    }

    /// What rows are ordered by.
    private var ordered: ArraySlice<(name: String, type: String)> { columns.prefix { $0.type != "Nullable(String)" }.prefix(4) }

    /// What finds a row, and those like it.
    func condition(of row: [BookCell]) -> SQL {
        zip(ordered, row).map { "\(SQL(trusted: $0.name)) = \($1.literal)" as SQL }.joined(separator: " AND ")
    }
}

/// A cell of a book.
enum BookCell: Sendable {
    case integer(Int64)
    case text(String?)
    case bytes([UInt8])

    fileprivate var literal: SQL { if case .integer(let number) = self { .int64(number) } else { .clickHouse(text) } }
    fileprivate var number: Int64 { if case .integer(let number) = self { number } else { 0 } }
    fileprivate var text: String { if case .text(let text?) = self { text } else { "" } }

    fileprivate var bytes: [UInt8]? {
        switch self {
        case .bytes(let bytes): bytes
        case .text(let text): text.map { Array($0.utf8) }
        case .integer: nil
        }
    }
}

extension ClickHouseStore {
    /// The first shard's nodes.
    var bookPlaces: [Int] { cluster.shards[0] }

    /// A book as statements name it.
    func table(_ book: Book) -> SQL { book.stored.local(in: cluster) }

    /// Asks the first shard alone, which has the books.
    func read(_ sql: SQL) async throws -> RowBinaryReader { try await client.query(sql, among: bookPlaces) }

    /// The rows of a question about books, each made by `body`.
    func read<Row>(_ sql: SQL, _ body: (inout RowBinaryReader) throws -> Row) async throws -> [Row] {
        var reader = try await read(sql)
        var rows: [Row] = []
        while !reader.isAtEnd { rows.append(try body(&reader)) }
        return rows
    }

    /// Adds rows, all or none. What is said twice is to mean the same as when it is said once: this is repeated until a
    /// server has answered, for a while.
    ///
    /// - Parameter rows: cells in the order of the book's columns.
    func write(_ rows: [[BookCell]], in book: Book) async throws {
        guard !rows.isEmpty else { return }
        let names = book.columns.map(\.name).joined(separator: ", ")
        var block = NativeBlock("INSERT INTO \(table(book).text) (\(names))", columns: book.columns.count, rows: rows.indices)
        for (index, column) in book.columns.enumerated() {
            switch column.type {
            case "Int64":
                block.append(column.name, column.type, all: rows.map { $0[index].number })
            case "String":
                block.append(column.name, allTexts: rows.map { $0[index].text })
            default:
                block.append(column.name, bytes: rows.map { $0[index].bytes })
            }
        }
        for pause in [50, 200, 1_000, 5_000] {
            do {
                try await client.insert(block, among: bookPlaces, settings: [])
                return try await untilReplicated(book.stored, on: [bookPlaces], where: book.condition(of: rows[0]))
            } catch let error as StoreError {
                guard (error.cause as? ClickHouseError)?.mayPass == true else { throw error }
                try await Task.sleep(for: .milliseconds(pause))
            }
        }
        try await client.insert(block, among: bookPlaces, settings: [])
        try await untilReplicated(book.stored, on: [bookPlaces], where: book.condition(of: rows[0]))
    }

    /// Takes rows out of a book, for good.
    func delete(from book: Book, where condition: SQL) async throws { try await delete(from: book.stored, where: condition, among: bookPlaces) }
}
