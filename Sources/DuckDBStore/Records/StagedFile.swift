internal import Foundation
internal import SQLText
internal import Store

extension Connection {
    /// Reads a file of one request, whose values stay of the file's types: what the table wants is seen to later.
    func stageFile(_ path: String, format: StagingFormat, as id: String, known: Set<String>) throws -> StagedRows {
        let rows: SQL = .identifier(id + "_rows")
        var names = StagedNames([], known: [])
        var columns: [StagedColumn] = []
        do {
            try StagedNames.check(count: try columnCount(of: path, format: format))
            let found = try run("SELECT column_name, column_type FROM (DESCRIBE FROM \(format.reader(of: path)))").rows {
                (name: try $0.text(0, $1) ?? "", type: try $0.text(1, $1) ?? "")
            }
            names = StagedNames(found.map(\.name), known: known)
            let types = Dictionary(found.map { ($0.name, $0.type) }, uniquingKeysWith: { first, _ in first })
            columns = names.kept.enumerated().map { place, name in
                StagedColumn(name: name, place: place, type: StoredType(engine: types[name] ?? ""), isText: false)
            }
            let values = columns.map { "\(Self.staged($0.name, type: types[$0.name] ?? "")) AS \($0.reference)" as SQL }
            try run(
                """
                CREATE TABLE \(rows) AS SELECT \((["0::BIGINT AS request", "row_number() OVER () AS line"] + values).joined()) \
                FROM \(format.reader(of: path))
                """)
        } catch {
            guard let reason = error as? DuckDBError, !reason.isOfThisMachine else { throw error }
            throw StoreError(.badInput, "the body is no \(format.name): \(reason.message.firstLine)", cause: error)
        }
        guard format == .csv else {
            return StagedRows(
                relation: try makeStagedView(id, columns: columns), valued: Set(names.kept), ignoredNames: names.ignored)
        }
        for index in columns.indices { columns[index].isText = true }
        try guessTypes(of: &columns, known: known, in: rows)
        return StagedRows(relation: try makeStagedView(id, columns: columns), ignoredNames: names.ignored)
    }

    /// A file's value as one of few types: times without a zone are UTC, and what is no single value is a text.
    private static func staged(_ name: String, type: String) -> SQL {
        let column = SQL.identifier(name)
        switch type {
        case _ where type.hasPrefix("TIMESTAMP") || type == "DATE": return column.asTimestamp(from: type)
        case _ where StoredType(engine: type) == .text: return "\(column)::VARCHAR"
        default: return column
        }
    }

    /// About how many columns a file has, found without reading its rows.
    private func columnCount(of path: String, format: StagingFormat) throws -> Int {
        switch format {
        case .parquet: return try count("SELECT count(*) FROM parquet_schema(\(SQL.literal(path)))") - 1
        case .csv:
            guard let file = FileHandle(forReadingAtPath: path) else { return 0 }
            defer { try? file.close() }  // was only read
            let start = try file.read(upToCount: 4 << 20) ?? Data()
            let header = start.prefix { $0 != UInt8(ascii: "\n") }
            return ",;\t|".utf8.map { separator in header.count { $0 == separator } }.max() ?? 0
        }
    }

    /// What texts of unknown columns look like: a type that fits them all.
    private func guessTypes(of columns: inout [StagedColumn], known: Set<String>, in rows: SQL) throws {
        let open = columns.indices.filter { !known.contains(columns[$0].name) }
        let kinds: [(type: StoredType, isOne: (SQL) -> SQL)] = [
            // A cast alone takes fractions, too: it rounds them.
            (.integer, { "TRY_CAST(\($0) AS BIGINT) IS NOT NULL AND regexp_full_match(trim(\($0)), '[-+]?[0-9]+')" }),
            (.double, { "TRY_CAST(\($0) AS DOUBLE) IS NOT NULL" }),
            (.timestamp, { "TRY_CAST(\($0) AS TIMESTAMPTZ) IS NOT NULL" }),
        ]
        for start in stride(from: 0, to: open.count, by: 100) {
            let part = open[start..<min(start + 100, open.count)]
            let tests = part.flatMap { index in
                kinds.map { "bool_and(\($0.isOne(columns[index].reference))) FILTER (WHERE \(columns[index].reference) IS NOT NULL)" as SQL }
            }
            try run("SELECT \(tests.joined()) FROM \(rows)").forEachRow { chunk, row in
                for (place, index) in part.enumerated() {
                    let fitting = try kinds.indices.first { try chunk.boolean(place * kinds.count + $0, row) == true }
                    let isEmpty = try chunk.boolean(place * kinds.count, row) == nil
                    columns[index].type = isEmpty ? .other("null") : fitting.map { kinds[$0].type } ?? .text
                }
            }
        }
    }
}

extension StagingFormat {
    fileprivate var name: String {
        switch self {
        case .csv: "CSV"
        case .parquet: "Parquet"
        }
    }

    fileprivate func reader(of path: String) -> SQL {
        let file: SQL = "[\(SQL.literal(path))]"
        return switch self {
        case .csv: "read_csv(\(file), all_varchar = true, header = true, quote = '\"', escape = '\"')"
        case .parquet: "read_parquet(\(file))"
        }
    }
}

extension StoredType {
    /// By the engine's name of a type in a file.
    fileprivate init(engine type: String) {
        switch type {
        case "BOOLEAN": self = .boolean
        case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER": self = .integer
        case "FLOAT", "DOUBLE", "UBIGINT", "HUGEINT": self = .double
        case "DATE": self = .timestamp
        case _ where type.hasPrefix("TIMESTAMP"): self = .timestamp
        case _ where type.hasPrefix("DECIMAL"): self = .double
        default: self = .text
        }
    }
}

extension String {
    fileprivate var firstLine: String { String(split(separator: "\n").first ?? "") }
}
