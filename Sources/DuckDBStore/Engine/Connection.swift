internal import CDuckDB
internal import SQLText

/// One connection: statements run one at a time, on the thread that calls.
///
/// Not `Sendable`: a `Session` owns it and sees to it that only one thread uses it.
final class Connection {
    private let database: Database
    private var handle: duckdb_connection?
    /// Stops the running statement from any thread.
    let interrupter: Interrupter

    init(_ database: Database) throws(DuckDBError) {
        self.database = database
        handle = try database.connect()
        interrupter = Interrupter(handle)
    }

    deinit {
        interrupter.disarm()
        duckdb_disconnect(&handle)
    }

    /// Else times without a zone are read as times of wherever the program runs.
    func readTimesAsUTC() {
        // An engine that does not know the setting has no time zones, and reads them as UTC by itself.
        _ = try? run("SET TimeZone = 'UTC'")
    }

    /// Runs one statement to its end and gives its rows.
    @discardableResult
    func run(_ sql: SQL) throws(DuckDBError) -> QueryResult {
        var result = duckdb_result()
        let state = sql.bindings.isEmpty
            ? duckdb_query(handle, sql.text, &result) : try runPrepared(sql, &result, duckdb_execute_prepared)
        return try finish(result, state, sql)
    }

    /// Runs one statement as far as its rows are asked for, so that they need not fit in memory.
    func stream(_ sql: SQL) throws(DuckDBError) -> QueryResult {
        var result = duckdb_result()
        let state = try runPrepared(sql, &result, duckdb_execute_prepared_streaming)
        return try finish(result, state, sql)
    }

    private func finish(_ result: duckdb_result, _ state: duckdb_state, _ sql: SQL) throws(DuckDBError) -> QueryResult {
        var result = result
        guard state == DuckDBSuccess else {
            defer { duckdb_destroy_result(&result) }
            let message = duckdb_result_error(&result).map { String(cString: $0) }
            throw DuckDBError(.execute, message: message ?? "the statement failed", sql: sql.text)
        }
        return QueryResult(result, sql: sql.text)
    }

    /// The engine plans a prepared statement when it is made and again when it runs, so only bindings are worth it.
    private func runPrepared(
        _ sql: SQL, _ result: inout duckdb_result,
        _ execute: (duckdb_prepared_statement?, UnsafeMutablePointer<duckdb_result>?) -> duckdb_state
    ) throws(DuckDBError) -> duckdb_state {
        var statement: duckdb_prepared_statement?
        defer { duckdb_destroy_prepare(&statement) }
        guard duckdb_prepare(handle, sql.text, &statement) == DuckDBSuccess else {
            let message = duckdb_prepare_error(statement).map { String(cString: $0) }
            throw DuckDBError(.prepare, message: message ?? "the statement was refused", sql: sql.text)
        }
        guard Int(duckdb_nparams(statement)) == sql.bindings.count else {
            throw DuckDBError(
                .bind, message: "\(duckdb_nparams(statement)) parameters, \(sql.bindings.count) values", sql: sql.text)
        }
        for (index, value) in sql.bindings.enumerated() {
            try bind(value, to: idx_t(index + 1), of: statement, sql: sql)
        }
        return execute(statement, &result)
    }

    private func bind(
        _ value: SQLValue, to parameter: idx_t, of statement: duckdb_prepared_statement?, sql: SQL
    ) throws(DuckDBError) {
        let state =
            switch value {
            case .null: duckdb_bind_null(statement, parameter)
            case .boolean(let value): duckdb_bind_boolean(statement, parameter, value)
            case .integer(let value): duckdb_bind_int64(statement, parameter, value)
            case .double(let value): duckdb_bind_double(statement, parameter, value)
            case .text(var value):
                value.withUTF8 { bytes in
                    bytes.withMemoryRebound(to: CChar.self) {
                        duckdb_bind_varchar_length(statement, parameter, $0.baseAddress, idx_t($0.count))
                    }
                }
            case .bytes(let value):
                value.withUnsafeBytes { duckdb_bind_blob(statement, parameter, $0.baseAddress, idx_t($0.count)) }
            }
        guard state == DuckDBSuccess else {
            throw DuckDBError(.bind, message: "parameter \(parameter) was refused", sql: sql.text)
        }
    }

    func makeAppender(table: String) throws(DuckDBError) -> Appender {
        try Appender(handle, table: table)
    }
}
