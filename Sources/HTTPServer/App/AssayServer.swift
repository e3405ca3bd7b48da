internal import Foundation
internal import HTTPTypes
package import Hummingbird
internal import HummingbirdCore
internal import HummingbirdTLS
internal import Ingest
package import Logging
internal import NIOCore
internal import NIOSSL
internal import Store

/// The server: routes, what surrounds them, and how it listens.
package struct AssayServer: Sendable {
    let parts: ServerParts
    let settings: ServerSettings

    package init(_ parts: ServerParts, settings: ServerSettings) {
        self.parts = parts
        self.settings = settings
    }

    var endpoints: [Endpoint] {
        let queries = ModelQueries(
            store: parts.store, catalog: parts.catalog, served: parts.served, version: parts.version)
        let groups: [any EndpointGroup] = [
            HealthEndpoints(parts: parts, hasOpenMetrics: settings.hasOpenMetrics),
            ModelEndpoints(catalog: parts.catalog),
            SliceEndpoints(catalog: parts.catalog),
            IngestEndpoints(ingestor: parts.ingestor, metrics: parts.metrics),
            ReportEndpoints(queries: queries),
            FoundSliceEndpoints(queries: queries), ComparisonEndpoints(queries: queries),
            ExplanationEndpoints(queries: queries, room: parts.explanations),
            RecordEndpoints(queries: queries, spoolFolder: parts.spoolFolder),
            DeletionEndpoints(catalog: parts.catalog, store: parts.store, served: parts.served),
            KeyEndpoints(keys: parts.keys),
            BackupEndpoints(store: parts.store, dataFolder: parts.dataFolder),
            AuditEndpoints(store: parts.store),
        ]
        let described = groups.flatMap(\.endpoints)
        let documentation = DocumentationEndpoints(
            described: described, version: parts.version, needsKeys: settings.needsKeys)
        return described + documentation.endpoints
    }

    package func router() -> Router<CallContext> {
        let endpoints = endpoints
        let gatekeeper = Gatekeeper(
            keys: parts.keys, needsKeys: settings.needsKeys, limiter: RateLimiter(rate: settings.rateLimit))
        let router = Router(context: CallContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: ObservingMiddleware(metrics: parts.metrics))
        router.add(middleware: SecurityHeaders(usesTLS: settings.tls != nil))
        router.add(middleware: ProblemMiddleware(endpoints: endpoints))
        for endpoint in endpoints {
            router.on(endpoint.routerPath, method: endpoint.method) { request, context in
                let caller = try await gatekeeper.admit(request, to: endpoint.access)
                let call = Call(request: request, context: context, caller: caller, settings: settings)
                try call.refuseOtherParameters(than: endpoint.description.parameters)
                return try await withModel(of: call, to: endpoint) {
                    // What changes the store is not given up half-way: the answer may be late, but it is true.
                    guard endpoint.method == .get else { return try await endpoint.handle(call) }
                    return try await withDeadline(settings.answerTimeout) { try await endpoint.handle(call) }
                }
            }
        }
        return router
    }

    /// Lets a call whose model is deleted meanwhile fail as if the model had never been there.
    private func withModel(
        of call: Call, to endpoint: Endpoint, _ answer: () async throws -> Response
    ) async throws -> Response {
        guard endpoint.path.contains("{model}") else { return try await answer() }
        let name = try call.model()
        let tables = await parts.catalog.entry(name)?.tables.number
        do {
            return try await answer()
        } catch {
            let tablesNow = await parts.catalog.entry(name)?.tables.number
            let isGone = tables != nil && tablesNow != tables
            throw isGone && (error is StoreError || error is IngestError) ? Problem.unknownModel(name) : error
        }
    }

    /// - Parameter onListening: told where, as a URL.
    /// - Throws: `ServerError` for certificates that cannot be used.
    package func application(
        logger: Logger, onListening: @escaping @Sendable (String) -> Void = { _ in }
    ) throws -> Application<RouterResponder<CallContext>> {
        parts.metrics.set("assay_build_info", to: 1, ["version": parts.version])
        parts.metrics.set("process_start_time_seconds", to: Int(Date().timeIntervalSince1970))
        let settings = settings
        return Application(
            router: router(), server: try protocols(),
            configuration: ApplicationConfiguration(
                address: .hostname(settings.host, port: settings.port),
                availableConnectionsDelegate: MaximumAvailableConnections(settings.connectionLimit)),
            // Stopped after the server, whose last requests need it.
            services: [
                IngestService(ingestor: parts.ingestor),
                RollupService(catalog: parts.catalog, served: parts.served, logger: logger),
                RetentionService(parts: parts, logger: logger),
                RestService(store: parts.store, metrics: parts.metrics, logger: logger),
                SharingService(parts: parts, logger: logger),
            ],
            onServerRunning: { channel in
                let scheme = settings.tls == nil ? "http" : "https"
                let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
                onListening("\(scheme)://\(host):\(channel.localAddress?.port ?? settings.port)")
            }, logger: logger)
    }

    private func protocols() throws -> HTTPServerBuilder {
        let idle = TimeAmount.nanoseconds(Int64(settings.idleTimeout / .nanoseconds(1)))
        let heads = HTTP1Channel.Configuration.DecoderConfiguration(
            maxHeaderFieldSize: 16_384, maxHeaderListSize: 65_536, maxHeaderFieldCount: 100)
        let plain = HTTPServerBuilder.http1(
            configuration: .init(
                additionalChannelHandlers: [ContinueHandler()], idleTimeout: idle, httpDecoderConfiguration: heads))
        guard let tls = settings.tls else { return plain }
        do {
            let chain = try NIOSSLCertificate.fromPEMFile(tls.certificate)
            let key = try NIOSSLPrivateKey(file: tls.key, format: .pem)
            let configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
            // Made once to see whether certificate and key belong together.
            _ = try NIOSSLContext(configuration: configuration)
            return try .tls(plain, tlsConfiguration: configuration)
        } catch {
            throw ServerError(
                "the certificate \(tls.certificate) and the key \(tls.key) cannot be used: \(error); both are PEM files, and the key is the certificate's")
        }
    }
}

/// Why the server cannot be started as it is set up.
package struct ServerError: Error, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
