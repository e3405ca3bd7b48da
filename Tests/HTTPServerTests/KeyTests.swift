import Domain
import HTTPTypes
import Store
import Testing

@testable import HTTPServer

/// Protects keys through their lives, and their secrets from being kept or told.
@Suite struct KeyTests {
    @Test func aKeyIsMadeUsedRotatedAndRevoked() async throws {
        let bench = try await ServerBench()
        try await bench.test { session in
            func works(_ token: String) async throws -> Bool {
                try await session.send(.get, "/v1/models", headers: [.authorization: "Bearer \(token)"]).status == 200
            }
            let made = try await session.send(
                .post, "/v1/keys", #"{"name": "dashboard", "scopes": ["read"], "models": ["churn"]}"#, as: bench.admin)
            #expect(made.status == 201)
            let (id, token) = try (#require(made.json["id"]?.text), #require(made.json["token"]?.text))
            #expect(try await works(token))

            let rotated = try await session.send(.post, "/v1/keys/\(id)/rotation", #"{"grace_seconds": 60}"#, as: bench.admin)
            let renewed = try #require(try rotated.json["token"]?.text)
            #expect(try await [works(token), works(renewed)] == [true, true], "both, during the grace")
            bench.clock.move(bySeconds: 60)
            #expect(try await !works(token), "the old one is over")
            #expect(try await works(renewed))

            // Everything survives a start.
            let later = KeyRing(bench.parts.store, now: { bench.clock.now })
            try await later.load()
            #expect(await later.key(of: renewed)?.models == ["churn"])
            #expect(await later.key(of: token) == nil)

            let list = try await session.send(.get, "/v1/keys", as: bench.admin)
            #expect(try list.json["keys"]?.elements.contains { $0["id"]?.text == id && $0["last_used_at"] != nil } == true)
            #expect(try await session.send(.delete, "/v1/keys/\(id)", as: bench.admin).status == 204)
            #expect(try await !works(renewed))
            #expect(try await session.send(.delete, "/v1/keys/\(id)", as: bench.admin).isProblem(.notFound))
            #expect(try await session.send(.post, "/v1/keys/\(id)/rotation", as: bench.admin).isProblem(.notFound))
        }
    }

    @Test func aKeyEnds() async throws {
        let bench = try await ServerBench()
        let end = bench.clock.now.advanced(byMicroseconds: 3_600_000_000)
        try await bench.test { session in
            let made = try await session.send(
                .post, "/v1/keys", #"{"name": "visitor", "scopes": ["read"], "expires_at": "\#(end)"}"#, as: bench.admin)
            let token = try #require(try made.json["token"]?.text)
            func status() async throws -> Int {
                try await session.send(.get, "/v1/models", headers: [.authorization: "Bearer \(token)"]).status
            }
            #expect(try await status() == 200)
            bench.clock.move(bySeconds: 3_600)
            #expect(try await status() == 401)
        }
    }

    @Test func keysThatMakeNoSenseAreRefused() async throws {
        let bench = try await ServerBench()
        try await bench.test { session in
            for body in [
                #"{"name": "x", "scopes": []}"#, #"{"name": "", "scopes": ["read"]}"#, #"{"scopes": ["read"]}"#,
                #"{"name": "x", "scopes": ["root"]}"#, #"{"name": "x", "scopes": ["read"], "models": []}"#,
                #"{"name": "x", "scopes": ["read"], "expires_at": "2001-01-01T00:00:00Z"}"#,
                #"{"name": "x", "scopes": ["read"], "expires_at": "soon"}"#, #"{"name": "x", "scope": ["read"]}"#,
            ] {
                #expect(try await session.send(.post, "/v1/keys", body, as: bench.admin).isProblem(.unprocessable), "\(body)")
            }
            let grace = try await session.send(
                .post, "/v1/keys/\(bench.reader.id)/rotation", #"{"grace_seconds": -1}"#, as: bench.admin)
            #expect(grace.isProblem(.unprocessable))
        }
    }

    /// Neither the secret nor its digest is in the audit log, the lists or the store's documents (the secret).
    @Test func secretsAreNowhere() async throws {
        let bench = try await ServerBench()
        try await bench.test { session in
            let secret = String(bench.reader.token.suffix(64))
            let rotated = try await session.send(.post, "/v1/keys/\(bench.reader.id)/rotation", as: bench.admin)
            let renewed = try #require(try rotated.json["token"]?.text).suffix(64)
            let documents = try await bench.parts.store.history(of: .key, named: nil, limit: 100)
            #expect(documents.count == 4)
            let stored = documents.compactMap(\.body).joined()
            let audit = try await session.send(.get, "/v1/audit", as: bench.admin).text
            let list = try await session.send(.get, "/v1/keys", as: bench.admin).text
            for text in [stored, audit, list] {
                #expect(!text.contains(secret) && !text.contains(renewed))
            }
            #expect(stored.contains("sha256"))
            #expect(!audit.contains("sha256") && !audit.contains("digest") && !list.contains("sha256"))
            #expect("\(bench.reader)".contains("…") && !"\(bench.reader)".contains(secret))
        }
    }

    @Test func theFirstKeyIsMadeOnce() async throws {
        let bench = try await ServerBench()
        #expect(try await bench.parts.keys.makeFirstKey() == nil, "this store has had keys")
        for key in await bench.parts.keys.all() { try await bench.parts.keys.revoke(key.id, by: "test") }
        #expect(try await bench.parts.keys.makeFirstKey() == nil, "revoking all does not open the door again")
        #expect(await !bench.parts.keys.hasLiveKey)
    }

    @Test func usesAreWrittenDownNowAndThen() async throws {
        let bench = try await ServerBench()
        let keys = bench.parts.keys
        func notes() async throws -> Int {
            try await bench.parts.store.history(of: .key, named: bench.reader.id, limit: 100).count
        }
        for _ in 0..<3 {
            #expect(await keys.key(of: bench.reader.token) != nil)
            bench.clock.move(bySeconds: 600)
            try await keys.noteUses()
        }
        #expect(try await notes() == 2, "made, and used once in this hour")
        bench.clock.move(bySeconds: 3_600)
        #expect(await keys.key(of: bench.reader.token) != nil)
        try await keys.noteUses()
        #expect(try await notes() == 3)
        try await keys.revoke(bench.reader.id, by: "test")
        try await keys.noteUses(all: true)
        #expect(await keys.key(of: bench.reader.token) == nil, "a note does not bring a revoked key back")
    }
}
