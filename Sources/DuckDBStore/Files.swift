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
            if error.isMemoryLimit { throw storeError(of: error) }
            throw StoreError(.badInput, "\(error.message.fileOfMessage ?? name): \(error.message.firstParagraph)", cause: error)
        }
    }
}

extension Connection {
    fileprivate func open(_ files: FileSet, as id: String) throws -> (columns: [StoredColumn], count: Int) {
        // Readers take patterns; the names that come back are plain.
        let paths = files.paths.map { SQL.literal($0.withoutPatterns) }.joined()
        let names = files.paths.map { SQL.literal($0) }.joined()
        switch files.format {
        case .parquet:
            let reader: SQL =
                files.paths.count == 1
                ? "read_parquet([\(paths)], file_row_number = true)"
                : "read_parquet([\(paths)], file_row_number = true, filename = true, union_by_name = true)"
            let order: SQL =
                files.paths.count == 1
                ? "\(identifier: "file_row_number")"
                : "\(identifier: "file_row_number") + list_position([\(names)], \(identifier: "filename")) * 1000000000000"
            let hidden = ["file_row_number"] + (files.paths.count == 1 ? [] : ["filename"])
            let columns = try describe(reader).filter { !hidden.contains($0.name) }
            return try makeView(id, of: reader, columns: columns, order: order)
        case .csv:
            try loadCSV(files.paths, into: id + "_rows")
        case .ndjson:
            // Keys that come late would be dropped without a word, so all rows are looked at for columns.
            let reader: SQL =
                "read_json([\(paths)], format = 'newline_delimited', union_by_name = true, sample_size = -1)"
            try run("CREATE TABLE \(identifier: id + "_rows") AS FROM \(reader)")
        }
        let table: SQL = "\(identifier: id + "_rows")"
        return try makeView(id, of: table, columns: try describe(table), order: "rowid")
    }

    /// Reads CSV files into a table. Types are guessed from the first rows; when a later row does not fit the guess,
    /// they are guessed again from all rows, and the column in question becomes text.
    ///
    /// The header says how rows are split. Left to itself the engine takes rows that differ in length for a file of one
    /// column with commas in it, or passes over all rows before the last longer one, header and all.
    private func loadCSV(_ files: [String], into table: String) throws {
        guard let first = files.first else { return }
        let header = CSVHeader(try headerLine(of: first))
        let dialect: SQL = """
            union_by_name = true, header = true, skip = 0, delim = \(SQL.literal(header.delimiter)), quote = '"', escape = '"'
            """
        let paths = files.map { SQL.literal($0.withoutPatterns) }.joined()
        do {
            try run("CREATE TABLE \(identifier: table) AS FROM read_csv([\(paths)], \(dialect))")
        } catch {
            if error.isConversion {
                try run("CREATE TABLE \(identifier: table) AS FROM read_csv([\(paths)], \(dialect), sample_size = -1)")
                return
            }
            if !error.message.contains("Error on Line") { for file in files { try findBadRow(in: file) } }
            throw error
        }
    }

    private func headerLine(of file: String) throws -> String {
        let reader: SQL = """
            read_csv([\(SQL.literal(file.withoutPatterns))], auto_detect = false, header = false, delim = '\u{1}', quote = '', \
            escape = '', columns = {'line': 'VARCHAR'})
            """
        guard let line = try run("SELECT line FROM \(reader) LIMIT 1").rows({ try $0.text(0, $1) }).first ?? nil else {
            throw DuckDBError(.read, message: "the file is empty; the first line must name the columns")
        }
        return line
    }

    /// Reads a file just as its header says, which fails where a row differs, with the line.
    private func findBadRow(in file: String) throws {
        let header = CSVHeader(try headerLine(of: file))
        let types = (0..<header.columnCount).map { "'c\($0)': 'VARCHAR'" as SQL }
        _ = try count(
            """
            SELECT count(*) FROM (FROM read_csv([\(SQL.literal(file.withoutPatterns))], auto_detect = false, header = true, \
            delim = \(SQL.literal(header.delimiter)), quote = '"', escape = '"', columns = {\(types.joined())}))
            """)
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

/// What the first line of a CSV file says of the others.
private struct CSVHeader {
    /// The one of the usual delimiters that is there most often outside quotes; a comma when none is.
    private(set) var delimiter = ","
    private(set) var columnCount = 1

    init(_ line: String) {
        var isQuoted = false
        var counts: [Character: Int] = [:]
        for character in line {
            if character == "\"" { isQuoted.toggle() }
            if !isQuoted, ",;\t|".contains(character) { counts[character, default: 0] += 1 }
        }
        for candidate in ",;\t|" where counts[candidate, default: 0] >= columnCount {
            (delimiter, columnCount) = (String(candidate), counts[candidate, default: 0] + 1)
        }
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
    /// As a pattern that only this path matches.
    fileprivate var withoutPatterns: String {
        String(flatMap { "*?[".contains($0) ? "[\($0)]" : String($0) })
    }

    /// The file that the engine's message is about, where it is one of several.
    fileprivate var fileOfMessage: String? {
        split(separator: "\n").first { $0.hasPrefix("  file = ") }.map { String($0.dropFirst(9)) }
    }

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
