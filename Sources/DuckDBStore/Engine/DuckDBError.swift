/// A failure of the engine, with the engine's own words.
package struct DuckDBError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was being done.
    package enum Operation: String, Sendable, Hashable {
        case open, connect, prepare, bind, execute, read, append
    }

    package let operation: Operation
    /// The engine's message, whole.
    package let message: String
    /// The statement, without bound values; `nil` when there was none.
    package let sql: String?

    package init(_ operation: Operation, message: String, sql: String? = nil) {
        self.operation = operation
        self.message = message
        self.sql = sql
    }

    /// Whether the query was stopped because its task was cancelled.
    package var isInterrupt: Bool { message.hasPrefix("INTERRUPT") }

    /// Whether the engine reached its limit of memory. (Its limit of disk space counts as memory too, in its words.)
    var isMemoryLimit: Bool {
        message.hasPrefix("Out of Memory Error") && !message.contains("max_temp_directory_size")
    }

    /// Whether memory or room ran out: the statement and what it read are not to blame.
    var isOfThisMachine: Bool { message.hasPrefix("Out of Memory Error") || isOutOfRoom }

    var isOutOfRoom: Bool { message.contains("No space left on device") }

    package var description: String { message }
}
