/// What can be set of the server: by a key of the configuration file, an environment variable and a flag of the same
/// name.
enum ServeSetting: String, CaseIterable, Sendable {
    case data, store, host, port
    case tlsCertificate = "tls_certificate"
    case tlsKey = "tls_key"
    case keys
    case openMetrics = "open_metrics"
    case memory = "memory_mb"
    case threads
    case temporary
    case requestLimit = "request_limit_mb"
    case rateLimit = "rate_limit"
    case connectionLimit = "connection_limit"
    case idleTimeout = "idle_timeout_seconds"
    case readTimeout = "read_timeout_seconds"
    case answerTimeout = "answer_timeout_seconds"
    case shutdownTimeout = "shutdown_timeout_seconds"
    case logLevel = "log_level"
    case logFormat = "log_format"

    /// Such as `ASSAY_SERVE_LOG_LEVEL`.
    var variable: String { Self.variablePrefix + rawValue.uppercased() }

    static let variablePrefix = "ASSAY_SERVE_"

    /// Such as `--log-level`.
    var flag: String { self == .keys ? "--no-keys" : "--" + rawValue.replacing("_", with: "-") }

    /// As text, for the documentation; `nil` when there is none.
    var usual: String? {
        switch self {
        case .data: "assay-data"
        case .host: "127.0.0.1"
        case .port: "8420"
        case .store, .tlsCertificate, .tlsKey, .threads, .temporary: nil
        case .keys: "true"
        case .openMetrics: "false"
        case .memory: "1000"
        case .requestLimit: "1000"
        case .rateLimit: "20000"
        case .connectionLimit: "4096"
        case .idleTimeout: "60"
        case .readTimeout: "600"
        case .answerTimeout: "120"
        case .shutdownTimeout: "30"
        case .logLevel: "info"
        case .logFormat: "text"
        }
    }
}
