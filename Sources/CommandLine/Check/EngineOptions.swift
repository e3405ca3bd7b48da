internal import ArgumentParser
internal import ClickHouseStore
internal import DuckDBStore
internal import Foundation
internal import Store

/// What counts: the embedded engine with what it may use, or a cluster.
struct EngineOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Memory for the engine before it writes to disk; the rest of the program adds about 200 MB.", valueName: "MB"))
    var memory = 1_000

    @Option(help: ArgumentHelp("Threads of the engine; default: one for each core.", valueName: "count"))
    var threads: Int?

    @Option(help: ArgumentHelp("Folder for what does not fit in memory; default: the system's.", valueName: "folder"))
    var temporary: String?

    @Option(
        help: ArgumentHelp(
            """
            Count on ClickHouse instead of in this process: clickhouse://user:password@host:8123/database, for a cluster every \
            node and its name: clickhouse://one:8123,two:8123/database?cluster=main. ASSAY_STORE in the environment says it \
            without showing the password to others on this machine. What is brought there goes again at the end.
            """, valueName: "address"))
    var store: String?

    func validate() throws {
        guard memory >= 100 else { throw ValidationError("--memory: the engine needs at least 100 MB.") }
        guard (threads ?? 1) >= 1 else { throw ValidationError("--threads: at least one.") }
    }

    /// Calls `body` with the store, and lets that go whatever happens.
    func using(_ body: (any FileStore) async throws -> Void) async throws {
        let embedded = try DuckDBStore(
            .memory,
            limits: .init(
                memory: memory * 1_000_000, threads: threads, temporaryFolder: temporary ?? TemporaryFolder.path))
        guard let address = store ?? ProcessInfo.processInfo.environment["ASSAY_STORE"], !address.isEmpty else {
            return try await body(embedded)
        }
        let cluster = try await ClickHouseStore.open(ClickHouseAddress(parsing: address), files: embedded)
        do {
            try await body(cluster)
        } catch {
            // What went wrong first is what to tell.
            try? await cluster.shutDown()
            throw error
        }
        try await cluster.shutDown()
    }
}
