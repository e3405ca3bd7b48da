internal import Domain
internal import Ingest
internal import Logging
internal import ServiceLifecycle
internal import Store

/// What a server does because others use the same store: it looks for models, slices and keys that they have changed, and
/// attends to what their readers wait for.
struct SharingService: Service {
    let parts: ServerParts
    let logger: Logger

    /// How long a change elsewhere may go unnoticed.
    private static let pause = Duration.seconds(2)
    private static let attention = Duration.milliseconds(500)
    private static let kinds: [Document.Kind] = [.model, .slice, .key]

    func run() async throws {
        guard parts.store.isShared else { return try await gracefulShutdown() }
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await follow() }
                group.addTask { await attend() }
            }
        }
    }

    private func attend() async {
        let clock = ContinuousClock()
        while !Task.isCancelled {
            let begun = clock.now
            do {
                try await parts.store.attend()
            } catch is CancellationError {
                return
            } catch {
                logger.warning("What has come is not settled yet", metadata: ["error": "\(error)"])
            }
            // Never more than a tenth of the time goes into this.
            do { try await Task.sleep(for: max(Self.attention, (clock.now - begun) * 10)) } catch { return }
        }
    }

    private func follow() async {
        var known: [Document.Kind: Int64] = [:]
        while !Task.isCancelled {
            do {
                var changed: Set<Document.Kind> = []
                for kind in Self.kinds {
                    let last = try await parts.store.history(of: kind, named: nil, limit: 1).first?.revision
                    if last != known[kind] { changed.insert(kind) }
                    known[kind] = last
                }
                if changed.contains(.key) { try await parts.keys.load() }
                if changed.contains(.model) || changed.contains(.slice) { try await parts.catalog.load() }
            } catch is CancellationError {
                return
            } catch {
                // The next round tries again.
                known = [:]
                logger.warning("Changes of other servers cannot be read", metadata: ["error": "\(error)"])
            }
            do { try await Task.sleep(for: Self.pause) } catch { return }
        }
    }
}
