internal import FoundationEssentials
internal import SQLText
package import Store

/// Writes batches, in the order in which they come, into one Parquet file.
///
/// Rows wait in a temporary database file beside the target, so that memory stays bounded however many there are.
/// `finish()` writes the Parquet file under a temporary name and renames it: a file under the final name is whole.
/// The bytes depend on rows, columns and engine version only, not on how the rows were cut into batches.
/// A writer that goes away unfinished leaves nothing behind.
package actor ParquetWriter {
    /// The final path.
    package nonisolated let path: String
    private let columns: [StoredColumn]
    private let order: [String]
    private let executor = BlockingExecutor(label: "assay.parquet-writer")
    private nonisolated let files: TemporaryFiles
    private nonisolated let interrupter: Interrupter
    private var connection: Connection?
    private var appender: Appender?
    private var rowCount = 0

    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// - Parameters:
    ///   - columns: names and types; none can be `StoredType.other`. Timestamps are written as moments in UTC.
    ///   - order: columns by which the rows are sorted at the end; empty for the order in which they come.
    /// - Throws: `ParquetWriterError` that names the file.
    package init(path: String, columns: [StoredColumn], sortedBy order: [String] = []) throws(ParquetWriterError) {
        self.path = path
        self.columns = columns
        self.order = order
        files = TemporaryFiles(besides: path)
        do {
            try files.remove()
            // One thread: rows keep their order, and the cores are left to those who make the rows.
            let database = try Database(
                .file(files.database), options: ["threads": "1", "memory_limit": "256MB"])
            let connection = try Connection(database)
            let definitions = columns.map { SQL.identifier($0.name) + SQL(trusted: " " + $0.type.columnType) }
            try connection.run("BEGIN")
            try connection.run("CREATE TABLE rows (\(definitions.joined()))")
            interrupter = connection.interrupter
            appender = try connection.makeAppender(table: "rows")
            self.connection = connection
        } catch {
            files.removeQuietly()
            throw ParquetWriterError(path: path, underlying: error)
        }
    }

    deinit { files.removeQuietly() }

    /// Adds the rows of `batch`, whose columns have the names and types given at the start.
    package func write(_ batch: Batch) async throws {
        let given = batch.columns.map { StoredColumn($0.name, $0.values.type) }
        guard given == columns else {
            throw ParquetWriterError(path: path, reason: "a batch has other columns than the file")
        }
        guard let appender else { throw ParquetWriterError(path: path, reason: "the writer has finished") }
        do {
            try appender.append(batch)
        } catch {
            throw ParquetWriterError(path: path, underlying: error)
        }
        rowCount += batch.rowCount
    }

    /// Writes the file and gives its number of rows. The writer takes no more rows.
    ///
    /// - Throws: `ParquetWriterError`, or `CancellationError` when the task was cancelled; then there is no file.
    package func finish() async throws -> Int {
        guard let connection, let appender else {
            throw ParquetWriterError(path: path, reason: "the writer has finished")
        }
        self.appender = nil
        defer {
            self.connection = nil
            files.removeQuietly()
        }
        try Task.checkCancellation()
        return try await withTaskCancellationHandler {
            do {
                try appender.finish()
                try connection.run(copyStatement)
                self.connection = nil
                try files.putInPlace()
                return rowCount
            } catch let error as DuckDBError where error.isInterrupt && Task.isCancelled {
                throw CancellationError()
            } catch {
                throw ParquetWriterError(path: path, underlying: error)
            }
        } onCancel: {
            interrupter.interrupt()
        }
    }

    private var copyStatement: SQL {
        let sorting: SQL =
            order.isEmpty ? "" : " ORDER BY \(order.map { SQL.identifier($0) }.joined())"
        let options: SQL = "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"
        return "COPY (SELECT * FROM rows\(sorting)) TO \(SQL.literal(files.parquet)) \(options)"
    }
}

extension StoredType {
    fileprivate var columnType: String {
        switch self {
        case .boolean: "BOOLEAN"
        case .integer: "BIGINT"
        case .double: "DOUBLE"
        case .timestamp: "TIMESTAMPTZ"
        case .text, .other: "VARCHAR"
        }
    }
}
