internal import AsyncHTTPClient
internal import Foundation
internal import NIOCore
internal import NIOHTTP1
internal import NIOHTTPCompression
internal import NIOPosix
internal import SQLText
internal import Store
internal import Synchronization

/// Talks to the servers of one address over HTTP.
///
/// A statement goes to the first node that did not fail to answer, and to the next one when that is gone. The server is told to hold an
/// answer back until it is whole: else it might say at the end of a 200 that it failed. Every statement has a name and a
/// deadline of our own, because a shard that hangs is ended by no setting of the server.
final class ClickHouseClient: Sendable {
    let address: ClickHouseAddress
    private let http: HTTPClient
    private let patience: TimeAmount
    /// When a node did last not answer: such are asked after others.
    private let silences = Mutex<[Int: ContinuousClock.Instant]>([:])
    /// What is asked of newer servers, whose defaults are others; known after the first answer.
    private let modernSettings = Mutex<[(String, String)]?>(nil)

    /// - Parameter patience: seconds after which a statement is given up.
    init(_ address: ClickHouseAddress, patience: Int64 = 600) {
        self.address = address
        self.patience = .seconds(patience)
        var configuration = HTTPClient.Configuration()
        configuration.timeout.connect = .seconds(5)
        // Below the three seconds after which older servers close an idle connection: none that is taken up is closing.
        configuration.connectionPool.idleTimeout = .milliseconds(1_500)
        // A node that is gone is known at once; another is asked instead.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.decompression = .enabled(limit: .none)
        http = HTTPClient(eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: configuration)
    }

    func shutDown() async throws { try await http.shutdown() }

    /// Asks, and gives what was answered.
    ///
    /// - Parameter places: of the nodes, one of which is asked; `nil` for all.
    func query(_ sql: SQL, among places: [Int]? = nil, settings: [(String, String)] = []) async throws -> RowBinaryReader {
        RowBinaryReader(
            try await send(
                ByteBuffer(string: sql.text + " FORMAT RowBinary"), among: places, isRepeatable: true, settings: settings))
    }

    /// Asks one node.
    ///
    /// - Parameter seconds: after which it counts as one that does not answer; `nil` for as long as for any statement.
    func query(_ sql: SQL, at place: Int, within seconds: Int64? = nil) async throws -> RowBinaryReader {
        RowBinaryReader(
            try await send(
                ByteBuffer(string: sql.text + " FORMAT RowBinary"), to: place, settings: [], patience: seconds.map { .seconds($0) }))
    }

    /// Runs a statement on one node.
    func run(_ sql: SQL, at place: Int) async throws {
        _ = try await send(ByteBuffer(string: sql.text), to: place, settings: [])
    }

    /// Asks for groups, of which each shard gives its own: they are to be added up by whoever asks. Older servers cannot
    /// send each other what a stable variance is made of.
    func queryGroups(_ sql: SQL, of scan: Scan) async throws -> RowBinaryReader {
        try await query(sql, settings: scan.isOfTable ? [("distributed_group_by_no_merge", "1")] : [])
    }

    /// Runs a statement on every node: one that makes a table, or drops it.
    func runOnAll(_ sql: SQL) async throws {
        for place in address.nodes.indices {
            try await run(sql, at: place)
        }
    }

    /// Sends rows, once. When this throws, some may be there and some not.
    func insert(_ rows: NativeBlock, among places: [Int]? = nil, settings: [(String, String)]) async throws {
        _ = try await send(rows.buffer, among: places, isRepeatable: false, settings: settings)
    }

    /// Runs a statement on one of these nodes, once.
    func run(_ sql: SQL, among places: [Int], settings: [(String, String)] = []) async throws {
        _ = try await send(ByteBuffer(string: sql.text), among: places, isRepeatable: false, settings: settings)
    }

    private func send(
        _ body: ByteBuffer, among places: [Int]?, isRepeatable: Bool, settings: [(String, String)] = []
    ) async throws -> ByteBuffer {
        let silent = silences.withLock(\.self)
        let all = places ?? Array(address.nodes.indices)
        var failure: (any Error)?
        // Those that were silent longest ago first.
        let order = all.filter { silent[$0] == nil } + all.filter { silent[$0] != nil }.sorted { (silent[$0] ?? .now) < (silent[$1] ?? .now) }
        for place in order {
            do {
                return try await send(body, to: place, settings: settings)
            } catch let error as StoreError {
                // A server that says no would be followed by others that do.
                guard let cause = error.cause as? ClickHouseError, cause.code == nil else { throw error }
                guard isRepeatable || !cause.mayHaveArrived else { throw error }
                failure = error
            }
        }
        throw failure ?? StoreError(.engine, "there is no ClickHouse server to ask")
    }

