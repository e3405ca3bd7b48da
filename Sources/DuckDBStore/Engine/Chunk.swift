internal import CDuckDB

/// Some rows of a result. Values are read in place from the engine's memory, which lives as long as the chunk.
final class Chunk {
    private var handle: duckdb_data_chunk?
    private let types: [UInt32]
    private let sql: String
    let rowCount: Int

    init(_ handle: duckdb_data_chunk, types: [UInt32], sql: String) {
        self.handle = handle
        self.types = types
        self.sql = sql
        rowCount = Int(duckdb_data_chunk_get_size(handle))
    }

    deinit { duckdb_destroy_data_chunk(&handle) }

    /// A BIGINT, or a TIMESTAMP as microseconds; `nil` for null.
    func integer(_ column: Int, _ row: Int) throws(DuckDBError) -> Int64? {
        try value(column, row, of: Int64.self, allowed: [ASSAY_DUCKDB_BIGINT, ASSAY_DUCKDB_TIMESTAMP])
    }

    /// A DOUBLE; `nil` for null.
    func double(_ column: Int, _ row: Int) throws(DuckDBError) -> Double? {
        try value(column, row, of: Double.self, allowed: [ASSAY_DUCKDB_DOUBLE])
    }

    /// A BOOLEAN; `nil` for null.
    func boolean(_ column: Int, _ row: Int) throws(DuckDBError) -> Bool? {
        try value(column, row, of: Bool.self, allowed: [ASSAY_DUCKDB_BOOLEAN])
    }

    /// A VARCHAR; `nil` for null. Bytes that are not UTF-8 are replaced.
    func text(_ column: Int, _ row: Int) throws(DuckDBError) -> String? {
        guard
            var text = try value(column, row, of: duckdb_string_t.self, allowed: [ASSAY_DUCKDB_VARCHAR])
        else { return nil }
        let length = Int(text.value.inlined.length)
        if length <= 12 {
            return withUnsafeBytes(of: &text.value.inlined.inlined) {
                String(decoding: $0.prefix(length), as: UTF8.self)
            }
        }
        return String(decoding: UnsafeRawBufferPointer(start: text.value.pointer.ptr, count: length), as: UTF8.self)
    }

    /// A BLOB's bytes in place; `nil` for null. They must not leave `body`.
    func withBytes<Result>(
        _ column: Int, _ row: Int, _ body: (UnsafeRawBufferPointer) throws -> Result
    ) throws -> Result? {
        guard var text = try value(column, row, of: duckdb_string_t.self, allowed: [ASSAY_DUCKDB_BLOB]) else { return nil }
        let length = Int(text.value.inlined.length)
        guard length <= 12 else {
            return try body(UnsafeRawBufferPointer(start: text.value.pointer.ptr, count: length))
        }
        return try withUnsafeBytes(of: &text.value.inlined.inlined) { try body(UnsafeRawBufferPointer(rebasing: $0.prefix(length))) }
    }

    /// The values of a column without copying, and whether each is valid. The buffer must not leave `body`.
    func withColumn<Value, Result>(
        _ column: Int, of type: Value.Type, _ body: (UnsafeBufferPointer<Value>, (Int) -> Bool) throws -> Result
    ) throws -> Result {
        let allowed = type == Double.self ? ASSAY_DUCKDB_DOUBLE : type == Int16.self ? ASSAY_DUCKDB_SMALLINT : ASSAY_DUCKDB_BIGINT
        try check(column, allowed: [allowed])
        let vector = duckdb_data_chunk_get_vector(handle, idx_t(column))
        let data = duckdb_vector_get_data(vector).map { UnsafePointer($0.assumingMemoryBound(to: Value.self)) }
        let validity = duckdb_vector_get_validity(vector)
        return try body(UnsafeBufferPointer(start: data, count: rowCount)) { Self.isValid($0, in: validity) }
    }

    private func value<Value>(
        _ column: Int, _ row: Int, of type: Value.Type, allowed: [Int]
    ) throws(DuckDBError) -> Value? {
        try check(column, allowed: allowed)
        let vector = duckdb_data_chunk_get_vector(handle, idx_t(column))
        guard Self.isValid(row, in: duckdb_vector_get_validity(vector)),
            let data = duckdb_vector_get_data(vector)
        else { return nil }
        return data.assumingMemoryBound(to: Value.self)[row]
    }

    private func check(_ column: Int, allowed: [Int]) throws(DuckDBError) {
        guard allowed.contains(Int(types[column])) else {
            throw DuckDBError(
                .read, message: "column \(column) has the engine's type \(types[column]), which was not expected",
                sql: sql)
        }
    }

    /// One bit for each row, 64 to a word; no words at all mean that every row is valid.
    private static func isValid(_ row: Int, in validity: UnsafeMutablePointer<UInt64>?) -> Bool {
        guard let validity else { return true }
        return validity[row / 64] & (1 << UInt64(row % 64)) != 0
    }
}
