internal import ArgumentParser
internal import ClickHouseStore
internal import DuckDBStore
internal import Foundation
internal import Store
internal import UnixSignals

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
        guard memory <= 100_000_000 else { throw ValidationError("--memory: at most 100,000,000 MB.") }
        guard memory >= 100 else { throw ValidationError("--memory: the engine needs at least 100 MB.") }
        guard (threads ?? 1) >= 1 else { throw ValidationError("--threads: at least one.") }
    }

    /// Calls `body` with the store, and lets that go whatever happens.
    func using(_ body: @escaping @Sendable (any FileStore) async throws -> Void) async throws {
        let embedded = try DuckDBStore(
            .memory,
            limits: .init(
                memory: memory * 1_000_000, threads: threads, temporaryFolder: temporary ?? TemporaryFolder.path))
        guard let address = store ?? ProcessInfo.processInfo.environment["ASSAY_STORE"], !address.isEmpty else {
            return try await body(embedded)
        }
        let cluster = try await ClickHouseStore.open(ClickHouseAddress(parsing: address), with: embedded)
        let result: Result<Void, any Error>
        do {
            try await Self.untilStopped { try await body(cluster) }
            result = .success(())
        } catch {
            result = .failure(error)
        }
        // In a task of its own: what is stopped is cleaned up all the same.
        let left = try await Task { try await cluster.shutDown() }.value
        if !left.isEmpty {
            let note = "assay: note: tables were left behind, which a later check drops: \(left.joined(separator: "; "))\n"
            FileHandle.standardError.write(Data(note.utf8))
        }
        try result.get()
    }

    /// Calls `body`, and cancels it when the process is asked to stop.
    static func untilStopped(_ body: @escaping @Sendable () async throws -> Void) async throws {
        // Before `body` has made anything that would be left behind.
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await body() }
            group.addTask {
                for await _ in signals { throw CancellationError() }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }
}
