internal import Foundation
internal import SQLText
internal import Store

extension Connection {
    /// The engine's plan grows with the square of an object's members, so wide rows are taken apart as several.
    private static let objectWidth = 250

    /// Reads lines of JSON objects: the engine checks and takes them apart, all at once.
    func stageLines(_ block: LineBlock, as id: String, known: Set<String>) throws -> StagedRows {
        let lines: SQL = .identifier(id + "_lines")
        try run("CREATE TABLE \(lines) (request BIGINT, line BIGINT, text VARCHAR)")
        defer { dropStaged(lines) }
        var problems = block.linesThatAreNoText()
        try append(block, to: id + "_lines", without: Set(problems.map(\.request)))
        if block.areBodies {
            problems += try removeMalformed(from: lines, allowed: ["OBJECT", "ARRAY"])
            try unfoldArrays(in: lines)
        }
        problems += try removeMalformed(from: lines, allowed: ["OBJECT"])
        let keys = try run(
            "SELECT DISTINCT unnest(json_keys(text)) AS key FROM \(lines) ORDER BY key LIMIT \(StagedNames.limit + 1)"
        ).rows { try $0.text(0, $1) ?? "" }
        try StagedNames.check(count: keys.count)
        let names = StagedNames(keys, known: known)
        let types = try jsonTypes(of: names.kept.filter { !known.contains($0) }, in: lines)
        let columns = names.kept.enumerated().map { StagedColumn(name: $1, place: $0, type: types[$1] ?? .text) }
        let texts = columns.map { column in
            let (object, place) = column.place.quotientAndRemainder(dividingBy: Self.objectWidth)
            return "struct_extract_at(\(identifier: "object_\(object)"), \(place + 1)) AS \(column.reference)" as SQL
        }
        // A request without any column still has rows.
        let objects = try stride(from: 0, to: max(1, names.kept.count), by: Self.objectWidth).enumerated().map { object, start in
            let structure = try jsonStructure(names.kept.dropFirst(start).prefix(Self.objectWidth))
            return "from_json(text, \(SQL.literal(structure))) AS \(identifier: "object_\(object)")" as SQL
        }
        try run(
            """
            CREATE TABLE \(identifier: id + "_rows") AS SELECT \((["request", "line"] + texts).joined()) FROM \
            (SELECT \((["request", "line"] + objects).joined()) FROM \(lines))
            """)
        return StagedRows(
            relation: try makeStagedView(id, columns: columns), problems: problems, ignoredNames: names.ignored)
    }

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
                // A JSON pointer can say any key.
                let pointer = "/" + key.replacing("~", with: "~0").replacing("/", with: "~1")
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

    /// What is to be taken out of each object, in the order of `names`, by which places are counted.
    private func jsonStructure(_ names: some Collection<String>) throws -> String {
        let encoder = JSONEncoder()
        let members = try names.map { String(decoding: try encoder.encode($0), as: UTF8.self) + ":\"VARCHAR\"" }
        // An empty structure is none; a name that nobody asks for does no harm.
        return members.isEmpty ? "{\"-\":\"VARCHAR\"}" : "{\(members.joined(separator: ","))}"
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
