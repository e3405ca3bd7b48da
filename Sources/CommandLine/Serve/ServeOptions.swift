internal import ArgumentParser

/// The flags of `assay serve`. All are texts: what a value means is decided in one place for flags, environment and file.
struct ServeOptions: ParsableArguments {
    @Option(help: ArgumentHelp("YAML file with any of these settings, by their names in docs/serve.md.", valueName: "file"))
    var config: String?

    @Option(help: ArgumentHelp("Folder of the store; made when it is not there. (default: assay-data)", valueName: "folder"))
    var data: String?

    @Option(
        help: ArgumentHelp(
            """
            Keep everything on ClickHouse instead of in the folder, which then only holds what is on its way: \
            clickhouse://user:password@host:8123/database, for a cluster every node and its name: \
            clickhouse://one:8123,two:8123/database?cluster=main. ASSAY_SERVE_STORE says it without showing the password.
            """, valueName: "address"))
    var store: String?

    @Option(help: ArgumentHelp("Address to listen on. (default: 127.0.0.1)", valueName: "address"))
    var host: String?

    @Option(help: ArgumentHelp("Port to listen on; 0 for a free one. (default: 8420)", valueName: "port"))
    var port: String?

    @Option(help: ArgumentHelp("Certificate chain in PEM, for HTTPS.", valueName: "file"))
    var tlsCertificate: String?

    @Option(help: ArgumentHelp("The certificate's private key in PEM.", valueName: "file"))
    var tlsKey: String?

    @Flag(help: "Let everybody on this machine in without a key; only on a loopback address.")
    var noKeys = false

    @Flag(help: "Show /metrics without a key.")
    var openMetrics = false

    @Option(help: ArgumentHelp("Memory for the engine before it writes to disk. (default: 1000)", valueName: "MB"))
    var memoryMb: String?

    @Option(help: ArgumentHelp("Threads of the engine. (default: one for each core)", valueName: "count"))
    var threads: String?

    @Option(help: ArgumentHelp("Folder for what does not fit in memory. (default: in the store's folder)", valueName: "folder"))
    var temporary: String?

    @Option(help: ArgumentHelp("Largest body of a request. (default: 1000)", valueName: "MB"))
    var requestLimitMb: String?

    @Option(help: ArgumentHelp("Requests a second for each key; 0 for no limit. (default: 20000)", valueName: "count"))
    var rateLimit: String?

    @Option(help: ArgumentHelp("Connections at once. (default: 4096)", valueName: "count"))
    var connectionLimit: String?

    @Option(help: ArgumentHelp("Close a connection on which nothing arrives for so long. (default: 60)", valueName: "seconds"))
    var idleTimeoutSeconds: String?

    @Option(help: ArgumentHelp("Give up a body that is not whole after so long. (default: 600)", valueName: "seconds"))
    var readTimeoutSeconds: String?

    @Option(help: ArgumentHelp("Give up a question that is not answered after so long. (default: 120)", valueName: "seconds"))
    var answerTimeoutSeconds: String?

    @Option(help: ArgumentHelp("Time for accepted work after the signal to stop. (default: 30)", valueName: "seconds"))
    var shutdownTimeoutSeconds: String?

    @Option(help: ArgumentHelp("trace, debug, info, notice, warning, error or critical. (default: info)", valueName: "level"))
    var logLevel: String?

    @Option(help: ArgumentHelp("text or json. (default: text)", valueName: "format"))
    var logFormat: String?

    var values: [ServeSetting: String] {
        let given: [(ServeSetting, String?)] = [
            (.data, data), (.store, store), (.host, host), (.port, port), (.tlsCertificate, tlsCertificate), (.tlsKey, tlsKey),
            (.keys, noKeys ? "false" : nil), (.openMetrics, openMetrics ? "true" : nil), (.memory, memoryMb),
            (.threads, threads), (.temporary, temporary), (.requestLimit, requestLimitMb), (.rateLimit, rateLimit),
            (.connectionLimit, connectionLimit), (.idleTimeout, idleTimeoutSeconds), (.readTimeout, readTimeoutSeconds),
            (.answerTimeout, answerTimeoutSeconds), (.shutdownTimeout, shutdownTimeoutSeconds), (.logLevel, logLevel),
            (.logFormat, logFormat),
        ]
        return given.reduce(into: [:]) { values, pair in values[pair.0] = pair.1 }
    }
}
