package import Store

internal import SQLText

extension DuckDBStore {
    package func makeRelation(named name: String, columns: [StoredColumn]) async throws -> Relation {
        try columns.requireUsableNames(in: name)
        let relation = Relation(id: makeID(), name: name, columns: columns, rowCount: 0)
        let definitions = columns.map { column -> SQL in
            "\(identifier: column.name) \(SQL(trusted: column.type.engineName))"
        }
        try await run { connection in
            try connection.run(
                "CREATE TABLE \(identifier: relation.tableName) (\(definitions.joined()))")
            try connection.run(relation.viewOfTable)
        }
        return relation
    }

    package func append(_ batch: Batch, to relation: Relation) async throws -> Relation {
        let whole = try batch.completed(for: relation)
        let count = try await run { connection in
            // An appender that fails has written a part; the transaction takes it back.
            try connection.inTransaction {
                let appender = try connection.makeAppender(table: relation.tableName)
                try appender.append(whole)
                try appender.finish()
            }
            return try connection.count("SELECT count(*) FROM \(identifier: relation.tableName)")
        }
        return Relation(id: relation.id, name: relation.name, columns: relation.columns, rowCount: count)
    }

    package func sample(of relation: Relation, rows: Int, columns wanted: [String]?) async throws -> Relation {
        guard relation.rowCount > rows else { return relation }
        let sample = makeID()
        let columns = try wanted.map { try relation.requireColumns($0) } ?? relation.columns
        let list = columns.map { SQL.identifier($0.name) }.joined()
        // By a hash of the record's place: even, and not in step with any rhythm of the data.
        let share = SampleShare.of(rows, among: relation.rowCount)
        let count = try await run { connection in
            try connection.run(
                """
                CREATE TABLE \(identifier: sample + "_rows") AS SELECT \(list) \
                FROM \(relation.source) WHERE hash(\(identifier: rowNumberColumn)) % \(SampleShare.whole) < \(share)
                """)
            try connection.run(Relation(id: sample, name: relation.name, columns: columns, rowCount: 0).viewOfTable)
            return try connection.count("SELECT count(*) FROM \(identifier: sample)")
        }
        return Relation(id: sample, name: relation.name, columns: columns, rowCount: count)
    }
}

extension Relation {
    /// The table behind the view of a relation whose records are in the engine.
    var tableName: String { id + "_rows" }

    var viewOfTable: SQL {
        "CREATE VIEW \(source) AS SELECT *, rowid AS \(identifier: rowNumberColumn) FROM \(identifier: tableName)"
    }
}

extension StoredType {
    /// The engine's type for new columns.
    var engineName: String {
        switch self {
        case .boolean: "BOOLEAN"
        case .integer: "BIGINT"
        case .double: "DOUBLE"
        case .text, .other: "VARCHAR"
        case .timestamp: "TIMESTAMP"
        }
    }
}

extension Connection {
    /// Runs `body` as one transaction: all of it, or nothing when it throws.
    func inTransaction(_ body: () throws -> Void) throws {
        try run("BEGIN")
        do {
            try body()
            try run("COMMIT")
        } catch {
            // The first failure is the one to report; a failed COMMIT has rolled back by itself.
            _ = try? run("ROLLBACK")
            throw error
        }
    }

    /// The number that a one-row query gives.
    func count(_ sql: SQL) throws -> Int {
        let rows = try run(sql).rows { try $0.integer(0, $1) }
        guard let first = rows.first, let value = first else {
            throw DuckDBError(.read, message: "a count gave no row", sql: sql.text)
        }
        return Int(value)
    }
}
