import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Ingest
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Store
import Testing

@testable import HTTPServer

/// Protects what only shows on a socket: slow and broken clients, and the end of the server.
@Suite struct LiveServerTests {
    @Test func aWholeConversation() async throws {
        let bench = try await ServerBench()
        try await bench.test(.live) { session in
            #expect(try await session.send(.post, "/v1/models", churnDefinition, as: bench.admin).status == 201)
            let lines = (0..<5_000).map { #"{"prediction_id": "\#($0)", "score": 0.5, "age": 30, "region": "CA"}"# }
            let answer = try await session.send(
                .post, "/v1/models/churn/records", lines.joined(separator: "\n"), as: bench.loader, type: "application/x-ndjson")
            #expect(try answer.json["accepted"] == 5_000)
            #expect(answer.headers[.date] != nil)
        }
    }

    /// A request whose connection breaks must not be taken for a shorter one.
    @Test func aBodyThatBreaksOffIsNotStored() async throws {
        let bench = try await ServerBench()
        try await bench.test(.live) { session in
            let port = try #require(session.client.port)
            #expect(try await session.send(.post, "/v1/models", churnDefinition, as: bench.admin).status == 201)
            let line = "{\"prediction_id\": \"a\"}\n"
            let head = """
                POST /v1/models/churn/records HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(bench.loader.token)\r\n\
                Content-Type: application/x-ndjson\r\n
                """
            for body in [
                "Content-Length: 1000\r\n\r\n\(line)",
                "Transfer-Encoding: chunked\r\n\r\n\(String(line.utf8.count, radix: 16))\r\n\(line)\r\n",
            ] {
                let answer = try await Self.talk(port: port, head + body, closingOutput: true)
                #expect(answer.isEmpty || answer.contains(" 400 "), "\(answer)")
            }
            let tables = try await bench.parts.store.recordTables()[0]
            let rows = try await bench.parts.store.records(of: tables, where: .init())
            #expect(rows.rowCount == 0)
        }
    }

    @Test func silentClientsAreLetGo() async throws {
        let bench = try await ServerBench { $0.idleTimeout = .milliseconds(200) }
        try await bench.test(.live) { session in
            let port = try #require(session.client.port)
            // Returns when the server closes the connection; the suite would hang otherwise.
            #expect(try await Self.talk(port: port, "GET /health HT").isEmpty)
            let head = "POST /v1/models HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(bench.admin.token)\r\nContent-Length: 9\r\n\r\n"
            #expect(try await !Self.talk(port: port, head + "{").contains(" 201 "))
        }
    }

    @Test func tricklingClientsAreLetGo() async throws {
        let bench = try await ServerBench { $0.readTimeout = .zero }
        try await bench.test(.live) { session in
            let port = try #require(session.client.port)
            let head = """
                POST /v1/models HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer \(bench.admin.token)\r\n\
                Content-Length: 9\r\n\r\n
                """
            #expect(try await Self.talk(port: port, head + "{").contains(" 408 "))
        }
    }

    /// Else curl waits a second before each body above a megabyte.
    @Test func whoAsksBeforeSendingIsToldToGoOn() async throws {
        let bench = try await ServerBench()
        try await bench.test(.live) { session in
            let port = try #require(session.client.port)
            let head = """
                POST /v1/models HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer \(bench.admin.token)\r\n\
                Content-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: \(churnDefinition.utf8.count)\r\n\r\n
                """
            let answer = try await Self.talk(port: port, head, then: { churnDefinition })
            #expect(answer.hasPrefix("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 "), "\(answer)")
        }
    }

    @Test func whatIsNoHTTPIsRefused() async throws {
        let bench = try await ServerBench()
        try await bench.test(.live) { session in
            let port = try #require(session.client.port)
            #expect(try await Self.talk(port: port, "\u{16}\u{3}\u{1} hello\r\n\r\n").contains(" 400 "))
            let header = "X: " + String(repeating: "x", count: 100_000)
            #expect(try await !Self.talk(port: port, "GET /health HTTP/1.1\r\nHost: x\r\n\(header)\r\n\r\n").contains(" 200 "))
        }
    }

    /// What was accepted before the signal is stored and answered after it.
    @Test func stoppingFinishesWhatWasAccepted() async throws {
        let bench = try await ServerBench()
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let application = try AssayServer(bench.parts, settings: bench.settings).application(logger: logger) { url in
            port.yield(Int(url.split(separator: ":").last ?? "") ?? 0)
        }
        let group = ServiceGroup(configuration: .init(services: [application], logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let number = try #require(await ports.first { _ in true })
            let line = "{\"prediction_id\": \"a\", \"score\": 0.5}\n"
            let head = """
                POST /v1/models/churn/records HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(bench.loader.token)\r\n\
                Content-Type: application/x-ndjson\r\nConnection: close\r\nContent-Length: \(line.utf8.count * 2)\r\n\r\n
                """
            let metrics = bench.parts.metrics
            let answer = try await Self.talk(port: number, head + line, then: {
                // Not accepted before the server has read its head.
                while metrics.gauge("assay_http_requests_in_flight") == 0 { await Task.yield() }
                await group.triggerGracefulShutdown()
                return line
            })
            #expect(answer.contains(" 200 ") && answer.contains("\"accepted\":2"), "\(answer)")
            try await tasks.waitForAll()
        }
        #expect(try await bench.parts.store.recordTables().count == 1)
    }

    /// Sends bytes, then more if there are, and reads until the server closes.
    static func talk(
        port: Int, _ text: String, closingOutput: Bool = false, then more: (@Sendable () async -> String)? = nil
    ) async throws -> String {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: text))
            if let more { try await outbound.write(ByteBuffer(string: await more())) }
            if closingOutput { outbound.finish() }
            var answer = ""
            do {
                for try await bytes in inbound { answer += String(buffer: bytes) }
            } catch {
                return answer  // a reset is an end too
            }
            return answer
        }
    }
}
