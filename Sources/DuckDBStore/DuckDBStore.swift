package import Store

internal import SQLText
internal import Synchronization

/// The embedded engine: records in DuckDB, in memory or in a file, and data files read in place.
///
/// Every relation is a view with columns of five types (BOOLEAN, BIGINT, DOUBLE, VARCHAR, TIMESTAMP) and the records'
/// order in `rowNumberColumn`. Parquet files are read where they are; CSV and JSON are read once, into a table.
package final class DuckDBStore: FileStore, RecordStore {
    /// Answers questions.
    let session: Session
    /// Brings records and documents in, one transaction after the other.
    private let writer: Session
    /// Reads what comes in, beside the writer, and cleans up after it.
    private let stager: Session
    /// Settles what came in, beside the two others: see Supersession.swift.
    private let settler: Session
    private let database: Database
    let counters = Mutex(SequenceCounters())
    private let memoryLimit: Int
    private let relationCount = Mutex(0)
    /// What was counted once of relations.
    let knownCounts = Mutex<[SQL: Int]>([:])

    /// What the engine may use.
    package struct Limits: Sendable, Hashable {
        /// Bytes of memory before the engine writes to disk; it may go over this for a moment.
        package var memory: Int
        package var threads: Int?
        /// Where the engine writes what does not fit in memory.
        package var temporaryFolder: String?

        package init(memory: Int = 1_000_000_000, threads: Int? = nil, temporaryFolder: String? = nil) {
            self.memory = memory
            self.threads = threads
            self.temporaryFolder = temporaryFolder
        }
    }

    /// - Throws: `StoreError` of kind `engine` with the engine's reason.
    package init(_ location: Database.Location = .memory, limits: Limits = Limits()) throws(StoreError) {
        memoryLimit = limits.memory
        var options = [
            "memory_limit": "\(limits.memory)B",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        ]
        options["threads"] = limits.threads.map(String.init)
        options["temp_directory"] = limits.temporaryFolder
        do {
            database = try Database(.memory, options: options)
            try Connection(database).attachData(at: location)
            let attachment = DataAttachment(location)
            session = try Session(database, attachment, label: "assay.duckdb.read")
            writer = try Session(database, attachment, label: "assay.duckdb.write")
            stager = try Session(database, attachment, label: "assay.duckdb.stage")
            settler = try Session(database, attachment, label: "assay.duckdb.settle")
        } catch let error as StoreError {
            throw error
        } catch {
            throw StoreError(.engine, "DuckDB did not open: \(error)", cause: error)
        }
    }

    /// A name for a new relation.
    func makeID() -> String {
        relationCount.withLock { count in
            count += 1
            return "relation_\(count)"
        }
    }

    /// Runs a question on the engine's own thread, with its failures as `StoreError`.
    func run<Result: Sendable>(_ body: sending @escaping (Connection) throws -> Result) async throws -> Result {
        try await run(on: session, body)
    }

    func runWriting<Result: Sendable>(_ body: sending @escaping (Connection) throws -> Result) async throws -> Result {
        try await run(on: writer, body)
    }

    func runStaging<Result: Sendable>(_ body: sending @escaping (Connection) throws -> Result) async throws -> Result {
        try await run(on: stager, body)
    }

    func runSettling<Result: Sendable>(_ body: sending @escaping (Connection) throws -> Result) async throws -> Result {
        try await run(on: settler, body)
    }

    /// A connection of one's own.
    func makeConnection() throws(DuckDBError) -> sending Connection {
        let connection = try Connection(database)
        connection.readTimesAsUTC()
        return connection
    }

    /// Runs what may take long and only reads, such as a copy of everything, without keeping questions waiting.
    func runAside<Result: Sendable>(_ body: sending @escaping (Connection) throws -> Result) async throws -> Result {
        let session: Session
        do {
            session = try Session(database, label: "assay.duckdb.aside")
        } catch {
            throw storeError(of: error)
        }
        return try await run(on: session, body)
    }

    private func run<Result: Sendable>(
        on session: Session, _ body: sending @escaping (Connection) throws -> Result
    ) async throws -> Result {
        do {
            return try await session.run(body)
        } catch let error as DuckDBError {
            throw storeError(of: error)
        }
    }

    package func rest() async throws {
        let limit = memoryLimit
        try await runSettling { connection in
            // The engine lets go of blocks it has read when its limit goes below them, and refuses a limit below what it
            // needs, which is as good.
            _ = try? connection.run("SET memory_limit = '32MB'")
            try connection.run("SET memory_limit = '\(limit)B'")
        }
    }

    /// A limit of memory in our own words: the engine's advice is for those who set it up themselves.
    func storeError(of error: DuckDBError) -> StoreError {
        if error.isOutOfRoom { return StoreError(.noRoom, error.message, cause: error) }
        guard error.isMemoryLimit else { return StoreError(.engine, error.message, cause: error) }
        return StoreError(
            .memoryLimit, "the engine needs more memory than its limit of \(memoryLimit / 1_000_000) MB", cause: error)
    }
}
