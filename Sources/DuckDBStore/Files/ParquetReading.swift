internal import SQLText
internal import Store

extension Connection {
    /// Makes the view that reads Parquet files where they are.
    func viewParquet(
        _ paths: [String], as id: String, named name: String
    ) throws -> (columns: [StoredColumn], count: Int) {
        var reader: SQL = "read_parquet(\(paths.asPaths), file_row_number = true)"
        var order: SQL = .identifier(parquetRow)
        if paths.count > 1 {
            // A name of our own, because files may well have a column `filename`.
            reader = """
                read_parquet(\(paths.asPaths), file_row_number = true, filename = \(SQL.literal(parquetFile)), \
                union_by_name = true)
                """
            let names = paths.map { SQL.literal($0) }.joined()
            order = "\(order) + list_position([\(names)], \(identifier: parquetFile)) * 1000000000000"
        }
        let columns: [(name: String, type: String)]
        do {
            columns = try describe(reader)
        } catch let error as DuckDBError {
            guard error.message.contains("a column with this name is also in the file") else { throw error }
            let column = error.message.contains(parquetFile) ? parquetFile : parquetRow
            throw StoreError(
                .badInput, "\(name): Assay keeps the name '\(column)' for itself; rename that column", cause: error)
        }
        let hidden = paths.count > 1 ? [parquetRow, parquetFile] : [parquetRow]
        return try makeView(
            id, named: name, of: reader, columns: columns.filter { !hidden.contains($0.name) }, order: order)
    }
}

/// The columns that the reader of Parquet adds: a record's place in its file (the engine chooses this name), the file.
private let parquetRow = "file_row_number"
private let parquetFile = "assay:file"
