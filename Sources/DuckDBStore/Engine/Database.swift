internal import CDuckDB

/// An open DuckDB database. Connections keep it alive; it is closed when the last of them is gone.
///
/// `@unchecked Sendable`: the handle is only used to connect, which DuckDB allows from any thread.
package final class Database: @unchecked Sendable {
    /// Where the data are.
    package enum Location: Sendable, Hashable {
        case memory
        /// A database file, made when it does not exist.
        case file(String)
    }

    private var handle: duckdb_database?

    /// - Parameter options: DuckDB configuration settings by name.
    /// - Throws: `DuckDBError` with the engine's reason, such as a locked or damaged file.
    package init(_ location: Location, options: [String: String] = [:]) throws(DuckDBError) {
        var config: duckdb_config?
        guard duckdb_create_config(&config) == DuckDBSuccess else {
            throw DuckDBError(.open, message: "no memory for a configuration")
        }
        defer { duckdb_destroy_config(&config) }
        for (name, value) in options where duckdb_set_config(config, name, value) != DuckDBSuccess {
            throw DuckDBError(.open, message: "the setting \(name) = \(value) was refused")
        }
        var reason: UnsafeMutablePointer<CChar>?
        let path =
            switch location {
            case .memory: ":memory:"
            case .file(let path): path
            }
        guard duckdb_open_ext(path, &handle, config, &reason) == DuckDBSuccess else {
            defer { duckdb_free(reason) }
            throw DuckDBError(.open, message: reason.map { String(cString: $0) } ?? "cannot open \(path)")
        }
    }

    deinit { duckdb_close(&handle) }

    /// The engine's version, such as `v2.0.0`.
    package static var engineVersion: String {
        duckdb_library_version().map { String(cString: $0) } ?? "unknown"
    }

    func connect() throws(DuckDBError) -> duckdb_connection? {
        var connection: duckdb_connection?
        guard duckdb_connect(handle, &connection) == DuckDBSuccess else {
            throw DuckDBError(.connect, message: "the database refused a connection")
        }
        return connection
    }
}
