internal import SQLText

/// A connection that may be used from concurrent code: work runs in order, off the cooperative pool, and stops when
/// its task is cancelled.
actor Session {
    private let connection: Connection
    private let attachment: DataAttachment
    private nonisolated let interrupter: Interrupter
    private nonisolated let executor: BlockingExecutor

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(_ database: Database, _ attachment: DataAttachment = DataAttachment(.memory), label: String) throws(DuckDBError) {
        self.attachment = attachment
        connection = try Connection(database)
        connection.readTimesAsUTC()
        interrupter = connection.interrupter
        executor = BlockingExecutor(label: label)
    }

    /// Runs `body` with the connection. When the calling task is cancelled meanwhile, the running statement is
    /// interrupted and `CancellationError` is thrown.
    func run<Result: Sendable>(_ body: sending @escaping (Connection) throws -> Result) async throws -> Result {
        try Task.checkCancellation()
        return try await withTaskCancellationHandler {
            do {
                return try attachment.mending(on: connection, body)
            } catch let error as DuckDBError where error.isInterrupt && Task.isCancelled {
                throw CancellationError()
            }
        } onCancel: {
            interrupter.interrupt()
        }
    }
}
