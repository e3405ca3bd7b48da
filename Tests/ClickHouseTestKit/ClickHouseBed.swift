package import ClickHouseStore
internal import Foundation
package import Store

/// Servers to test against: real ones of ClickHouse 18 on loopback, of which a cluster is made, and the current engine
/// behind the same interface. They are started when first asked for, and end with the tests.
package enum ClickHouseBed: String, Sendable, CaseIterable, CustomStringConvertible {
    case oneNode, twoShards, twoReplicas
    /// One process of the current engine: no shards, no replicas.
    case current
    /// Whatever servers `ASSAY_TEST_CLICKHOUSE` names.
    case named

    package var description: String { rawValue }

    /// Where `make test` leaves the current engine, and what starts the servers.
    private static let package = URL(fileURLWithPath: #filePath).appending(path: "../../..").standardized
    private static let environment = ProcessInfo.processInfo.environment
    private static let rig = (environment["ASSAY_SHARED"].map { URL(fileURLWithPath: $0) } ?? package.appending(path: "../shared"))
        .appending(path: "clickhouse").standardized
    private static let python = (environment["ASSAY_DEPS"].map { URL(fileURLWithPath: $0) } ?? package.appending(path: ".deps"))
        .appending(path: "clickhouse/bin/python")

    /// Where servers keep their files: in memory where the system has room for that, as they write and remove thousands of small ones.
    private static let scratch: URL = {
        let memory = URL(fileURLWithPath: "/dev/shm")
        return FileManager.default.isWritableFile(atPath: memory.path) ? memory : FileManager.default.temporaryDirectory
    }()

    /// Why it cannot be used; `nil` when it can.
    package var obstacle: String? {
        func isThere(_ path: String) -> Bool { FileManager.default.isExecutableFile(atPath: path) }
        switch self {
        case .named: return Self.environment["ASSAY_TEST_CLICKHOUSE"] == nil ? "ASSAY_TEST_CLICKHOUSE names no servers" : nil
        case .current:
            guard isThere(Self.rig.appending(path: "cluster.sh").path) else { return "there is no ../shared/clickhouse" }
            return isThere(Self.python.path) ? nil : "the current engine is not installed (scripts/setup --clickhouse)"
        case .oneNode, .twoShards, .twoReplicas:
            guard isThere(Self.rig.appending(path: "cluster.sh").path) else { return "there is no ../shared/clickhouse" }
            let servers = ["/usr/bin/clickhouse-server", "/usr/sbin/clickhouse-server"]
            guard servers.contains(where: isThere) else { return "clickhouse-server is not installed (scripts/setup --clickhouse)" }
            let needsZooKeeper = self == .twoReplicas && !FileManager.default.fileExists(atPath: "/usr/share/java/zookeeper.jar")
            return needsZooKeeper ? "zookeeper is not installed (scripts/setup --clickhouse)" : nil
        }
    }

    package static var usable: [ClickHouseBed] {
        allCases.filter { bed in
            guard let obstacle = bed.obstacle else { return true }
            if bed != .named { print("skipped: tests of ClickHouse, \(bed): \(obstacle)") }
            return false
        }
    }

    /// Where it answers; it is started if it is not running.
    package func start() async throws -> ClickHouseAddress { try await Beds.shared.address(of: self) }

    /// A database of one's own there, in which nothing is.
    package func emptyDatabase() async throws -> ClickHouseAddress {
        var address = try await start()
        address.database = "test_" + UUID().uuidString.replacing("-", with: "").lowercased()
        for node in address.nodes {
            try await Self.shell(
                "curl -sf \"http://$1/\" --data-binary \"CREATE DATABASE $2\" >/dev/null", [node.description, address.database])
        }
        return address
    }

    fileprivate func launch() async throws -> ClickHouseAddress {
        if self == .named { return try ClickHouseAddress(parsing: Self.environment["ASSAY_TEST_CLICKHOUSE"] ?? "") }
        let place = Self.allCases.firstIndex(of: self) ?? 0
        // Another run's servers may have the ports.
        for attempt in 0..<5 {
            let port = 20_000 + (Int(getpid()) + attempt * 7) % 20 * 400 + place * 10
            let folder = Self.scratch.appending(path: "assay-clickhouse-\(getpid())-\(rawValue)-\(attempt)").path
            if let urls = try await servers(in: folder, port: port) { return try ClickHouseAddress(parsing: urls) }
        }
        throw BedError("\(self) did not start on any port")
    }

    private func servers(in folder: String, port: Int) async throws -> String? {
        do {
            switch self {
            case .current: try await startCurrent(in: folder, port: port)
            case .oneNode: try await startServers("--shards 1", in: folder, port: port)
            case .twoShards: try await startServers("--shards 2", in: folder, port: port)
            case .twoReplicas: try await startServers("--shards 1 --replicas 2", in: folder, port: port)
            case .named: return nil
            }
        } catch is BedError {
            return nil
        }
        // What answers for the current engine sends its answers in two pieces.
        if self == .current { return "clickhouse://127.0.0.1:\(port)/default?keepalive=false" }
        return self == .oneNode
            ? "clickhouse://127.0.0.1:\(port)" : "clickhouse://127.0.0.1:\(port),127.0.0.1:\(port + 1)/default?cluster=main"
    }

    /// Beside each server runs what ends it when the tests have ended, however they did.
    private func startCurrent(in folder: String, port: Int) async throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try await Self.shell(
            """
            setsid "$1" "$2" --path "$3/data" --port "$4" --pid-file "$3/pid" >"$3/log" 2>&1 </dev/null &
            server=$!
            setsid sh -c 'while kill -0 "$1" 2>/dev/null; do sleep 1; done; kill -KILL "$2"; rm -rf "$3"' - "$5" "$server" "$3" \
                >/dev/null 2>&1 </dev/null &
            for _ in $(seq 1800); do
                grep -q "^ready" "$3/log" && exit 0
                kill -0 "$server" 2>/dev/null || exit 1
                sleep 0.1
            done
            exit 1
            """, [Self.python.path, Self.rig.appending(path: "modern.py").path, folder, String(port), String(getpid())])
    }

    private func startServers(_ layout: String, in folder: String, port: Int) async throws {
        try await Self.shell(
            """
            setsid sh -c 'while kill -0 "$1" 2>/dev/null; do sleep 1; done; "$2" destroy "$3"' - "$3" "$1" "$2" \
                >/dev/null 2>&1 </dev/null &
            "$1" start "$2" \(layout) --base-port "$4" --timeout 180 >/dev/null 2>&1 </dev/null
            """, [Self.rig.appending(path: "cluster.sh").path, folder, String(getpid()), String(port)])
    }

    /// A cluster of its own, to do harm to.
    package static func breakable(_ bed: ClickHouseBed) async throws -> BreakableCluster {
        let script = rig.appending(path: "cluster.sh").path
        for attempt in 0..<5 {
            let port = 20_000 + (Int(getpid()) + attempt * 7) % 20 * 400 + (50 + Int.random(in: 0..<4) * 10)
            let folder = scratch.appending(path: "assay-clickhouse-\(getpid())-\(UUID())").path
            guard let urls = try await bed.servers(in: folder, port: port) else { continue }
            return BreakableCluster(address: try ClickHouseAddress(parsing: urls), script: script, folder: folder)
        }
        throw BedError("\(bed) did not start on any port")
    }

    /// Runs a script; it is a `BedError` when it fails.
    package static func shell(_ script: String, _ arguments: [String] = []) async throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        // Foundation takes a process for ended when a file that it hands down is closed, which servers would keep open.
        let closing = "for file in /proc/$$/fd/*; do number=${file##*/}; ((number <= 2)) || eval \"exec $number>&-\"; done 2>/dev/null\n"
        process.arguments = ["-c", closing + script, "bed"] + arguments
        let status = try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do { try process.runUnblocked() } catch { continuation.resume(throwing: error) }
        }
        guard status == 0 else { throw BedError("the servers did not start") }
    }
}

