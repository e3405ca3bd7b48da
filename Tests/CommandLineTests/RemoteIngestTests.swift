import Domain
import DuckDBStore
import Foundation
import HTTPTypes
import Hummingbird
import Ingest
import NIOCore
import Store
import Synchronization
import Testing

@testable import CommandLine

/// Protects `assay ingest --server`: what the server cannot take now is sent again and counted once.
@Suite struct RemoteIngestTests {
    private let bench = StoreBench()

    /// What a request said.
    private struct Seen: Sendable {
        var path: String
        var query: String
        var headers: HTTPFields
        var body: String
    }

    /// Serves answers in turn, the last one for ever.
    private final class Stub: Sendable {
        let answers: [(HTTPResponse.Status, HTTPFields, String)]
        let seen = Mutex<[Seen]>([])
        let waits = Mutex<[Duration]>([])

        init(_ answers: [(HTTPResponse.Status, HTTPFields, String)]) { self.answers = answers }

        func send(_ files: [IngestFile], model: String = "m") async throws -> [IngestAnswer] {
            let router = Router()
            router.post("**") { request, _ in
                let body = try await request.body.collect(upTo: 1 << 24)
                let seen = Seen(
                    path: request.uri.path, query: request.uri.query ?? "", headers: request.headers,
                    body: String(buffer: body))
                let count = self.seen.withLock {
                    $0.append(seen)
                    return $0.count
                }
                let answer = self.answers[min(count, self.answers.count) - 1]
                return Response(
                    status: answer.0, headers: answer.1, body: .init(byteBuffer: ByteBuffer(string: answer.2)))
            }
            return try await serving(router) { port in
                let server = try #require(URL(string: "http://127.0.0.1:\(port)/base/"))
                let retry = RetryPolicy(attempts: 4, sleep: { wait in self.waits.withLock { $0.append(wait) } })
                let sender = RemoteSender(server: RemoteServer(url: server, key: "secret"), retry: retry)
                var answers: [IngestAnswer] = []
                for file in files {
                    let reader = try PartReader(file)
                    while let part = try reader.next() {
                        answers.append(
                            try await sender.send(
                                part, to: IngestTarget(model: model, kind: .records, environment: .validation, version: "v+1")))
                    }
                }
                return answers
            }
        }
    }

    private static let accepted = #"{"accepted":2,"ignored_columns":[],"model":"m","new_columns":["x"],"nulled":[],"repeated":false,"without_prediction_id":0}"#

    @Test func whatIsRefusedForNowIsSentAgainUnderTheSameKey() async throws {
        let stub = Stub([
            (.tooManyRequests, [.retryAfter: "7"], #"{"detail":"later"}"#), (.serviceUnavailable, [:], "no JSON"),
            (.created, [:], Self.accepted),
        ])
        let text = "{\"x\":1}\n{\"x\":2}\n"
        let file = IngestFile(path: try bench.file("a.ndjson", text), format: .ndjson)
        let answers = try await stub.send([file], model: "a/b c?")
        #expect(answers.map(\.receipt.rows) == [2] && answers[0].newColumns == ["x"])
        let seen = stub.seen.withLock { $0 }
        #expect(seen.count == 3)
        #expect(Set(seen.compactMap { $0.headers[HTTPField.Name("Idempotency-Key")!] }).count == 1)
        for request in seen {
            #expect(request.path == "/base/v1/models/a%2Fb%20c%3F/records")
            #expect(request.query == "environment=validation&version=v%2B1")
            #expect(request.headers[.authorization] == "Bearer secret")
            #expect(request.headers[.contentType] == "application/x-ndjson")
            #expect(request.body == text)
        }
        let waits = stub.waits.withLock { $0 }
        #expect(waits.count == 2)
        #expect(waits[0] == .seconds(7))
        #expect(waits[1] > .milliseconds(700) && waits[1] < .milliseconds(1_300))
    }

    @Test func aFileThatIsSentWholeIsStreamed() async throws {
        let stub = Stub([(.tooManyRequests, [:], ""), (.ok, [:], Self.accepted)])
        let text = String(repeating: "bytes ", count: 300_000)
        let file = IngestFile(path: try bench.file("a.parquet", text), format: .parquet)
        _ = try await stub.send([file])
        let seen = stub.seen.withLock { $0 }
        #expect(seen.map(\.body.count) == [text.count, text.count])
        #expect(seen[1].body == text)
        #expect(seen[1].headers[.contentLength] == "\(text.count)")
    }

    @Test func itGivesUpAfterAWhile() async throws {
        let stub = Stub([(.serviceUnavailable, [:], #"{"detail":"no room"}"#)])
        let file = IngestFile(path: try bench.file("a.ndjson", "{}"), format: .ndjson)
        let error = await #expect(throws: IngestError.self) { _ = try await stub.send([file]) }
        #expect(error?.kind == .unavailable)
        #expect(error?.description.contains("no room") == true && error?.description.contains("4 attempts") == true)
        #expect(stub.seen.withLock { $0.count } == 4)
    }

    @Test(arguments: [(400, IngestError.Kind.unreadable), (404, .unknownModel), (409, .keyReused), (413, .tooLarge), (500, .unavailable)])
    func whatAnotherAttemptCannotMendIsSaidAtOnce(_ status: Int, _ kind: IngestError.Kind) async throws {
        let stub = Stub([(.init(code: status), [:], #"{"title":"No","detail":"mend it","line":3}"#)])
        let file = IngestFile(path: try bench.file("a.ndjson", "{}"), format: .ndjson)
        let error = await #expect(throws: IngestError.self) { _ = try await stub.send([file]) }
        #expect(error?.kind == kind)
        #expect(error?.description.contains("mend it") == true)
        if kind == .unreadable { #expect(error?.line == 3) }
        #expect(stub.seen.withLock { $0.count } == 1)
    }

    @Test func aKeyThatIsRefusedIsBadInput() async throws {
        let stub = Stub([(.unauthorized, [:], #"{"detail":"no such key"}"#)])
        let file = IngestFile(path: try bench.file("a.ndjson", "{}"), format: .ndjson)
        let error = await #expect(throws: RemoteFailure.self) { _ = try await stub.send([file]) }
        #expect(error?.isBadInput == true && error?.description.contains("--key") == true)
    }
}
