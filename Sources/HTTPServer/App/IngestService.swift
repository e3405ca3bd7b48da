internal import Ingest
internal import ServiceLifecycle

/// Commits what comes in, until everything that was accepted is durable.
struct IngestService: Service {
    let ingestor: Ingestor

    func run() async throws {
        await withGracefulShutdownHandler {
            await ingestor.run()
        } onGracefulShutdown: {
            Task { await ingestor.stop() }  // the handler cannot wait; `run` returns when it has worked
        }
    }
}
