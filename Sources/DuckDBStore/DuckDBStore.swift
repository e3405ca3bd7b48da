package import Store

internal import SQLText
internal import Synchronization

/// The embedded engine: records in DuckDB, in memory or in a file, and data files read in place.
///
/// Every relation is a view with columns of five types (BOOLEAN, BIGINT, DOUBLE, VARCHAR, TIMESTAMP) and the records'
/// order in `rowNumberColumn`. Parquet files are read where they are; CSV and JSON are read once, into a table.
package final class DuckDBStore: FileStore {
    let session: Session
    private let memoryLimit: Int
    private let relationCount = Mutex(0)

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
            session = try Session(try Database(location, options: options), label: "assay.duckdb")
        } catch {
            throw StoreError(.engine, "DuckDB did not open: \(error.message)", cause: error)
        }
    }

    /// A name for a new relation.
    func makeID() -> String {
        relationCount.withLock { count in
            count += 1
            return "relation_\(count)"
        }
    }

    /// Runs work on the engine's own thread, with its failures as `StoreError`.
    func run<Result: Sendable>(_ body: sending @escaping (Connection) throws -> Result) async throws -> Result {
        do {
            return try await session.run(body)
        } catch let error as DuckDBError {
            throw storeError(of: error)
        }
    }

    /// A limit of memory in our own words: the engine's advice is for those who set it up themselves.
    func storeError(of error: DuckDBError) -> StoreError {
        guard error.isMemoryLimit else { return StoreError(.engine, error.message, cause: error) }
        return StoreError(
            .memoryLimit, "the engine needs more memory than its limit of \(memoryLimit / 1_000_000) MB", cause: error)
    }
}
