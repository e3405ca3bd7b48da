package import Domain
internal import Foundation
internal import SQLText
internal import Store

/// Two processes that write at a time may give the same revision: then the one with the greater number is the later.
extension ClickHouseStore {
    package func write(
        _ kind: Document.Kind, named name: String, body: String?, by author: String
    ) async throws -> Document {
        try await books()
        let last = try await read("SELECT \(integer("max(revision)")) FROM \(table(.document))") { try $0.integer() ?? 0 }.first ?? 0
        let document = Document(
            revision: last + 1, kind: kind, name: name, body: body, writtenAt: Timestamp(.now), author: author)
        let number = try await writer.number(in: self)
        try await write(
            [
                [
                    .text(kind.rawValue), .text(name), .integer(document.revision), .integer(number), .text(body),
                    .integer(document.writtenAt.microseconds), .text(author),
                ]
            ], in: .document)
        return document
    }

    package func documents(of kind: Document.Kind) async throws -> [Document] {
        let all = try await readDocuments("WHERE kind = \(.clickHouse(kind.rawValue)) ORDER BY revision DESC, writer DESC LIMIT 1 BY name")
        return all.filter { $0.body != nil }.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    package func history(of kind: Document.Kind, named name: String?, limit: Int) async throws -> [Document] {
        let condition: SQL = name.map { " AND name = \(.clickHouse($0))" } ?? ""
        return try await readDocuments(
            "WHERE kind = \(.clickHouse(kind.rawValue))\(condition) ORDER BY revision DESC, writer DESC LIMIT \(max(0, limit))")
    }

    private func readDocuments(_ rest: SQL) async throws -> [Document] {
        try await books()
        // A statement that is sent again writes the same row again.
        let rows: SQL = """
            SELECT kind, name, revision, writer, any(body) AS body, any(written_at) AS written_at, any(author) AS author \
            FROM \(table(.document)) GROUP BY kind, name, revision, writer
            """
        return try await read(
            """
            SELECT \(integer("revision")), \(text("kind")), \(text("name")), \(text("body")), \(integer("written_at")), \(text("author")) \
            FROM (\(rows)) \(rest)
            """
        ) { reader in
            guard let revision = try reader.integer(), let kind = Document.Kind(rawValue: try reader.text() ?? ""),
                let name = try reader.text()
            else { throw StoreError(.engine, "a document is damaged") }
            return Document(
                revision: revision, kind: kind, name: name, body: try reader.text(),
                writtenAt: Timestamp(microseconds: try reader.integer() ?? 0), author: try reader.text() ?? "")
        }
    }
}
