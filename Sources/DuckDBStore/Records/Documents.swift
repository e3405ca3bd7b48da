package import Domain

internal import FoundationEssentials
internal import SQLText
internal import Store

extension DuckDBStore {
    package func write(
        _ kind: Document.Kind, named name: String, body: String?, by author: String
    ) async throws -> Document {
        try await runWriting { connection in
            var document = Document(
                revision: 0, kind: kind, name: name, body: body, writtenAt: Timestamp(.now), author: author)
            try connection.inTransaction {
                let last = try connection.count("SELECT coalesce(max(revision), 0) FROM \(.data("document"))")
                document.revision = Int64(last) + 1
                try connection.run(
                    """
                    INSERT INTO \(.data("document")) VALUES (\(bind: .integer(document.revision)), \
                    \(bind: .text(kind.rawValue)), \(bind: .text(name)), \(bind: body.map(SQLValue.text) ?? .null), \
                    make_timestamp(\(bind: .integer(document.writtenAt.microseconds))), \(bind: .text(author)))
                    """)
            }
            return document
        }
    }

    package func documents(of kind: Document.Kind) async throws -> [Document] {
        try await run { connection in
            try connection.readDocuments(
                """
                SELECT \(documentColumns) FROM \(.data("document")) WHERE kind = \(bind: .text(kind.rawValue))
                QUALIFY row_number() OVER (PARTITION BY name ORDER BY revision DESC) = 1 ORDER BY name
                """)
        }.filter { $0.body != nil }
    }

    package func history(of kind: Document.Kind, named name: String?, limit: Int) async throws -> [Document] {
        try await run { connection in
            let condition: SQL = name.map { " AND name = \(bind: .text($0))" } ?? ""
            return try connection.readDocuments(
                """
                SELECT \(documentColumns) FROM \(.data("document")) WHERE kind = \(bind: .text(kind.rawValue))\(condition)
                ORDER BY revision DESC LIMIT \(max(0, limit))
                """)
        }
    }
}

private let documentColumns: SQL = "revision, kind, name, body, written_at, author"

extension Connection {
    fileprivate func readDocuments(_ query: SQL) throws -> [Document] {
        try run(query).rows { chunk, row in
            guard let revision = try chunk.integer(0, row), let kind = Document.Kind(rawValue: try chunk.text(1, row) ?? ""),
                let name = try chunk.text(2, row), let writtenAt = try chunk.integer(4, row),
                let author = try chunk.text(5, row)
            else { throw DuckDBError(.read, message: "a document is damaged", sql: query.text) }
            return Document(
                revision: revision, kind: kind, name: name, body: try chunk.text(3, row),
                writtenAt: Timestamp(microseconds: writtenAt), author: author)
        }
    }
}
