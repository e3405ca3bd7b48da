import Foundation
import HTTPTypes
import HummingbirdTesting
import Logging
import Testing

@testable import HTTPServer

/// Protects that a server with a certificate speaks HTTPS, and nothing else.
@Suite struct TLSTests {
    private static let openssl = ["/usr/bin/openssl", "/usr/local/bin/openssl", "/opt/homebrew/bin/openssl"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    /// A self-signed certificate with its key, in a folder that is there while `body` runs.
    private func withCertificate<Value>(_ body: (ServerSettings.TLS) async throws -> Value) async throws -> Value {
        let folder = FileManager.default.temporaryDirectory.appending(path: "assay-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }  // a folder of the system's to clean
        let tls = ServerSettings.TLS(certificate: "\(folder)/chain.pem", key: "\(folder)/key.pem")
        let process = Process()
        process.executableURL = URL(filePath: try #require(Self.openssl))
        process.arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
            "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", tls.key, "-out", tls.certificate,
        ]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return try await body(tls)
    }

    @Test(.enabled(if: openssl != nil, "there is no openssl to make a certificate with"))
    func httpsIsAnsweredAndHTTPIsNot() async throws {
        try await withCertificate { tls in
            let bench = try await ServerBench { $0.tls = tls }
            try await bench.test(.ahc(.https)) { session in
                let created = try await session.send(.post, "/v1/models", churnDefinition, as: bench.admin)
                #expect(created.status == 201, "\(created.text)")
                #expect(created.headers[.strictTransportSecurity] != nil)
                let read = try await session.send(.get, "/v1/models/churn", as: bench.reader)
                #expect(try read.json == created.json)
                // The connection is closed without an answer.
                let port = try #require(session.client.port)
                let plain = "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                #expect(try await !LiveServerTests.talk(port: port, plain).contains("HTTP/1.1"))
            }
        }
    }

    /// Before anything listens, and by name.
    @Test(.enabled(if: openssl != nil, "there is no openssl to make a certificate with"))
    func aKeyThatIsNotTheCertificatesIsRefused() async throws {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        try await withCertificate { first in
            try await withCertificate { second in
                for (certificate, key) in [
                    (first.certificate, second.key), (first.key, first.key), (first.certificate, first.certificate), (first.certificate, "/nowhere"),
                ] {
                    let bench = try await ServerBench { $0.tls = .init(certificate: certificate, key: key) }
                    #expect(throws: ServerError.self, "\(certificate) \(key)") {
                        try AssayServer(bench.parts, settings: bench.settings).application(logger: logger)
                    }
                }
            }
        }
    }
}
