package import Store

internal import SQLText

extension DuckDBStore {
    package func open(_ files: FileSet) async throws -> Relation {
        let name = files.paths.count == 1 ? files.paths[0] : "\(files.paths[0]) and \(files.paths.count - 1) more"
        let id = makeID()
        do {
            let (columns, count) = try await session.run { connection in
                try connection.open(files, as: id)
            }
            return Relation(id: id, name: name, columns: columns, rowCount: count)
        } catch let error as DuckDBError {
            throw StoreError(.badInput, "\(name): \(error.message.firstParagraph)", cause: error)
        }
    }
}

extension Connection {
    fileprivate func open(_ files: FileSet, as id: String) throws -> (columns: [StoredColumn], count: Int) {
        let paths = files.paths.map { SQL.literal($0) }.joined()
        switch files.format {
        case .parquet:
            let reader: SQL =
                files.paths.count == 1
                ? "read_parquet([\(paths)], file_row_number = true)"
                : "read_parquet([\(paths)], file_row_number = true, filename = true, union_by_name = true)"
            let order: SQL =
                files.paths.count == 1
                ? "\(identifier: "file_row_number")"
                : "\(identifier: "file_row_number") + list_position([\(paths)], \(identifier: "filename")) * 1000000000000"
            let hidden = ["file_row_number"] + (files.paths.count == 1 ? [] : ["filename"])
            let columns = try describe(reader).filter { !hidden.contains($0.name) }
            return try makeView(id, of: reader, columns: columns, order: order)
        case .csv:
            try load(
                "read_csv([\(paths)], union_by_name = true)",
                orAsText: "read_csv([\(paths)], union_by_name = true, all_varchar = true)", into: id + "_rows")
        case .ndjson:
            try load(
                "read_json([\(paths)], format = 'newline_delimited', union_by_name = true)",
                orAsText: "read_json([\(paths)], format = 'newline_delimited', union_by_name = true, sample_size = -1)",
                into: id + "_rows")
        }
        let table: SQL = "\(identifier: id + "_rows")"
        return try makeView(id, of: table, columns: try describe(table), order: "rowid")
    }

    /// Reads text files into a table. Types are guessed from the first rows; when a later row does not fit the guess,
    /// everything is read again as text, and cells that do not fit become findings rather than an end.
    private func load(_ reader: SQL, orAsText textReader: SQL, into table: String) throws {
        do {
            try run("CREATE TABLE \(identifier: table) AS FROM \(reader)")
        } catch {
            guard error.isConversion else { throw error }
            try run("CREATE TABLE \(identifier: table) AS FROM \(textReader)")
        }
    }

    /// The columns of a table function or table, by the engine's type names.
    private func describe(_ source: SQL) throws -> [(name: String, type: String)] {
        try run("SELECT column_name, column_type FROM (DESCRIBE FROM \(source))").rows { chunk, row in
            (try chunk.text(0, row) ?? "", try chunk.text(1, row) ?? "")
        }
    }

    private func makeView(
        _ id: String, of source: SQL, columns: [(name: String, type: String)], order: SQL
    ) throws -> (columns: [StoredColumn], count: Int) {
        let stored = columns.map { EngineColumn(name: $0.name, type: $0.type) }
        let list = stored.map { column -> SQL in
            "\(column.normalised) AS \(identifier: column.name)"
        }
        try run(
            """
            CREATE VIEW \(identifier: id) AS SELECT \((list + ["\(order) AS \(identifier: rowNumberColumn)"]).joined()) \
            FROM \(source)
            """)
        let count = try self.count("SELECT count(*) FROM \(identifier: id)")
        return (stored.map { StoredColumn($0.name, $0.storedType) }, count)
    }
}

/// A column of a file with the engine's name of its type.
private struct EngineColumn {
    var name: String
    var type: String

    /// The column as one of the five types that views have.
    var normalised: SQL {
        let reference = SQL.identifier(name)
        switch type {
        case "BOOLEAN", "BIGINT", "DOUBLE", "VARCHAR", "TIMESTAMP": return reference
        case "TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT", "UINTEGER": return "\(reference)::BIGINT"
        case "FLOAT": return "\(reference)::DOUBLE"
        case "TIMESTAMP WITH TIME ZONE": return "make_timestamp(epoch_us(\(reference)))"
        case "DATE", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS": return "\(reference)::TIMESTAMP"
        case _ where type.hasPrefix("DECIMAL"): return "\(reference)::DOUBLE"
        case _ where type.hasPrefix("ENUM"): return "\(reference)::VARCHAR"
        // Wide integers and all else as text: exact, and good enough to see whether there is a value.
        default: return "\(reference)::VARCHAR"
        }
    }

    var storedType: StoredType {
        switch type {
        case "BOOLEAN": .boolean
        case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER": .integer
        case "FLOAT", "DOUBLE": .double
        case "VARCHAR", "UBIGINT", "HUGEINT", "UHUGEINT", "UUID", "TIME": .text
        case "DATE": .timestamp
        case _ where type.hasPrefix("TIMESTAMP"): .timestamp
        case _ where type.hasPrefix("DECIMAL"): .double
        case _ where type.hasPrefix("ENUM"): .text
        default: .other(type)
        }
    }
}

extension DuckDBError {
    /// Whether a cell was not of its column's type.
    fileprivate var isConversion: Bool {
        message.hasPrefix("Conversion Error") || message.contains("Could not convert")
            || message.hasPrefix("Invalid Input Error: JSON transform error")
    }
}

extension String {
    /// Up to the first empty line: the engine adds advice for its own users after it.
    fileprivate var firstParagraph: String {
        var lines: [Substring] = []
        for line in split(separator: "\n", omittingEmptySubsequences: false) {
            if line.allSatisfy(\.isWhitespace) { break }
            lines.append(line)
        }
        return lines.joined(separator: " ")
    }
}
