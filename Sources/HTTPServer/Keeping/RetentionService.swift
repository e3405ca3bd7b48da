internal import Domain
internal import FoundationEssentials
internal import Ingest
internal import Logging
internal import ServiceLifecycle
internal import Store

/// Applies retention while the server runs: at its start, and then every few hours.
struct RetentionService: Service {
    let parts: ServerParts
    let logger: Logger

    private static let pause = Duration.seconds(6 * 3_600)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                if await isLeader() { await applyAll() }
                do { try await Task.sleep(for: Self.pause) } catch { return }
            }
        }
    }

    private func isLeader() async -> Bool {
        do {
            return try await parts.store.isLeader()
        } catch {
            logger.error("Retention failed", metadata: ["error": "\(error)"])
            return false
        }
    }

    private func applyAll() async {
        let pass = RetentionPass(store: parts.store, served: parts.served, now: Timestamp(Date.now))
        for entry in await parts.catalog.entries() where entry.definition.retention.isLimited {
            do {
                let outcome = try await pass.apply(entry, by: "retention")
                guard !outcome.isNothing else { continue }
                logger.info(
                    "Deleted what was too old",
                    metadata: [
                        "model": "\(outcome.model)", "records": "\(outcome.deleted.records)",
                        "actuals": "\(outcome.deleted.actuals)", "hours": "\(outcome.hours)",
                    ])
            } catch is CancellationError {
                return
            } catch {
                // Nothing is lost by trying again later.
                logger.error("Retention failed", metadata: ["model": "\(entry.definition.name)", "error": "\(error)"])
            }
        }
    }
}