    /// - Throws: `StoreError`, or `CancellationError` when the task is cancelled, with the statement being ended.
    private func send(
        _ body: ByteBuffer, to place: Int, settings: [(String, String)], patience: TimeAmount? = nil
    ) async throws -> ByteBuffer {
        do {
            let modern = try await modernSettings(at: place)
            let answer = try await perform(body, to: place, settings: settings + modern, patience: patience)
            silences.withLock { $0[place] = nil }
            return answer
        } catch let error as StoreError {
            if (error.cause as? ClickHouseError)?.isSilence == true { silences.withLock { $0[place] = .now } }
            throw error
        }
    }

    /// Whether a node did not answer a moment ago.
    func wasSilent(_ place: Int) -> Bool {
        silences.withLock { $0[place].map { .now - $0 < .seconds(10) } ?? false }
    }

    private func perform(
        _ body: ByteBuffer, to place: Int, settings: [(String, String)], patience: TimeAmount? = nil
    ) async throws -> ByteBuffer {
        let node = address.nodes[place]
        let name = UUID().uuidString
        do {
            try Task.checkCancellation()
            let request = request(to: node, named: name, body: body, settings: settings)
            let response = try await http.execute(request, timeout: patience ?? self.patience)
            let answer = try await response.body.collect(upTo: 8 << 30)
            if response.status != .ok { throw failure(answer, response) }
            return answer
        } catch is CancellationError {
            await kill(name, at: node)
            throw CancellationError()
        } catch let error as ClickHouseError {
            throw error.storeError(at: node)
        } catch {
            if Task.isCancelled {
                await kill(name, at: node)
                throw CancellationError()
            }
            let wasReached = !(error is NIOConnectionError) && (error as? HTTPClientError) != .connectTimeout
            throw ClickHouseError(code: nil, message: "\(error)", mayHaveArrived: wasReached).storeError(at: node)
        }
    }

    private func request(
        to node: ClickHouseAddress.Node, named name: String, body: ByteBuffer, settings: [(String, String)]
    ) -> HTTPClientRequest {
        var query = URLComponents()
        let fixed = [
            ("database", address.database), ("query_id", name), ("wait_end_of_query", "1"), ("max_query_size", "1000000000"),
            ("max_ast_elements", "10000000"), ("max_ast_depth", "10000"), ("distributed_product_mode", "allow"),
        ]
        query.queryItems = (fixed + settings).map { URLQueryItem(name: $0.0, value: $0.1) }
        let text = (query.percentEncodedQuery ?? "").replacing("+", with: "%2B")
        var request = HTTPClientRequest(url: "\(address.usesTLS ? "https" : "http")://\(node)/?\(text)")
        request.method = .POST
        request.headers.add(name: "X-ClickHouse-User", value: address.user)
        if !address.password.isEmpty { request.headers.add(name: "X-ClickHouse-Key", value: address.password) }
        if !address.keepsConnections { request.headers.add(name: "Connection", value: "close") }
        request.body = .bytes(body)
        return request
    }

    /// What an answer says that failed.
    private func failure(_ answer: ByteBuffer, _ response: HTTPClientResponse) -> ClickHouseError {
        let text = String(buffer: answer.getSlice(at: answer.readerIndex, length: min(answer.readableBytes, 10_000)) ?? ByteBuffer())
        // Whoever answers in another way, such as a proxy, has its status for a number.
        let code = response.headers.first(name: "X-ClickHouse-Exception-Code").flatMap { Int($0) } ?? Int(response.status.code)
        return ClickHouseError(answer: text) ?? ClickHouseError(code: code, message: "\(response.status): \(text.prefix(300))")
    }

    /// Asks the server to end a statement that nobody waits for any more.
    private func kill(_ name: String, at node: ClickHouseAddress.Node) async {
        let sql = SQL(trusted: "KILL QUERY WHERE query_id = ") + .clickHouse(name)
        let request = request(to: node, named: UUID().uuidString, body: ByteBuffer(string: sql.text), settings: [])
        // In a task of its own, which is not cancelled. When it fails the statement ends by itself.
        _ = await Task { [http] in try? await http.execute(request, timeout: .seconds(5)) }.value
    }

    /// Defaults of newer servers that are set to what the older ones do.
    private func modernSettings(at place: Int) async throws -> [(String, String)] {
        if let known = modernSettings.withLock(\.self) { return known }
        let answer = try await perform(ByteBuffer(string: "SELECT version()"), to: place, settings: [])
        let version = String(buffer: answer)
        let year = Int(version.prefix(while: \.isNumber)) ?? 0
        let settings = year >= 20 ? [("async_insert", "0"), ("max_expanded_ast_elements", "10000000"), ("group_by_use_nulls", "0")] : []
        modernSettings.withLock { $0 = settings }
        return settings
    }
}
