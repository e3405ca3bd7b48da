package import Store

internal import Foundation
internal import SQLText

extension DuckDBStore {
    package func export(_ relation: Relation, to path: String, as format: ExportFormat) async throws -> Int {
        // On the same disk, so that the last step is a rename.
        let part = "\(path).\(UUID().uuidString).part"
        defer { try? FileManager.default.removeItem(atPath: part) }  // nothing is there when all went well
        let columns = relation.columns.map { "\(format.value(of: $0)) AS \(identifier: $0.name)" as SQL }
        let query: SQL = "SELECT \(columns.joined()) FROM \(relation.source)"
        let rows = try await runAside { connection in
            try connection.count("COPY (\(query)) TO \(SQL.literal(part)) (\(format.options))")
        }
        try putInPlace(part, as: path)
        return rows
    }
}

/// Gives a finished file its name, durably.
func putInPlace(_ part: String, as path: String) throws(StoreError) {
    let file = open(part, O_RDONLY)
    guard file >= 0, fsync(file) == 0, close(file) == 0, rename(part, path) == 0 else {
        throw StoreError(.engine, "\(path) cannot be written: \(String(cString: strerror(errno)))")
    }
    let folder = open(URL(fileURLWithPath: path).deletingLastPathComponent().path, O_RDONLY)
    guard folder >= 0 else { return }
    fsync(folder)
    close(folder)
}

extension ExportFormat {
    fileprivate var options: SQL {
        switch self {
        case .parquet: "FORMAT parquet, COMPRESSION zstd"
        case .ndjson: "FORMAT json"
        case .csv: "FORMAT csv, HEADER"
        }
    }

    /// A cell as it is written.
    func value(of column: StoredColumn) -> SQL {
        let name = SQL.identifier(column.name)
        switch (self, column.type) {
        case (.parquet, .timestamp):
            // A moment, not a time of day somewhere.
            return "\(name)::TIMESTAMPTZ"
        case (_, .timestamp):
            return "CASE WHEN year(\(name)) BETWEEN 1 AND 9999 THEN strftime(\(name), '%Y-%m-%dT%H:%M:%S.%fZ') ELSE \(name)::VARCHAR END"
        case (.ndjson, .double):
            let text: SQL = "CASE WHEN isnan(\(name)) THEN 'NaN' WHEN \(name) > 0 THEN 'Infinity' ELSE '-Infinity' END"
            return "CASE WHEN \(name) IS NULL OR isfinite(\(name)) THEN to_json(\(name)) ELSE to_json(\(text)) END"
        default:
            return name
        }
    }
}
