internal import Logging
internal import ServiceLifecycle
internal import Store

/// Lets the engine give its cache back when nobody has asked for a while: a server at rest is small.
struct RestService: Service {
    let store: any RecordStore
    let metrics: MetricRegistry
    let logger: Logger

    /// Looked this often; twice in a row without a request is rest.
    private static let interval = Duration.seconds(5)
    /// What watches the server does not use it.
    private static let watchers: Set<String> = ["/metrics", "/health", "/ready"]

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var seen = -1
            var hasRested = true
            while true {
                do { try await Task.sleep(for: Self.interval) } catch { return }
                let answered = metrics.total(of: "assay_http_requests_total", withoutRoutes: Self.watchers)
                let isIdle = answered == seen && metrics.gauge("assay_http_requests_in_flight") == 0
                if answered != seen { hasRested = false }
                seen = answered
                guard isIdle, !hasRested else { continue }
                hasRested = true
                do {
                    try await store.rest()
                } catch is CancellationError {
                    return
                } catch {
                    logger.warning("The engine keeps its memory", metadata: ["error": "\(error)"])
                }
            }
        }
    }
}
