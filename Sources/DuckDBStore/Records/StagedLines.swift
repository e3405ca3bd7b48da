internal import Foundation
internal import SQLText
internal import Store

extension Connection {
    /// The engine's plan grows with the square of an object's members, so wide rows are taken apart as several.
    private static let objectWidth = 250

    /// Reads lines of JSON objects: the engine checks and takes them apart, all at once.
    func stageLines(_ block: LineBlock, as id: String, known: Set<String>, numbers: Set<String>) throws -> StagedRows {
        let lines: SQL = .identifier(id + "_lines")
        try run("CREATE TABLE \(lines) (request BIGINT, line BIGINT, text VARCHAR)")
        defer { dropStaged(lines) }
        var problems = block.linesThatAreNoText()
        try append(block, to: id + "_lines", without: Set(problems.map(\.request)))
        if block.areBodies {
            problems += try removeMalformed(from: lines, allowed: ["OBJECT", "ARRAY"])
            try unfoldArrays(in: lines)
        }
        var keys = try keys(in: lines)
        if keys.contains(nil) {
            // A line that is empty, or no object at all.
            problems += try removeMalformed(from: lines, allowed: ["OBJECT"])
            keys = try self.keys(in: lines)
        }
        let found = keys.compactMap(\.self)
        try StagedNames.check(count: found.count)
        let names = StagedNames(found, known: known)
        let types = try jsonTypes(of: names.kept.filter { !known.contains($0) }, in: lines)
        var columns = names.kept.enumerated().map { place, name in
            let isNumber = numbers.contains(name)
            return StagedColumn(name: name, place: place, type: isNumber ? .double : types[name] ?? .text, isText: !isNumber)
        }
        let rows: SQL = .identifier(id + "_rows")
        try makeRows(rows, of: columns, in: lines)
        let misfitting = try columnsWithMisfits(columns, in: rows, of: lines)
        if !misfitting.isEmpty {
            for place in misfitting {
                columns[place].type = .text
                columns[place].isText = true
            }
            try run("DROP TABLE \(rows)")
            try makeRows(rows, of: columns, in: lines)
        }
        return StagedRows(
            relation: try makeStagedView(id, columns: columns),
            valued: Set(columns.filter { !$0.isText }.map(\.name)), problems: problems, ignoredNames: names.ignored)
    }

    /// All names in the objects of these lines; with `nil` when a line is an empty object, or none.
    private func keys(in lines: SQL) throws -> [String?] {
        // One list of names is that of most lines, so that lists are told apart before they are taken apart.
        let lists: SQL = "SELECT DISTINCT TRY(json_keys(text)) AS names FROM \(lines)"
        return try run(
            """
            SELECT DISTINCT unnest(CASE WHEN len(names) > 0 THEN names ELSE [NULL] END) AS key FROM (\(lists)) \
            ORDER BY key NULLS FIRST LIMIT \(StagedNames.limit + 2)
            """
        ).rows { try $0.text(0, $1) }
    }

    /// Takes each line apart into its columns.
    private func makeRows(_ rows: SQL, of columns: [StagedColumn], in lines: SQL) throws {
        // A request without any column still has rows.
        let objects = try stride(from: 0, to: max(1, columns.count), by: Self.objectWidth).enumerated().map { object, start in
            let part = columns.dropFirst(start).prefix(Self.objectWidth)
            return "\(try Self.object(of: part)) AS \(identifier: "object_\(object)")" as SQL
        }
        let cells = columns.map { column in
            let (object, place) = column.place.quotientAndRemainder(dividingBy: Self.objectWidth)
            return "\(Self.cell(place, of: .identifier("object_\(object)"))) AS \(column.reference)" as SQL
        }
        try run(
            """
            CREATE TABLE \(rows) AS SELECT \((["request", "line"] + cells).joined()) FROM \
            (SELECT \((["request", "line"] + objects).joined()) FROM \(lines))
            """)
    }

    /// Places of number columns in which something stands that is no number: their texts are needed.
    private func columnsWithMisfits(_ columns: [StagedColumn], in rows: SQL, of lines: SQL) throws -> [Int] {
        let numbers = columns.filter { !$0.isText }
        guard !numbers.isEmpty else { return [] }
        let gaps = try run("SELECT \(numbers.map { "count(*) - count(\($0.reference))" as SQL }.joined()) FROM \(rows)").rows {
            chunk, row in try numbers.indices.map { try chunk.integer($0, row) ?? 0 }
        }
        let withGaps = zip(numbers, gaps.first ?? []).filter { $1 > 0 }.map(\.0)
        var found: [Int] = []
        for part in withGaps.parts(of: Self.objectWidth).map(Array.init) {
            // Null because there is nothing, or because it is no number?
            let texts = part.enumerated().map { place, column in
                """
                count(CASE WHEN \(Self.cell(place, of: "object")) IS NULL \
                THEN text ->> \(SQL.literal(column.name.jsonPointer)) END)
                """ as SQL
            }
            try run("SELECT \(texts.joined()) FROM (SELECT text, \(try Self.object(of: part)) AS object FROM \(lines))")
                .forEachRow { chunk, row in
                    for (place, column) in part.enumerated() where try chunk.integer(place, row) ?? 0 > 0 {
                        found.append(column.place)
                    }
                }
        }
        return found
    }

