package import ArgumentParser
internal import ClickHouseStore
internal import Foundation
internal import HTTPServer
internal import Ingest
internal import Logging
internal import ServiceLifecycle
internal import Store
internal import UnixSignals

/// `assay serve`: the server.
package struct ServeCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Take in records and ground truth over HTTP, and answer questions about them.",
        discussion: """
            Every setting can also stand in a YAML file (--config) or in the environment (ASSAY_SERVE_PORT for --port);
            flags win over the environment, the environment over the file. docs/serve.md describes them all.

            The first start makes an admin's key and prints it once. More: assay key create, or POST /v1/keys.
            The server stops on SIGTERM and SIGINT, when what it has accepted is done.
            """)

    @OptionGroup var options: ServeOptions

    package init() {}

    package func run() async throws {
        let configuration = try ServeConfiguration(
            ServeValues(options: options, environment: ProcessInfo.processInfo.environment))
        let logger = configuration.logger()
        guard let address = configuration.cluster else {
            return try await serve(configuration.data.open(), configuration, logger)
        }
        let cluster = try await ClickHouseStore.open(address, with: configuration.data.openInMemory())
        let result: Result<Void, any Error>
        do {
            try await serve(cluster, configuration, logger)
            result = .success(())
        } catch {
            result = .failure(error)
        }
        for reason in try await cluster.shutDown() { logger.warning("Something was left in the cluster", metadata: ["reason": "\(reason)"]) }
        try result.get()
    }

    private func serve(_ store: any RecordStore, _ configuration: ServeConfiguration, _ logger: Logger) async throws {
        let parts = try await parts(of: store, configuration)
        let keys = parts.keys
        if configuration.server.needsKeys, let secret = try await keys.makeFirstKey() { announce(secret) }
        if let danger = configuration.server.danger(hasLiveKey: await keys.hasLiveKey) { throw InputError("--host: \(danger)") }
        warn(configuration.server, hasLiveKey: await keys.hasLiveKey, logger)
        let application = try AssayServer(parts, settings: configuration.server).application(logger: logger) { url in
            FileHandle.standardOutput.write(Data("Assay listens on \(url)\n".utf8))
        }
        var group = ServiceGroupConfiguration(
            services: [.init(service: KeyUseNotes(keys: keys, logger: logger)), .init(service: application)],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        group.maximumGracefulShutdownDuration = configuration.server.shutdownTimeout
        do {
            try await ServiceGroup(configuration: group).run()
        } catch {
            throw explain(error, configuration.server)
        }
        logger.notice("Server stopped")
    }

    private func parts(of store: any RecordStore, _ configuration: ServeConfiguration) async throws -> ServerParts {
        let data = configuration.data
        do {
            return try await ServerParts(
                store,
                limits: IngestLimits(requestBytes: configuration.server.requestLimit, spoolFolder: try data.makeFolder("spool")),
                dataFolder: configuration.cluster == nil ? data.path : nil, version: AssayCommand.version,
                makeEngine: { try data.makeAside() })
        } catch let error as StoreError {
            guard configuration.cluster == nil else { throw error }
            // Damage may only show when something is read.
            throw data.explain(error)
        }
    }

    /// To the terminal only, never to the log.
    private func announce(_ secret: KeySecret) {
        FileHandle.standardError.write(
            Data(
                """
                This store is new. Its first key, with scope admin, is shown this once:

                  \(secret.token)

                Send it as: Authorization: Bearer KEY\n\n
                """.utf8))
    }

    private func warn(_ settings: ServerSettings, hasLiveKey: Bool, _ logger: Logger) {
        if settings.needsKeys, !hasLiveKey { logger.warning("No key is valid: nobody can get in; make one with assay key create") }
        if !settings.isLoopback, settings.tls == nil {
            logger.warning("Keys travel unencrypted: give a certificate, or put a proxy that has one in front")
        }
    }

    private func explain(_ error: any Error, _ settings: ServerSettings) -> any Error {
        let text = "\(error)"
        if text.contains("Address already in use") {
            return InputError("--port: \(settings.port) is in use on \(settings.host); stop the other server, or choose another port")
        }
        if text.contains("Permission denied") || text.contains("Cannot assign requested address") {
            return InputError("--host, --port: cannot listen on \(settings.host):\(settings.port): \(text)")
        }
        return StoreError(.engine, "the server stopped: \(text)", cause: error)
    }
}
