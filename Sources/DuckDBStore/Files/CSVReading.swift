internal import SQLText
internal import Store

extension Connection {
    /// Reads CSV files into a table. Types are guessed from the first rows; when a later row does not fit the guess,
    /// they are guessed again from all rows, and the column in question becomes text.
    ///
    /// The header says how rows are split. Left to itself the engine takes rows that differ in length for a file of one
    /// column with commas in it, passes over all rows before the last longer one, header and all, and takes rows that
    /// begin with `#` for comments.
    func loadCSV(_ files: [String], into table: String) throws {
        let headers = try files.map { CSVHeader(try headerLine(of: $0)) }
        let delimiter = try commonDelimiter(of: headers, in: files)
        let dialect: SQL = """
            union_by_name = true, header = true, skip = 0, comment = '', strict_mode = true, \
            delim = \(SQL.literal(delimiter)), quote = '"', escape = '"'
            """
        do {
            try load("\(files.asPaths), \(dialect)", into: table)
        } catch {
            guard !error.isInterrupt else { throw error }
            for (file, header) in zip(files, headers) {
                try requireUTF8(file)
                try findFault(in: file, header)
            }
            throw error
        }
    }

    private func load(_ arguments: SQL, into table: String) throws(DuckDBError) {
        do {
            try run("CREATE TABLE \(identifier: table) AS FROM read_csv(\(arguments))")
        } catch {
            guard error.isConversion else { throw error }
            try run("CREATE TABLE \(identifier: table) AS FROM read_csv(\(arguments), sample_size = -1)")
        }
    }

    private func headerLine(of file: String) throws -> String {
        // What is wrong with other lines is for later.
        let rows = try run("SELECT line FROM \(lines(of: file, ", ignore_errors = true")) LIMIT 1")
            .rows { try $0.text(0, $1) }
        guard let line = rows.first ?? nil else {
            try requireUTF8(file)
            throw StoreError(
                .badInput,
                "\(file): \(rows.isEmpty ? "the file" : "the first line") is empty; the first line must name the columns")
        }
        guard !line.utf8.contains(0) else {
            throw StoreError(
                .badInput,
                "\(file), line 1: NUL bytes are in the names of columns, so this is no text or text in UTF-16; "
                    + FileKind.asText)
        }
        return line
    }

    /// What separates the cells in all files; a file of one column goes with any.
    private func commonDelimiter(of headers: [CSVHeader], in files: [String]) throws(StoreError) -> String {
        let known = zip(files, headers).filter { $1.names.count > 1 }
        guard let (file, header) = known.first else { return "," }
        if let (other, differing) = known.first(where: { $1.delimiter != header.delimiter }) {
            throw StoreError(
                .badInput,
                "cells are separated by '\(header.delimiter)' in \(file), by '\(differing.delimiter)' in \(other); "
                    + "files that make one table need the same delimiter")
        }
        return header.delimiter
    }
}

/// What the first line of a CSV file says of the others.
struct CSVHeader {
    /// The one of the usual delimiters that is there most often outside quotes; a comma when none is.
    private(set) var delimiter = ","
    private(set) var names: [String] = []
    /// Whether a quote opens that the line does not close.
    let isOpen: Bool

    init(_ line: String) {
        var counts: [Character: Int] = [:]
        for (character, isQuoted) in Self.marked(line) where !isQuoted && Self.delimiters.contains(character) {
            counts[character, default: 0] += 1
        }
        var most = 1
        for candidate in Self.delimiters where counts[candidate, default: 0] >= most {
            (delimiter, most) = (String(candidate), counts[candidate, default: 0])
        }
        var name = ""
        for (character, isQuoted) in Self.marked(line) {
            if !isQuoted, String(character) == delimiter {
                names.append(name)
                name = ""
            } else if character != "\"" {
                name.append(character)
            }
        }
        names.append(name)
        isOpen = line.count { $0 == "\"" } % 2 == 1
    }

    private static let delimiters: [Character] = [",", ";", "\t", "|"]

    /// The characters with whether each stands between quotes.
    private static func marked(_ line: String) -> [(Character, Bool)] {
        var isQuoted = false
        return line.map { character in
            if character == "\"" { isQuoted.toggle() }
            return (character, isQuoted)
        }
    }
}

extension DuckDBError {
    /// Whether a cell was not of its column's type.
    fileprivate var isConversion: Bool {
        message.hasPrefix("Conversion Error") || message.contains("Could not convert")
    }
}