extension ClickHouseAddress {
    /// Calls `body` with a store on these servers, which is shut down whatever happens.
    package func withStore(
        reading embedded: (any LocalEngine)? = nil, _ body: (ClickHouseStore) async throws -> Void
    ) async throws {
        let store = try await ClickHouseStore.open(self, with: embedded)
        do {
            try await body(store)
        } catch {
            _ = try await store.shutDown()
            throw error
        }
        let left = try await store.shutDown()
        guard left.isEmpty else { throw BedError(left.joined(separator: "; ")) }
    }
}

/// Those that were started.
private actor Beds {
    static let shared = Beds()

    private var starting: [ClickHouseBed: Task<ClickHouseAddress, any Error>] = [:]

    func address(of bed: ClickHouseBed) async throws -> ClickHouseAddress {
        let task = starting[bed] ?? Task { try await bed.launch() }
        starting[bed] = task
        return try await task.value
    }
}

/// Servers whose nodes (s1r1, s2r1, ...) can be killed and held.
package struct BreakableCluster: Sendable {
    package let address: ClickHouseAddress
    let script: String
    let folder: String

    package func kill(_ node: String) async throws { try await ClickHouseBed.shell("\"$1\" kill \"$2\" \"$3\"", [script, folder, node]) }
    package func pause(_ node: String) async throws { try await ClickHouseBed.shell("\"$1\" pause \"$2\" \"$3\"", [script, folder, node]) }
    package func resume(_ node: String) async throws { try await ClickHouseBed.shell("\"$1\" resume \"$2\" \"$3\"", [script, folder, node]) }
    package func bringUp() async throws { try await ClickHouseBed.shell("\"$1\" up \"$2\" >/dev/null 2>&1 </dev/null", [script, folder]) }
    package func destroy() async throws { try await ClickHouseBed.shell("\"$1\" destroy \"$2\" >/dev/null 2>&1", [script, folder]) }
}

package struct BedError: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}
