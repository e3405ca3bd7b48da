package import Store

internal import SQLText

extension DuckDBStore {
    package func export(_ relation: Relation, to path: String, as format: ExportFormat) async throws -> Int {
        let part = try PartFile(for: path)
        let columns = relation.columns.map { "\(format.value(of: $0)) AS \(identifier: $0.name)" as SQL }
        let query: SQL = "SELECT \(columns.joined()) FROM \(relation.source)"
        let rows = try await runAside { connection in
            try connection.count("COPY (\(query)) TO \(SQL.literal(part.path)) (\(format.options), USE_TMP_FILE false)")
        }
        try part.putInPlace()
        return rows
    }
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
