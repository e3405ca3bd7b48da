import ClickHouseStore
import ClickHouseTestKit
import DuckDBStore
import Domain
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Ingest
import Logging
import Store
import Synchronization

@testable import HTTPServer

/// Where the server tests keep things: in memory, or on the servers that `ASSAY_TEST_STORE` names, such as `twoShards`.
enum ServerTestStore {
    static let bed = ProcessInfo.processInfo.environment["ASSAY_TEST_STORE"].flatMap(ClickHouseBed.init(rawValue:)).flatMap { bed in
        guard let obstacle = bed.obstacle else { return bed }
        print("skipped: server tests on ClickHouse, \(bed): \(obstacle)")
        return nil
    }
    /// Stores on servers live as long as the tests do: they are let go of in no order.
    private static let kept = Mutex<[ClickHouseStore]>([])

    static func make() async throws -> any RecordStore {
        let memory = try DuckDBStore(limits: .init(memory: 200_000_000, threads: 1))
        guard let bed else { return memory }
        let store = try await ClickHouseStore.open(try await bed.emptyDatabase(), with: memory)
        kept.withLock { $0.append(store) }
        return store
    }
}

/// A server on an empty store, with a clock that tests set, and a key for each scope.
final class ServerBench: Sendable {
    let parts: ServerParts
    let settings: ServerSettings
    let admin, reader, loader: KeySecret
    let clock: TestClock
    private let spool: String

    init(_ adjust: (inout ServerSettings) -> Void = { _ in }) async throws {
        var settings = ServerSettings()
        settings.port = 0
        settings.rateLimit = nil
        adjust(&settings)
        self.settings = settings
        let clock = TestClock()
        self.clock = clock
        spool = FileManager.default.temporaryDirectory.appending(path: "assay-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: spool, withIntermediateDirectories: true)
        parts = try await ServerParts(
            ServerTestStore.make(), limits: IngestLimits(spoolFolder: spool), version: "test",
            makeEngine: { try DuckDBStore(limits: .init(memory: 200_000_000, threads: 1)) }, makeKeys: { KeyRing($0, now: { clock.now }) })
        admin = try await parts.keys.make(.init(name: "admin", scopes: [.admin]), by: "test").secret
        reader = try await parts.keys.make(.init(name: "reader", scopes: [.read]), by: "test").secret
        loader = try await parts.keys.make(.init(name: "loader", scopes: [.ingest]), by: "test").secret
    }

    deinit { try? FileManager.default.removeItem(atPath: spool) }  // a folder of the system's to clean

    func test<Value: Sendable>(
        _ setup: TestingSetup = .router, _ body: @Sendable @escaping (Session) async throws -> Value
    ) async throws -> Value {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return try await AssayServer(parts, settings: settings).application(logger: logger).test(setup) { client in
            try await body(Session(client: client))
        }
    }

    /// A key limited to some models.
    func key(_ scopes: Set<APIKey.Scope>, models: [String]) async throws -> KeySecret {
        try await parts.keys.make(.init(name: "limited", scopes: scopes, models: models), by: "test").secret
    }

    struct Session: Sendable {
        let client: any TestClientProtocol

        func send(
            _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil, as key: KeySecret? = nil,
            type: String? = "application/json", headers: HTTPFields = [:]
        ) async throws -> Answer {
            var headers = headers
            if let key { headers[.authorization] = "Bearer \(key.token)" }
            if let type, body != nil { headers[.contentType] = type }
            let response = try await client.execute(
                uri: path, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) })
            return Answer(
                status: Int(response.status.code), headers: response.headers, text: String(buffer: response.body))
        }
    }

    struct Answer: Sendable {
        var status: Int
        var headers: HTTPFields
        var text: String

        var json: JSONValue { get throws { try JSONParser.parse(text.utf8) } }

        /// Whether it is a problem of this kind, told as RFC 9457 wants it.
        func isProblem(_ kind: Problem.Kind) -> Bool {
            guard let value = try? json else { return false }
            return status == Int(kind.status.code) && headers[.contentType] == "application/problem+json"
                && value["type"]?.text == "urn:assay:problem:\(kind.rawValue)" && value["title"]?.text != nil
                && value["status"] == .integer(Int64(status)) && value["detail"]?.text != nil
                && value["request_id"]?.text == headers[.requestID]
        }
    }
}

/// A clock that stands until it is moved.
final class TestClock: Sendable {
    private let time = Mutex(Timestamp(microseconds: 1_800_000_000_000_000))

    var now: Timestamp { time.withLock { $0 } }

    func move(bySeconds seconds: Int64) {
        time.withLock { $0 = $0.advanced(byMicroseconds: seconds * 1_000_000) }
    }
}

/// A definition with one column of each common role.
let churnDefinition = """
    {"name": "churn", "task": "binary", "columns": [{"name": "score", "role": "prediction_score", "type": "numeric"},
     {"name": "age", "type": "numeric", "minimum": 0}, {"name": "region", "role": "tag", "type": "categorical"}]}
    """
