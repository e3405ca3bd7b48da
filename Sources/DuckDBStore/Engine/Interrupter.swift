internal import CDuckDB
internal import Synchronization

/// Stops a connection's running statement from another thread.
final class Interrupter: Sendable {
    // The handle is only passed to `duckdb_interrupt`, which may be called from any thread while the connection is
    // open; the lock keeps the connection open for the length of the call.
    private struct Target: @unchecked Sendable {
        var connection: duckdb_connection?
    }

    private let target: Mutex<Target>

    init(_ connection: duckdb_connection?) {
        target = Mutex(Target(connection: connection))
    }

    func interrupt() {
        target.withLock { target in
            if let connection = target.connection { duckdb_interrupt(connection) }
        }
    }

    /// To be called before the connection is closed.
    func disarm() {
        target.withLock { $0.connection = nil }
    }
}
