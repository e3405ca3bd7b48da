package import Logging
internal import ServiceLifecycle

/// Writes down now and then, and at the end, when keys were last used.
package struct KeyUseNotes: Service {
    let keys: KeyRing
    let logger: Logger

    package init(keys: KeyRing, logger: Logger) {
        self.keys = keys
        self.logger = logger
    }

    package func run() async throws {
        for await _ in AsyncTicks(every: .seconds(60)).cancelOnGracefulShutdown() { await note(all: false) }
        await note(all: true)
    }

    /// A failure is not worth a server that stops.
    private func note(all: Bool) async {
        do {
            try await keys.noteUses(all: all)
        } catch {
            logger.warning("Uses of keys could not be written down", metadata: ["error": "\(error)"])
        }
    }
}

/// Goes on at a fixed interval until it is cancelled.
private struct AsyncTicks: AsyncSequence, AsyncIteratorProtocol, Sendable {
    let interval: Duration

    init(every interval: Duration) { self.interval = interval }

    func makeAsyncIterator() -> AsyncTicks { self }

    func next() async -> Void? {
        do {
            return try await Task.sleep(for: interval)
        } catch {
            return nil  // cancelled: the end
        }
    }
}