    /// These columns of a line, as a structure of the engine's.
    private static func object(of columns: some Collection<StagedColumn>) throws -> SQL {
        let encoder = JSONEncoder()
        let members = try columns.map {
            String(decoding: try encoder.encode($0.name), as: UTF8.self) + ($0.isText ? ":\"VARCHAR\"" : ":\"DOUBLE\"")
        }
        // An empty structure is none; a name that nobody asks for does no harm.
        return "from_json(text, \(SQL.literal(members.isEmpty ? "{\"-\":\"VARCHAR\"}" : "{\(members.joined(separator: ","))}")))"
    }

    /// A member of a structure, counted from zero.
    private static func cell(_ place: Int, of object: SQL) -> SQL { "struct_extract_at(\(object), \(place + 1))" }

    private func append(_ block: LineBlock, to table: String, without requests: Set<Int>) throws {
        let appender = try makeAppender(table: table)
        try appender.append(block, without: requests)
        try appender.finish()
    }

    /// Takes requests with a line that is no JSON object out whole, each with its first such line.
    private func removeMalformed(from lines: SQL, allowed: [String]) throws -> [StagedRows.Problem] {
        let types = allowed.map { SQL.literal($0) }
        let bad: SQL = "coalesce(json_type(CASE WHEN json_valid(text) THEN text END), '') NOT IN (\(types.joined()))"
        let found = try run(
            """
            SELECT request, line, text FROM \(lines) WHERE \(bad)
            QUALIFY row_number() OVER (PARTITION BY request ORDER BY line) = 1 ORDER BY request
            """
        ).rows { chunk, row in
            (
                request: Int(try chunk.integer(0, row) ?? 0), line: Int(try chunk.integer(1, row) ?? 0),
                text: try chunk.text(2, row) ?? ""
            )
        }
        return try found.map { problem in
            try run("DELETE FROM \(lines) WHERE request = \(problem.request)")
            return StagedRows.Problem(request: problem.request, line: problem.line, reason: reason(for: problem.text))
        }
    }

    /// Makes a line of each element of a body that is an array.
    private func unfoldArrays(in lines: SQL) throws {
        try run(
            """
            CREATE OR REPLACE TEMP TABLE unfolded AS SELECT request, unnest(range(1, json_array_length(text)::BIGINT + 1)) AS line,
            unnest(from_json(text, '["JSON"]'))::VARCHAR AS text FROM \(lines) WHERE json_type(text) = 'ARRAY'
            """)
        try run("DELETE FROM \(lines) WHERE json_type(text) = 'ARRAY'")
        try run("INSERT INTO \(lines) FROM unfolded")
        try run("DROP TABLE unfolded")
    }

    /// What the engine finds wrong with a line.
    private func reason(for line: String) -> String {
        do {
            try run("SELECT json_type(\(bind: .text(line)))::VARCHAR")
            return "a JSON object is wanted, such as {\"prediction_id\": \"a1\", \"age\": 31}; this is \(line.prefix(40))"
        } catch {
            // The engine repeats the input at the end, which may be long.
            let message = error.message.components(separatedBy: "Input:")[0]
                .replacing("Invalid Input Error: ", with: "").trimmingCharacters(in: .whitespacesAndNewlines)
            return "not JSON: \(message.prefix(200))"
        }
    }

    /// What the values of each key look like, over all lines.
    private func jsonTypes(of keys: [String], in lines: SQL) throws -> [String: StoredType] {
        var types: [String: StoredType] = [:]
        for start in stride(from: 0, to: keys.count, by: 100) {
            let part = Array(keys[start..<min(start + 100, keys.count)])
            let columns = part.flatMap { key -> [SQL] in
                let pointer = key.jsonPointer
                let value: SQL = "text ->> \(SQL.literal(pointer))"
                return [
                    "string_agg(DISTINCT json_type(text, \(SQL.literal(pointer))), ',')",
                    "bool_and(TRY_CAST(\(value) AS TIMESTAMPTZ) IS NOT NULL) FILTER (WHERE \(value) IS NOT NULL)",
                ]
            }
            try run("SELECT \(columns.joined()) FROM \(lines)").forEachRow { chunk, row in
                for (index, key) in part.enumerated() {
                    let found = Set((try chunk.text(2 * index, row) ?? "").split(separator: ",").map(String.init))
                    types[key] = StoredType(
                        jsonTypes: found.subtracting(["NULL"]), areTimes: try chunk.boolean(2 * index + 1, row) ?? false)
                }
            }
        }
        return types
    }

    /// What is left of a staging that failed is harmless: it is in memory, and goes with the program.
    func dropStaged(_ table: SQL) { _ = try? run("DROP TABLE IF EXISTS \(table)") }
}

extension StoredType {
    fileprivate init(jsonTypes types: Set<String>, areTimes: Bool) {
        switch types {
        case []: self = .other("null")
        case ["BOOLEAN"]: self = .boolean
        case _ where types.isSubset(of: ["UBIGINT", "BIGINT"]): self = .integer
        case _ where types.isSubset(of: ["UBIGINT", "BIGINT", "DOUBLE", "HUGEINT", "UHUGEINT"]): self = .double
        case ["VARCHAR"] where areTimes: self = .timestamp
        default: self = .text
        }
    }
}

extension LineBlock {
    /// The first line of each request that is not UTF-8, which the engine must not be given.
    fileprivate func linesThatAreNoText() -> [StagedRows.Problem] {
        if String(validating: bytes, as: UTF8.self) != nil { return [] }
        var problems: [Int: StagedRows.Problem] = [:]
        for line in lines where problems[line.request] == nil && String(validating: bytes[line.bytes], as: UTF8.self) == nil {
            problems[line.request] = .init(
                request: line.request, line: line.number, reason: "not UTF-8; encode text as UTF-8")
        }
        return problems.values.sorted { $0.request < $1.request }
    }
}

extension String {
    /// A JSON pointer to the member of this name, which can say any (RFC 6901).
    fileprivate var jsonPointer: String { "/" + replacing("~", with: "~0").replacing("/", with: "~1") }
}
