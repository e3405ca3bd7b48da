internal import CDuckDB

/// The rows of a finished statement, read a chunk of about 2,000 rows at a time.
final class QueryResult {
    private var handle: duckdb_result
    private let sql: String
    let columnCount: Int

    init(_ handle: consuming duckdb_result, sql: String) {
        self.handle = handle
        self.sql = sql
        columnCount = Int(duckdb_column_count(&self.handle))
    }

    deinit { duckdb_destroy_result(&handle) }

    func columnName(_ index: Int) -> String {
        duckdb_column_name(&handle, idx_t(index)).map { String(cString: $0) } ?? ""
    }

    /// What went wrong while rows were fetched; `nil` for nothing.
    var failure: DuckDBError? {
        duckdb_result_error(&handle).map { DuckDBError(.execute, message: String(cString: $0), sql: sql) }
    }

    /// The next rows, or `nil` at the end.
    func nextChunk() -> Chunk? {
        guard let chunk = duckdb_fetch_chunk(handle) else { return nil }
        return Chunk(chunk, types: (0..<columnCount).map { duckdb_column_type(&handle, idx_t($0)) }, sql: sql)
    }

    /// Calls `body` for each chunk, in order.
    func forEachChunk(_ body: (Chunk) throws -> Void) throws {
        while let chunk = nextChunk() { try body(chunk) }
    }

    /// Calls `body` for each row, with the chunk that holds it and its place there.
    func forEachRow(_ body: (Chunk, Int) throws -> Void) throws {
        try forEachChunk { chunk in
            for row in 0..<chunk.rowCount { try body(chunk, row) }
        }
    }

    /// All rows, each made by `body`.
    func rows<Row>(_ body: (Chunk, Int) throws -> Row) throws -> [Row] {
        var result: [Row] = []
        try forEachRow { result.append(try body($0, $1)) }
        return result
    }
}
