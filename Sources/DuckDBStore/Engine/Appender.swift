internal import CDuckDB
internal import Store

/// Writes batches into a table, a chunk of about 2,000 rows at a time.
///
/// Nothing is certain before `finish()` has returned: an appender that goes away without it has written an unknown
/// part. Run inside a transaction to make the whole visible at once, or not at all.
final class Appender {
    private var handle: duckdb_appender?
    private let table: String

    init(_ connection: duckdb_connection?, table: String) throws(DuckDBError) {
        self.table = table
        guard duckdb_appender_create(connection, nil, table, &handle) == DuckDBSuccess else {
            let error = Self.message(of: handle)
            duckdb_appender_destroy(&handle)
            throw DuckDBError(.append, message: error ?? "the table \(table) cannot be appended to")
        }
    }

    deinit { duckdb_appender_destroy(&handle) }

    /// Writes all rows of `batch`, whose columns are those of the table in the table's order.
    func append(_ batch: Batch) throws(DuckDBError) {
        var types: [duckdb_logical_type?] = batch.columns.map { duckdb_create_logical_type($0.values.type.engineType) }
        defer { for index in types.indices { duckdb_destroy_logical_type(&types[index]) } }
        var chunk = duckdb_create_data_chunk(&types, idx_t(types.count))
        defer { duckdb_destroy_data_chunk(&chunk) }
        guard let chunk else { throw DuckDBError(.append, message: "no memory for a chunk") }
        let capacity = Int(duckdb_vector_size())
        for start in stride(from: 0, to: batch.rowCount, by: capacity) {
            let rows = start..<min(start + capacity, batch.rowCount)
            duckdb_data_chunk_reset(chunk)
            for (index, column) in batch.columns.enumerated() {
                fill(duckdb_data_chunk_get_vector(chunk, idx_t(index)), from: column, rows: rows)
            }
            duckdb_data_chunk_set_size(chunk, idx_t(rows.count))
            try check(duckdb_append_data_chunk(handle, chunk))
        }
    }

    /// Writes lines into a table of their requests, numbers and texts, straight from their bytes.
    ///
    /// - Parameter requests: whose lines are left out.
    /// - Precondition: the lines are UTF-8.
    func append(_ block: LineBlock, without requests: Set<Int>) throws(DuckDBError) {
        var types: [duckdb_logical_type?] = [StoredType.integer, .integer, .text].map { duckdb_create_logical_type($0.engineType) }
        defer { for index in types.indices { duckdb_destroy_logical_type(&types[index]) } }
        var handle = duckdb_create_data_chunk(&types, idx_t(types.count))
        defer { duckdb_destroy_data_chunk(&handle) }
        guard let chunk = handle else { throw DuckDBError(.append, message: "no memory for a chunk") }
        let capacity = Int(duckdb_vector_size())
        let lines = requests.isEmpty ? block.lines : block.lines.filter { !requests.contains($0.request) }
        for start in stride(from: 0, to: lines.count, by: capacity) {
            let part = lines[start..<min(start + capacity, lines.count)]
            duckdb_data_chunk_reset(chunk)
            copy(part.map { Int64($0.request) }, 0..<part.count, to: duckdb_vector_get_data(duckdb_data_chunk_get_vector(chunk, 0)))
            copy(part.map { Int64($0.number) }, 0..<part.count, to: duckdb_vector_get_data(duckdb_data_chunk_get_vector(chunk, 1)))
            let texts = duckdb_data_chunk_get_vector(chunk, 2)
            block.bytes.withUnsafeBufferPointer { bytes in
                bytes.withMemoryRebound(to: CChar.self) { characters in
                    for (place, line) in part.enumerated() {
                        let text = UnsafeBufferPointer(rebasing: characters[line.bytes])
                        duckdb_vector_assign_string_element_len(
                            texts, idx_t(place), text.baseAddress, idx_t(text.count))
                    }
                }
            }
            duckdb_data_chunk_set_size(chunk, idx_t(part.count))
            try check(duckdb_append_data_chunk(self.handle, chunk))
        }
    }

    /// Hands everything to the engine.
    ///
    /// - Throws: what the engine refused, such as a broken constraint. The appender is of no use afterwards.
    func finish() throws(DuckDBError) {
        try check(duckdb_appender_close(handle))
    }

    private func fill(_ vector: duckdb_vector?, from column: Batch.Column, rows: Range<Int>) {
        let data = duckdb_vector_get_data(vector)
        switch column.values {
        case .booleans(let values): copy(values, rows, to: data)
        case .integers(let values), .timestamps(let values): copy(values, rows, to: data)
        case .doubles(let values): copy(values, rows, to: data)
        case .texts(let values):
            for (place, row) in rows.enumerated() where !column.isNull(row) {
                var text = values[row]
                text.withUTF8 { bytes in
                    bytes.withMemoryRebound(to: CChar.self) {
                        duckdb_vector_assign_string_element_len(
                            vector, idx_t(place), $0.baseAddress, idx_t($0.count))
                    }
                }
            }
        }
        guard let nulls = column.nulls else { return }
        duckdb_vector_ensure_validity_writable(vector)
        guard let validity = duckdb_vector_get_validity(vector) else { return }
        for (place, row) in rows.enumerated() where nulls[row] {
            validity[place / 64] &= ~(1 << UInt64(place % 64))
        }
    }

    private func copy<Value>(_ values: [Value], _ rows: Range<Int>, to data: UnsafeMutableRawPointer?) {
        values[rows].withUnsafeBytes { bytes in
            guard let source = bytes.baseAddress else { return }
            data?.copyMemory(from: source, byteCount: bytes.count)
        }
    }

    private func check(_ state: duckdb_state) throws(DuckDBError) {
        guard state != DuckDBSuccess else { return }
        throw DuckDBError(.append, message: Self.message(of: handle) ?? "appending to \(table) failed")
    }

    private static func message(of appender: duckdb_appender?) -> String? {
        duckdb_appender_error(appender).map { String(cString: $0) }
    }
}

extension StoredType {
    /// The engine's number for the type that holds such values.
    fileprivate var engineType: UInt32 {
        switch self {
        case .boolean: UInt32(ASSAY_DUCKDB_BOOLEAN)
        case .integer: UInt32(ASSAY_DUCKDB_BIGINT)
        case .double: UInt32(ASSAY_DUCKDB_DOUBLE)
        case .timestamp: UInt32(ASSAY_DUCKDB_TIMESTAMP)
        case .text, .other: UInt32(ASSAY_DUCKDB_VARCHAR)
        }
    }
}
