import Hummingbird
import Testing

/// Serves what the router says on a port of its own while `body` asks.
func serving<Answer: Sendable>(
    _ router: Router<BasicRequestContext>, _ body: (_ port: Int) async throws -> Answer
) async throws -> Answer {
    let (ports, continuation) = AsyncStream<Int>.makeStream()
    let application = Application(
        router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
        onServerRunning: { continuation.yield($0.localAddress?.port ?? 0) })
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await application.run() }
        defer { group.cancelAll() }
        return try await body(#require(await ports.first { _ in true }))
    }
}
