package import Store

internal import SQLText

extension DuckDBStore {
    package func stage(_ source: StagingSource, known: Set<String>, numbers: Set<String>) async throws -> StagedRows {
        let id = makeID()
        switch source {
        case .lines(let block):
            return try await runStaging { try $0.stageLines(block, as: id, known: known, numbers: numbers) }
        case .file(let path, let format):
            return try await runStaging { try $0.stageFile(path, format: format, as: id, known: known) }
        }
    }
}

/// Names of staged columns, by their places in the engine's table.
struct StagedNames {
    /// More columns than this in one request are a mistake.
    static let limit = 5_000

    private(set) var kept: [String] = []
    private(set) var ignored: [String] = []

    /// - Throws: `StoreError` of kind `badInput` before such columns cost anything.
    static func check(count: Int) throws(StoreError) {
        guard count <= limit else {
            throw StoreError(
                .badInput, "the rows have more than \(limit) different names; one name for each column is wanted, the same in every row")
        }
    }

    /// Names that only differ in capitals cannot both be kept: known ones come first.
    init(_ names: [String], known: Set<String>) {
        var seen: Set<String> = []
        for name in names.filter(known.contains) + names.filter({ !known.contains($0) }) {
            guard !name.isEmpty, name.utf8.count <= 200, !name.utf8.contains(where: { $0 < 32 || $0 == 127 }),
                seen.insert(name.lowercased()).inserted
            else {
                ignored.append(String(name.prefix(200)))
                continue
            }
            kept.append(name)
        }
    }
}

extension Connection {
    /// The columns of staged rows as people know them, over the texts in the table.
    func makeStagedView(_ id: String, columns: [StagedColumn]) throws -> Relation {
        let list = columns.map { column -> SQL in
            "\(column.value) AS \(identifier: column.name)"
        }
        try run(
            """
            CREATE VIEW \(identifier: id) AS SELECT \((list + ["rowid AS \(identifier: rowNumberColumn)"]).joined()) \
            FROM \(identifier: id + "_rows")
            """)
        return Relation(
            id: id, name: "the request", columns: columns.map { StoredColumn($0.name, $0.type) },
            rowCount: try count("SELECT count(*) FROM \(identifier: id + "_rows")"))
    }
}

/// A staged column: in the engine's column `s` and its place.
struct StagedColumn {
    var name: String
    var place: Int
    var type: StoredType
    /// Whether it holds texts that are to be read as the type.
    var isText = true

    var reference: SQL { SQL(trusted: "s\(place)") }

    fileprivate var value: SQL {
        switch type {
        case .boolean: isText ? "TRY_CAST(\(reference) AS BOOLEAN)" : reference
        case .integer: "TRY_CAST(\(reference) AS BIGINT)"
        case .double: "TRY_CAST(\(reference) AS DOUBLE)"
        case .timestamp: isText ? "make_timestamp(epoch_us(TRY_CAST(\(reference) AS TIMESTAMPTZ)))" : reference
        case .text, .other: reference
        }
    }
}
