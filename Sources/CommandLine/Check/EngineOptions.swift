internal import ArgumentParser
internal import DuckDBStore

/// What the embedded engine may use.
struct EngineOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Memory for the engine before it writes to disk; the rest of the program adds about 200 MB.", valueName: "MB"))
    var memory = 1_000

    @Option(help: ArgumentHelp("Threads of the engine; default: one for each core.", valueName: "count"))
    var threads: Int?

    @Option(help: ArgumentHelp("Folder for what does not fit in memory; default: the system's.", valueName: "folder"))
    var temporary: String?

    func validate() throws {
        guard memory >= 100 else { throw ValidationError("--memory: the engine needs at least 100 MB.") }
        guard (threads ?? 1) >= 1 else { throw ValidationError("--threads: at least one.") }
    }

    func store() throws -> DuckDBStore {
        try DuckDBStore(
            .memory,
            limits: .init(
                memory: memory * 1_000_000, threads: threads, temporaryFolder: temporary ?? TemporaryFolder.path))
    }
}
