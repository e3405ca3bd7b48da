/// How the server behaves towards its callers.
package struct ServerSettings: Sendable, Hashable {
    /// Certificate chain and key, both files in PEM.
    package struct TLS: Sendable, Hashable {
        package var certificate: String
        package var key: String

        package init(certificate: String, key: String) {
            self.certificate = certificate
            self.key = key
        }
    }

    package var host = "127.0.0.1"
    /// 0 for any free one.
    package var port = 8420
    package var tls: TLS?
    /// Whether callers need keys; without, everybody is an admin.
    package var needsKeys = true
    /// Whether `/metrics` is for everybody.
    package var hasOpenMetrics = false
    /// Largest body of a request, in bytes.
    package var requestLimit = 1_000_000_000
    /// Requests a second and key; `nil` for no limit.
    package var rateLimit: Double? = 20_000
    /// A connection on which nothing arrives for so long is closed.
    package var idleTimeout = Duration.seconds(60)
    /// A body that has not arrived whole after so long is given up.
    package var readTimeout = Duration.seconds(600)
    /// A question that is not answered after so long is given up.
    package var answerTimeout = Duration.seconds(120)
    package var connectionLimit = 4_096
    /// How long accepted work may take after the signal to stop.
    package var shutdownTimeout = Duration.seconds(30)

    package init() {}

    /// Whether only this machine can connect.
    package var isLoopback: Bool {
        host == "localhost" || host == "::1" || host == "[::1]"
            || (host.hasPrefix("127.") && host.split(separator: ".").count == 4 && host.allSatisfy { $0.isNumber || $0 == "." })
    }

    /// Why it would be unsafe to listen like this; `nil` when it is not.
    package func danger(hasLiveKey: Bool) -> String? {
        guard !isLoopback else { return nil }
        if !needsKeys {
            return "without keys (--no-keys), everybody who reaches \(host) could read and delete everything; leave --no-keys out, or listen on 127.0.0.1"
        }
        if !hasLiveKey {
            return "there is no key with which anybody could get in at \(host); make one first: assay key create --scope admin NAME"
        }
        return nil
    }
}
