package import Store

internal import SQLText

extension DuckDBStore {
    package func open(_ files: FileSet) async throws -> Relation {
        let name = files.paths.count == 1 ? files.paths[0] : "\(files.paths[0]) and \(files.paths.count - 1) more"
        let id = makeID()
        do {
            let (columns, count) = try await session.run { connection in
                try connection.open(files, as: id, named: name)
            }
            return Relation(id: id, name: name, columns: columns, rowCount: count)
        } catch let error as DuckDBError {
            if error.isMemoryLimit { throw storeError(of: error) }
            var text = "\(error.message.fileOfMessage ?? name): \(error.message.firstParagraph)"
            if error.message.hasPrefix("IO Error"), files.paths.contains(where: \.isNamedCompressed) {
                text += "; see that the compressed file is whole, and copy or compress it again"
            }
            throw StoreError(.badInput, text, cause: error)
        }
    }
}

extension Connection {
    fileprivate func open(
        _ files: FileSet, as id: String, named name: String
    ) throws -> (columns: [StoredColumn], count: Int) {
        let table = id + "_rows"
        switch files.format {
        case .parquet:
            for path in files.paths { try FileKind.checkParquet(path) }
            return try viewParquet(files.paths, as: id, named: name)
        case .csv:
            for path in files.paths { try FileKind.checkText(path) }
            try loadCSV(files.paths, into: table)
        case .ndjson:
            for path in files.paths { try FileKind.checkText(path) }
            try loadJSON(files.paths, into: table)
        }
        return try makeView(
            id, named: name, of: .identifier(table), columns: try describe(.identifier(table)), order: "rowid")
    }

    /// Reads a text file line by line, into a column `line`. The delimiter is one that no text has.
    func lines(of file: String, _ options: SQL = "") -> SQL {
        """
        read_csv([\(SQL.literal(file.withoutPatterns))], auto_detect = false, header = false, \
        delim = '\u{1}\u{2}\u{3}\u{4}', quote = '', escape = '', strict_mode = false, \
        columns = {'line': 'VARCHAR'}\(options))
        """
    }

    /// - Throws: `StoreError` with the first line that is not UTF-8; nothing for other failures.
    func requireUTF8(_ file: String) throws {
        do {
            try run("SELECT count(line) FROM \(lines(of: file))")
        } catch {
            guard !error.isInterrupt else { throw error }
            guard error.message.contains("Invalid unicode") else { return }
            if !file.isNamedCompressed, FileBytes(path: file).prefix(4_096).contains(0) {
                throw StoreError(.badInput, "\(file) is no text, or text in UTF-16; \(FileKind.asText)", cause: error)
            }
            let parts = error.message.split(separator: "\n")
            let line = parts.first?.split(separator: "Line: ").last ?? "?"
            let text = parts.first { $0.hasPrefix("Original Line: ") }?.dropFirst(15) ?? ""
            throw StoreError(
                .badInput,
                "\(file), line \(line): \(String(text).excerpt) is not UTF-8 text; \(FileKind.toUTF8(from: "LATIN1"))",
                cause: error)
        }
    }
}

extension Sequence<String> {
    /// As a list for the engine's readers. They take patterns; the names that come back are plain.
    var asPaths: SQL { "[\(map { SQL.literal($0.withoutPatterns) }.joined())]" }
}

extension String {
    /// As a pattern that only this path matches.
    var withoutPatterns: String {
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

    /// The start of a value or row, for a message: what no terminal should get is replaced.
    var excerpt: String {
        let text = drop(while: \.isWhitespace)
        let start = text.prefix { !$0.isNewline }.prefix(60)
        let shown = start.unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : Character($0) }
        return "'\(String(shown))\(start.count < text.count ? "…" : "")'"
    }
}
