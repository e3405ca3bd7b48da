internal import Domain
internal import Hummingbird
internal import Ingest
internal import Logging
internal import Store

/// Whether the server lives, can work, and how it does.
struct HealthEndpoints: EndpointGroup {
    let parts: ServerParts
    let hasOpenMetrics: Bool

    /// A store that has not answered by then is not ready.
    private static let patience = Duration.seconds(5)

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/health", access: .everybody,
                .init(id: "getHealth", summary: "Whether the server lives", answer: Schemas.status.reference)
            ) { _ in try Response(json: ["status": "alive"]) },
            Endpoint(
                .get, "/ready", access: .everybody,
                .init(id: "getReadiness", summary: "Whether the store answers", answer: Schemas.status.reference)
            ) { call in
                do {
                    _ = try await withDeadline(Self.patience) { try await parts.store.documents(of: .setting) }
                } catch {
                    call.context.logger.error("Store does not answer", metadata: ["error": "\(error)"])
                    throw Problem(.unavailable, "the store does not answer", retryAfter: 5)
                }
                return try Response(json: ["status": "ready"])
            },
            Endpoint(
                .get, "/metrics", access: hasOpenMetrics ? .everybody : .holders(of: .read),
                .init(
                    id: "getMetrics", summary: "Figures in Prometheus' text format", answer: ["type": "string"],
                    answerTypes: ["text/plain"])
            ) { _ in await metrics() },
        ]
    }

    private func metrics() async -> Response {
        let metrics = parts.metrics
        metrics.set("assay_models", to: await parts.catalog.entries().count)
        metrics.set("assay_ingest_held_bytes", to: parts.ingestor.heldBytes)
        if let bytes = ProcessFigures.residentBytes { metrics.set("process_resident_memory_bytes", to: bytes) }
        if let folder = parts.dataFolder { metrics.set("assay_store_bytes", to: ProcessFigures.bytes(inFolder: folder)) }
        return Response(
            status: .ok, headers: [.contentType: MetricRegistry.prometheusType],
            body: .init(byteBuffer: ByteBuffer(string: metrics.prometheusText)))
    }
}
