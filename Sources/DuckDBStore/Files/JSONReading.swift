internal import SQLText
internal import Store

extension Connection {
    /// Reads JSON files into a table: one object on each line, or an array of objects.
    func loadJSON(_ files: [String], into table: String) throws {
        // Keys that come late would be dropped without a word, so all rows are looked at for columns; and objects of
        // more than 200 alike keys would be taken for one value, a map.
        let reader: SQL = """
            read_json(\(files.asPaths), format = 'auto', union_by_name = true, sample_size = -1, \
            map_inference_threshold = -1)
            """
        do {
            try run("CREATE TABLE \(identifier: table) AS FROM \(reader)")
        } catch {
            throw error.isInterrupt ? error : try explanation(of: error, files: files)
        }
        // What is no object comes as a value in a column of this name.
        guard try describe(.identifier(table)).map(\.name) == ["json"] else { return }
        for file in files {
            if let (line, text) = try firstLine(of: file, where: isNoRecord) {
                throw StoreError(
                    .badInput,
                    "\(file), line \(line): \(text.excerpt) is no JSON object; each line must be one, such as {\"x\": 1.5}")
            }
        }
    }

    private func explanation(of error: DuckDBError, files: [String]) throws -> any Error {
        guard let file = files.first(where: { error.message.contains("in file \"\($0)\"") }) else { return error }
        try requireUTF8(file)
        // Such as: at byte 29 in line 3: unexpected end of data. Try ...
        let fault = String(error.message.split(separator: "in file \"\(file)\", ", maxSplits: 1).last ?? "")
            .prefix { $0 != "\n" }
        guard error.message.contains("Malformed JSON") else {
            return StoreError(.badInput, "\(file), \(fault); mend the file", cause: error)
        }
        let reason = fault.split(separator: ": ", maxSplits: 1).last?.split(separator: ".").first ?? fault
        // The engine counts lines and records from two. Lines are counted again here: it takes a file whose first line
        // is broken for one without lines.
        let start = try firstLine(of: file, where: "true")?.text.prefix(2) ?? ""
        let record = fault.split(separator: "record/value ").dropFirst().first.flatMap { Int($0.prefix(while: \.isNumber)) }
        if let record, start.hasPrefix("[") || start == "{" {
            return StoreError(.badInput, "\(file), record \(record - 1): \(reason); mend or remove the record", cause: error)
        }
        guard let (line, text) = try firstLine(of: file, where: "NOT json_valid(line)") else {
            return StoreError(.badInput, "\(file): \(reason); mend the file", cause: error)
        }
        return StoreError(
            .badInput, "\(file), line \(line): \(text.excerpt) is no whole JSON object: \(reason); mend or remove the line",
            cause: error)
    }

    /// The first line for which `condition` holds, with its number; blank lines are none.
    private func firstLine(of file: String, where condition: SQL) throws -> (number: Int64, text: String)? {
        try run(
            """
            SELECT number, line FROM (SELECT row_number() OVER () AS number, line FROM \(lines(of: file))) \
            WHERE trim(line) <> '' AND \(condition) ORDER BY number LIMIT 1
            """
        ).rows { (try $0.integer(0, $1) ?? 0, try $0.text(1, $1) ?? "") }.first
    }

    /// Whether a line is JSON, but neither a record nor an array of records.
    private var isNoRecord: SQL {
        """
        CASE WHEN json_valid(line) THEN json_type(line) <> 'OBJECT' \
        AND coalesce(json_type(line, '$[0]'), '') <> 'OBJECT' END
        """
    }
}
