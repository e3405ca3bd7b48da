import HTTPTypes
import Testing

@testable import HTTPServer

/// Protects who may call what.
@Suite struct AccessTests {
    @Test func everyEndpointButTheOpenOnesWantsAKeyOfItsScope() async throws {
        let bench = try await ServerBench()
        let endpoints = AssayServer(bench.parts, settings: bench.settings).endpoints
        try await bench.test { session in
            for endpoint in endpoints {
                let path = endpoint.path.replacing("{model}", with: "m").replacing("{id}", with: "i").replacing("{slice}", with: "s")
                func status(_ key: KeySecret?) async throws -> Int {
                    try await session.send(endpoint.method, path, as: key).status
                }
                switch endpoint.access {
                case .everybody:
                    #expect(try await status(nil) == 200, "\(path)")
                case .holders(let scope):
                    #expect(try await status(nil) == 401, "\(path)")
                    for (key, own) in [(bench.reader, APIKey.Scope.read), (bench.loader, .ingest)] where own != scope {
                        #expect(try await status(key) == 403, "\(path)")
                    }
                    #expect(try await ![401, 403].contains(status(bench.admin)), "\(path)")
                case .wholeStoreAdmins:
                    #expect(try await status(nil) == 401, "\(path)")
                    let limited = try await bench.key([.admin], models: ["m"])
                    for key in [bench.reader, bench.loader, limited] {
                        #expect(try await status(key) == 403, "\(path)")
                    }
                }
            }
        }
    }

    @Test func onlyAWholeTokenOpens() async throws {
        let bench = try await ServerBench()
        try await bench.test { session in
            let token = bench.reader.token
            let other = bench.admin.token
            let mixed = "assay_\(bench.reader.id)_\(other.suffix(64))"
            for header in [
                "", "Bearer", "Bearer ", "Basic \(token)", token, "Bearer \(token) x", "Bearer \(token.dropLast())",
                "Bearer \(token)0", "Bearer \(token.uppercased())", "Bearer \(mixed)", "Bearer assay__",
            ] {
                let answer = try await session.send(.get, "/v1/models", headers: [.authorization: header])
                #expect(answer.isProblem(.unauthenticated), "\(header)")
                #expect(answer.headers[.wwwAuthenticate]?.hasPrefix("Bearer") == true)
            }
            #expect(try await session.send(.get, "/v1/models", headers: [.authorization: "bearer \(token)"]).status == 200)
        }
    }

    @Test func unknownAndForbiddenModelsLookTheSame() async throws {
        let bench = try await ServerBench()
        let limited = try await bench.key([.admin], models: ["mine", "absent"])
        try await bench.test { session in
            for name in ["churn", "mine"] {
                let definition = churnDefinition.replacing("churn", with: name)
                #expect(try await session.send(.post, "/v1/models", definition, as: bench.admin).status == 201)
            }
            let list = try await session.send(.get, "/v1/models", as: limited)
            #expect(try list.json["models"]?.elements.map { $0["definition"]?["name"]?.text } == ["mine"])
            func detail(_ method: HTTPRequest.Method, _ name: String, _ rest: String, _ body: String?) async throws -> String? {
                let answer = try await session.send(method, "/v1/models/\(name)\(rest)", body, as: limited)
                #expect(answer.isProblem(.notFound))
                return try answer.json["detail"]?.text?.replacing(name, with: "NAME")
            }
            let calls: [(HTTPRequest.Method, String, String?)] = [
                (.get, "", nil), (.put, "", churnDefinition), (.delete, "", nil), (.post, "/confirmation", nil),
                (.get, "/history", nil), (.post, "/actuals", #"{"prediction_id": "a", "actual": 1}"#),
            ]
            for (method, rest, body) in calls {
                let forbidden = try await detail(method, "churn", rest, body)
                #expect(try await detail(method, "absent", rest, body) == forbidden, "\(method) \(rest)")
            }
            #expect(try await session.send(.post, "/v1/models/churn/records", "{}", as: limited).isProblem(.notFound))
            #expect(try await session.send(.post, "/v1/models", churnDefinition, as: limited).isProblem(.forbidden))
            #expect(try await session.send(.get, "/v1/models/mine", as: limited).status == 200)
        }
    }

    @Test func tooManyRequestsOfOneKeyWait() async throws {
        let bench = try await ServerBench { $0.rateLimit = 0.001 }  // one in a quarter of an hour, however slow the machine
        try await bench.test { session in
            #expect(try await session.send(.get, "/v1/models", as: bench.reader).status == 200)
            let second = try await session.send(.get, "/v1/models", as: bench.reader)
            #expect(second.isProblem(.tooManyRequests))
            #expect((1...1_000).contains(Int(second.headers[.retryAfter] ?? "") ?? 0))
            #expect(try await session.send(.get, "/v1/models", as: bench.admin).status == 200, "others go on")
            #expect(try await session.send(.get, "/health").status == 200)
        }
    }

    @Test func withoutKeysEverybodyIsLet() async throws {
        let bench = try await ServerBench { $0.needsKeys = false }
        try await bench.test { session in
            #expect(try await session.send(.post, "/v1/models", churnDefinition).status == 201)
            let audit = try await session.send(.get, "/v1/audit?kind=model")
            #expect(try audit.json["versions"]?.elements.map { $0["author"]?.text } == ["local"])
        }
    }

    @Test func itIsRefusedToListenUnsafely() {
        var settings = ServerSettings()
        for host in ["127.0.0.1", "127.1.2.3", "localhost", "::1"] {
            settings.host = host
            settings.needsKeys = false
            #expect(settings.danger(hasLiveKey: false) == nil, "\(host)")
        }
        for host in ["0.0.0.0", "::", "192.168.1.2", "example.org", "127.0.0.1.example.org", "127.example"] {
            settings.host = host
            settings.needsKeys = false
            #expect(settings.danger(hasLiveKey: true)?.contains("--no-keys") == true, "\(host)")
            settings.needsKeys = true
            #expect(settings.danger(hasLiveKey: false)?.contains("assay key create") == true, "\(host)")
            #expect(settings.danger(hasLiveKey: true) == nil, "\(host)")
        }
    }

    @Test func theBucketFillsWithTime() {
        var bucket = TokenBucket(rate: 2, now: .zero)
        #expect((0..<2).allSatisfy { _ in bucket.take(at: .zero) == nil })
        #expect(bucket.take(at: .zero) == .seconds(0.5))
        #expect(bucket.take(at: .seconds(0.5)) == nil)
        #expect(bucket.take(at: .seconds(0.5)) != nil)
        #expect((0..<2).allSatisfy { _ in bucket.take(at: .seconds(100)) == nil }, "no more than a second's worth is saved up")
        #expect(bucket.take(at: .seconds(100)) != nil)
        #expect(bucket.take(at: .seconds(99)) != nil, "a clock that goes back gives nothing")
    }
}
