internal import Foundation
internal import SQLText
internal import Synchronization

/// Sees to it that what is kept stays attached.
///
/// When a checkpoint fails, mostly because the disk is full, the engine gives the attached file up: every later statement
/// fails until it is detached and attached anew. What was committed is safe in the log beside the file, so this can be done
/// at once; without room only reading works then, and writing again as soon as there is room.
final class DataAttachment: Sendable {
    private let location: Database.Location
    /// One session at a time mends, the others find it done.
    private let turn = Mutex(())

    init(_ location: Database.Location) { self.location = location }

    /// Runs `body`, and again where what is kept had been given up before `body` could do anything.
    func mending<Result>(on connection: Connection, _ body: (Connection) throws -> Result) throws -> Result {
        do {
            return try body(connection)
        } catch {
            guard case .file(let path) = location, let reason = error as? DuckDBError, reason.isDataGone else { throw error }
            try turn.withLock { _ in try Self.reattach(path, on: connection) }
            // Whoever's commit failed must hear of it.
            guard !reason.isFailedCommit else { throw error }
            return try body(connection)
        }
    }

    private static func reattach(_ path: String, on connection: Connection) throws(DuckDBError) {
        // Another session may have mended it; whatever is wrong now, attaching anew below says so.
        if (try? connection.run("SELECT name FROM \(.data("migration")) LIMIT 1")) != nil { return }
        // Fails when there is nothing to detach, or no room to write down what the log has; the log stays.
        _ = try? connection.run("DETACH DATABASE IF EXISTS \(identifier: dataCatalog)")
        // Other sessions' statements hold the file until they have failed too.
        for _ in 0..<40 {
            if (try? connection.attach(path)) != nil { return }
            Thread.sleep(forTimeInterval: 0.05)
        }
        try connection.attach(path)
    }
}

extension Connection {
    func attach(_ path: String) throws(DuckDBError) {
        try run("ATTACH \(SQL.literal(path)) AS \(identifier: dataCatalog)")
    }
}

extension DuckDBError {
    fileprivate var isFailedCommit: Bool { message.contains("Failed to commit") }

    fileprivate var isDataGone: Bool {
        message.contains("database has been invalidated") || message.contains("\"\(dataCatalog)\" has been invalidated")
            || message.contains("schema \"\(dataCatalog)\" does not exist")
    }
}
