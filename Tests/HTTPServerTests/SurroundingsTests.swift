import Domain
import HTTPTypes
import Hummingbird
import Logging
import Store
import Testing

@testable import HTTPServer

/// Protects what surrounds every endpoint: failures, headers, health, figures, and the audit log.
@Suite struct SurroundingsTests {
    @Test func unknownPathsAndMethodsAreProblems() async throws {
        let bench = try await ServerBench()
        try await bench.test { session in
            for path in ["/", "/v1", "/v1/", "/v1/models/a/b/c", "/../etc/passwd", "/v1/%2e%2e/health", "//"] {
                #expect(try await session.send(.get, path).isProblem(.notFound), "\(path)")
            }
            let wrong = try await session.send(.patch, "/v1/models/churn")
            #expect(wrong.isProblem(.methodNotAllowed))
            #expect(wrong.headers[.allow] == "DELETE, GET, HEAD, PUT")
            #expect(try await session.send(.post, "/health").headers[.allow] == "GET, HEAD")
            let strange = try #require(HTTPRequest.Method("BREW"))
            #expect(try await session.send(strange, "/health").isProblem(.methodNotAllowed))
        }
    }

    @Test func failuresOfOursAreToldWithoutTheirInsides() throws {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let failure = Problem(StoreError(.engine, "table secret_7 in /srv/data broke"), logger: logger)
        #expect(failure.kind == .internal)
        #expect(!failure.detail.contains("secret_7") && !failure.detail.contains("/srv"))
        let full = Problem(StoreError(.noRoom, "IO Error: No space left on device"), logger: logger)
        #expect(full.kind == .storageFull)
        #expect(full.headers[.retryAfter] != nil)
        #expect(Problem(StoreError(.badInput, "row 3"), logger: logger).kind == .badRequest)
        #expect(Problem(CancellationError(), logger: logger).kind == .unavailable)
        #expect(Problem(HTTPError(.contentTooLarge), logger: logger).kind == .tooLarge)
        struct Unknown: Error {}
        #expect(Problem(Unknown(), logger: logger).kind == .internal)
    }

    @Test func lateAnswersAreGivenUp() async throws {
        await #expect(throws: Problem.self) {
            try await withDeadline(.milliseconds(1)) { try await Task.sleep(for: .seconds(60)) }
        }
        #expect(try await withDeadline(.seconds(60)) { 7 } == 7)
    }

    @Test func everyAnswerHasItsHeaders() async throws {
        let bench = try await ServerBench()
        try await bench.test { session in
            let answers = try await [session.send(.get, "/health"), session.send(.get, "/nothing"), session.send(.get, "/v1/models")]
            #expect(Set(answers.map(\.status)) == [200, 404, 401])
            for answer in answers {
                #expect(answer.headers[.xContentTypeOptions] == "nosniff")
                #expect(answer.headers[.frameOptions] == "DENY")
                #expect(answer.headers[.contentSecurityPolicy]?.contains("default-src 'none'") == true)
                #expect(answer.headers[.cacheControl] == "no-store")
                #expect(answer.headers[.accessControlAllowOrigin] == nil)
                #expect(answer.headers[.strictTransportSecurity] == nil, "no TLS here")
            }
            #expect(Set(answers.map { $0.headers[.requestID] }).count == 3)
        }
    }

    @Test func healthAndReadinessAreOpen() async throws {
        let bench = try await ServerBench()
        try await bench.test { session in
            #expect(try await session.send(.get, "/health").json == ["status": "alive"])
            #expect(try await session.send(.get, "/ready").json == ["status": "ready"])
            let head = try await session.send(.head, "/health")
            #expect(head.status == 200)
            #expect(head.text.isEmpty)
        }
    }

    /// Names from outside never become labels: there would be no end to them.
    @Test func figuresAreCountedByRoute() async throws {
        let bench = try await ServerBench { $0.hasOpenMetrics = true }
        try await bench.test { session in
            for name in ["one", "two"] { _ = try await session.send(.get, "/v1/models/\(name)", as: bench.reader) }
            _ = try await session.send(try #require(HTTPRequest.Method("BREW")), "/nothing")
            let text = try await session.send(.get, "/metrics").text
            #expect(text.contains("assay_http_requests_total{method=\"GET\",route=\"/v1/models/{model}\",status=\"4xx\"} 2\n"))
            #expect(text.contains("method=\"other\",route=\"unmatched\""))
            #expect(!text.contains("one\"") && !text.contains("BREW"))
            #expect(text.contains("assay_http_requests_in_flight 1\n"))
            let labels = "le=\"+Inf\",method=\"GET\",route=\"/v1/models/{model}\",status=\"4xx\""
            #expect(text.contains("assay_http_request_duration_seconds_bucket{\(labels)} 2\n"))
        }
    }

    @Test func figuresAreWrittenAsPrometheusReadsThem() {
        let metrics = MetricRegistry()
        metrics.add(2, to: "assay_http_requests_total", ["route": "a\"b\\c\nd"])
        metrics.observe(.milliseconds(3), in: "assay_http_request_duration_seconds")
        metrics.observe(.seconds(100), in: "assay_http_request_duration_seconds")
        let lines = metrics.prometheusText.split(separator: "\n")
        #expect(lines.contains(#"assay_http_requests_total{route="a\"b\\c\nd"} 2"#))
        #expect(lines.contains(#"assay_http_request_duration_seconds_bucket{le="0.0025"} 0"#))
        #expect(lines.contains(#"assay_http_request_duration_seconds_bucket{le="0.005"} 1"#))
        #expect(lines.contains(#"assay_http_request_duration_seconds_bucket{le="30.0"} 1"#))
        #expect(lines.contains(#"assay_http_request_duration_seconds_bucket{le="+Inf"} 2"#))
        #expect(lines.contains("assay_http_request_duration_seconds_sum 100.003"))
        #expect(lines.contains("assay_http_request_duration_seconds_count 2"))
        #expect(lines.contains("# TYPE assay_http_request_duration_seconds histogram"))
    }

    @Test func theAuditLogTellsAllChanges() async throws {
        let bench = try await ServerBench()
        try await bench.test { session in
            #expect(try await session.send(.post, "/v1/models", churnDefinition, as: bench.admin).status == 201)
            #expect(try await session.send(.delete, "/v1/keys/\(bench.loader.id)", as: bench.admin).status == 204)
            func entries(_ query: String) async throws -> [JSONValue] {
                try await session.send(.get, "/v1/audit\(query)", as: bench.admin).json["versions"]?.elements ?? []
            }
            let all = try await entries("")
            #expect(all.map { $0["kind"]?.text } == ["key", "model", "key", "key", "key"])
            #expect(all[0]["deleted"] == true)
            #expect(all[0]["name"]?.text == bench.loader.id)
            #expect(try await entries("?limit=2") == Array(all.prefix(2)))
            #expect(try await entries("?kind=model") == [all[1]])
            #expect(try await entries("?name=churn%27%20OR%201%3D1").isEmpty)
            for query in ["?limit=0", "?limit=x", "?limit=1001", "?kind=all"] {
                #expect(try await session.send(.get, "/v1/audit\(query)", as: bench.admin).isProblem(.badRequest), "\(query)")
            }
        }
    }
}
