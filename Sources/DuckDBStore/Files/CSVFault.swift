internal import SQLText
internal import Store

extension Connection {
    /// Reads a file just as its header says and throws what is wrong with the first row that does not fit; returns when
    /// all rows do.
    func findFault(in file: String, _ header: CSVHeader) throws {
        guard !header.isOpen else {
            throw StoreError(
                .badInput, "\(file), line 1: a quote opens in the names of columns and is not closed; close it")
        }
        guard let fault = try firstFault(in: file, header) else { return }
        throw StoreError(.badInput, "\(file), \(fault.place(in: file)): \(fault.complaint(header))")
    }

    /// The engine keeps rows that it rejects in a table of its own, with their places.
    private func firstFault(in file: String, _ header: CSVHeader) throws -> CSVFault? {
        let columns = header.names.indices.map { "'c\($0)': 'VARCHAR'" as SQL }
        // Cells are only checked when they are looked at.
        let cells = header.names.indices.map { "count(c\($0))" as SQL }
        try dropFaults()
        do {
            try run(
                """
                SELECT \(cells.joined()) FROM read_csv([\(SQL.literal(file.withoutPatterns))], auto_detect = false, \
                header = true, strict_mode = true, delim = \(SQL.literal(header.delimiter)), quote = '"', escape = '"', \
                columns = {\(columns.joined())}, rejects_table = 'assay_faults', rejects_scan = 'assay_fault_scans', \
                rejects_limit = 1000)
                """)
        } catch {
            guard error.message.contains("invalid state") else { throw error }
            throw StoreError(
                .badInput,
                "\(file): the rows cannot be told apart; make all line ends alike, such as with dos2unix, "
                    + "and see that this is CSV",
                cause: error)
        }
        let faults = try run(
            """
            SELECT error_type::VARCHAR, line::BIGINT, line_byte_position::BIGINT, byte_position::BIGINT, \
            column_idx::BIGINT, csv_line[:10000], error_message FROM assay_faults \
            ORDER BY line_byte_position, byte_position, column_idx LIMIT 1
            """
        ).rows { chunk, row in
            CSVFault(
                kind: try chunk.text(0, row) ?? "", row: Int(try chunk.integer(1, row) ?? 0),
                start: Int(try chunk.integer(2, row) ?? 1) - 1, position: try chunk.integer(3, row).map { Int($0) - 1 },
                column: Int(try chunk.integer(4, row) ?? 0), text: try chunk.text(5, row) ?? "",
                message: try chunk.text(6, row) ?? "")
        }
        try dropFaults()
        return faults.first
    }

    private func dropFaults() throws {
        try run("DROP TABLE IF EXISTS assay_faults")
        try run("DROP TABLE IF EXISTS assay_fault_scans")
    }
}

/// A row of a CSV file that cannot be read.
private struct CSVFault {
    /// The engine's name for what is wrong.
    var kind: String
    /// The row's number, the header being 1.
    var row: Int
    /// Where in the file the row begins, and where the fault is, in bytes.
    var start: Int
    var position: Int?
    /// The number of the last cell that was read.
    var column: Int
    /// The row's text, as far as the engine took it for one row.
    var text: String
    var message: String

    /// The offset in `text` of the quote that is not closed; `nil` when something else is wrong.
    private var quote: Int? {
        if kind == "UNQUOTED VALUE" { return position.map { $0 - start } }
        // A quote that swallows more than the engine takes for a row is only seen as a row too long.
        guard kind == "LINE SIZE OVER MAXIMUM" else { return nil }
        let line = text.utf8.prefix { $0 != UInt8(ascii: "\n") }
        let quotes = line.enumerated().filter { $0.element == UInt8(ascii: "\"") }.map(\.offset)
        return quotes.count % 2 == 1 ? quotes.last : nil
    }

    /// The line, or in a compressed file the row, because lines within values cannot be counted there.
    func place(in file: String) -> String {
        guard !file.isNamedCompressed else { return "row \(row)" }
        // Where rows end in CR LF, the engine takes the LF for the next row's.
        let breaks = text.utf8.prefix { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }.count
        return "line \(FileBytes(path: file).lineNumber(at: start + (quote ?? breaks)))"
    }

    func complaint(_ header: CSVHeader) -> String {
        let count = header.names.count
        if let quote {
            let name = header.names.indices.contains(column - 1) ? "column '\(header.names[column - 1])': " : ""
            let value = String(decoding: text.utf8.dropFirst(quote), as: UTF8.self)
            return "\(name)the quote that opens \(value.excerpt) is not closed where the value ends; close it, "
                + "and write quotes within values twice"
        }
        switch kind {
        case "MISSING COLUMNS":
            return "the row \(text.excerpt) has \(column) of \(count) cells; mend the row"
        case "TOO MANY COLUMNS":
            return "the row \(text.excerpt) has more than \(count) cells; mend the row, "
                + "and quote values that hold '\(header.delimiter)'"
        case "INVALID ENCODING":
            return "\(text.excerpt) is not UTF-8 text; \(FileKind.toUTF8(from: "LATIN1"))"
        case "LINE SIZE OVER MAXIMUM":
            return "the row \(text.excerpt) is longer than 2 MB; shorten it or leave its column out"
        default:
            return "\(message) \(text.excerpt)"
        }
    }
}
