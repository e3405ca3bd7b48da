internal import Domain
internal import Evaluation
internal import Ingest
internal import Logging
internal import ServiceLifecycle

/// Keeps roll-ups up to date between questions, so that no question has much to catch up with.
struct RollupService: Service {
    let catalog: ModelCatalog
    let served: ServedModels
    let logger: Logger

    /// The least time between two rounds.
    private static let pause = Duration.seconds(5)

    func run() async throws {
        let clock = ContinuousClock()
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                var busy = Duration.zero
                for entry in await catalog.entries() {
                    let start = clock.now
                    do {
                        _ = try await served.refresh(entry.definition, entry.tables)
                    } catch is CancellationError {
                        return
                    } catch {
                        // The next question tries again, and tells whoever asks.
                        logger.error("Roll-ups are behind", metadata: ["model": "\(entry.definition.name)", "error": "\(error)"])
                    }
                    busy += clock.now - start
                }
                // A store that takes long is left alone for longer: never more than a tenth of the time goes into this.
                do { try await Task.sleep(for: max(Self.pause, busy * 10)) } catch { return }
            }
        }
    }
}
