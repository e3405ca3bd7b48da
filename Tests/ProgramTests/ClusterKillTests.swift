import ClickHouseStore
import ClickHouseTestKit
import Foundation
import Synchronization
import Testing

extension ProgramTests {
    /// Protects the promise on a cluster: whatever is killed in the middle of concurrent ingest, a node or one of two Assay
    /// servers, what was acknowledged is there afterwards, once; and of what was not, all or nothing of each request.
    @Suite struct ClusterKillTests {
        @Test(.enabled(if: ClickHouseBed.twoShards.obstacle == nil, "no ClickHouse servers can be started here"))
        func shardsAreKilled() async throws { try await killing("s2r1", of: .twoShards, mustGoOn: false) }

        @Test(.enabled(if: ClickHouseBed.twoReplicas.obstacle == nil, "ZooKeeper cannot be started here"))
        func replicasAreKilled() async throws { try await killing("s1r2", of: .twoReplicas, mustGoOn: true) }

        private func killing(_ node: String, of bed: ClickHouseBed, mustGoOn: Bool) async throws {
            let cluster = try await ClickHouseBed.breakable(bed)
            let result: Result<Void, any Error>
            do {
                try await kill(node, in: cluster, mustGoOn: mustGoOn)
                result = .success(())
            } catch {
                result = .failure(error)
            }
            try await cluster.destroy()
            try result.get()
        }

        private func kill(_ node: String, in cluster: BreakableCluster, mustGoOn: Bool) async throws {
            let folder = try TemporaryFolder()
            let flags = ["--store", cluster.address.text]
            let steady = try ServerProcess(data: "\(folder.path)/steady", flags)
            var victim = try ServerProcess(data: "\(folder.path)/victim", flags)
            // The model, before two make it.
            #expect(try steady.post(#"{"prediction_id":"first","x":0}"#).status == 200)
            try await Task.sleep(for: .seconds(3))

            let sender = Sender()
            let senders = [steady.port, steady.port, victim.port].enumerated().map { number, port in
                Thread { sender.run(number, port: port) }
            }
            for thread in senders { thread.start() }
            try await Task.sleep(for: .seconds(3))
            try await cluster.kill(node)
            let before = sender.acknowledged
            try await Task.sleep(for: .seconds(6))
            let meanwhile = sender.acknowledged - before
            if mustGoOn { #expect(meanwhile > 2, "with a replica left, service goes on; \(meanwhile) requests were acknowledged") }
            try await cluster.bringUp()
            try await Task.sleep(for: .seconds(4))
            Foundation.kill(victim.identifier, SIGKILL)
            try await Task.sleep(for: .seconds(3))
            sender.stop()
            while senders.contains(where: { !$0.isFinished }) { try await Task.sleep(for: .milliseconds(50)) }
            victim = try ServerProcess(data: "\(folder.path)/victim", flags)

            // A killed replica finds its way back when its old session has ended.
            let (sent, kept) = (sender.requests, sender.kept)
            var found: [String: Int] = [:]
            for _ in 0..<60 {
                if let now = try? Self.identities(from: steady), now.count >= found.count { found = now }
                if kept.allSatisfy({ found["\($0)-0"] != nil }) { break }
                try await Task.sleep(for: .seconds(1))
            }
            #expect(kept.count > 10, "\(kept.count) requests were acknowledged")
            let missing = kept.filter { request in (0..<Sender.size).contains { found["\(request)-\($0)"] == nil } }
            #expect(missing.isEmpty, "acknowledged and missing: \(missing.sorted().prefix(5)) of \(kept.count)")
            found = try Self.identities(from: steady)
            #expect(found.values.allSatisfy { $0 == 1 }, "rows that are there more than once")
            let halves = sent.subtracting(kept).filter { request in
                let there = (0..<Sender.size).count { found["\(request)-\($0)"] != nil }
                return there != 0 && there != Sender.size
            }
            #expect(halves.isEmpty, "requests of which a part is there: \(halves.sorted().prefix(5))")
            // What was under way when the server was killed may have come to count at last.
            var (one, other) = (found, [String: Int]())
            for _ in 0..<60 where one != other {
                (one, other) = (try Self.identities(from: steady), try Self.identities(from: victim))
                if one != other { try await Task.sleep(for: .milliseconds(500)) }
            }
            #expect(one == other, "both servers say the same")
            #expect(steady.stop() == 0)
            #expect(victim.stop() == 0)
        }

        /// How often each identity is there.
        private static func identities(from server: ServerProcess) throws -> [String: Int] {
            let answer = try server.get("/v1/models/m/export?format=csv")
            guard answer.status == 200 else { throw Failure(description: answer.text) }
            var found: [String: Int] = [:]
            guard let body = answer.text.range(of: "\r\n\r\n")?.upperBound else { throw Failure(description: answer.text) }
            for line in answer.text[body...].split(whereSeparator: \.isNewline) {
                if let identity = line.split(separator: ",").first, identity.contains("-") { found[String(identity), default: 0] += 1 }
            }
            return found
        }

        private struct Failure: Error { var description: String }
    }

    /// Sends requests of some rows each, one after the other, until it is stopped.
    private final class Sender: Sendable {
        static let size = 50

        private struct State {
            var requests: Set<String> = []
            var kept: Set<String> = []
            var isStopped = false
        }

        private let state = Mutex(State())

        var requests: Set<String> { state.withLock(\.requests) }
        var kept: Set<String> { state.withLock(\.kept) }
        var acknowledged: Int { state.withLock(\.kept.count) }

        func stop() { state.withLock { $0.isStopped = true } }

        func run(_ number: Int, port: Int) {
            for count in 0... {
                guard !state.withLock(\.isStopped) else { return }
                let request = "\(number)_\(count)"
                state.withLock { _ = $0.requests.insert(request) }
                let rows = (0..<Self.size).map { #"{"prediction_id":"\#(request)-\#($0)","x":\#($0)}"# }
                guard let answer = try? ServerProcess.post(Array(rows.joined(separator: "\n").utf8), at: port) else {
                    Thread.sleep(forTimeInterval: 0.2)
                    continue
                }
                if answer.status == 200 { state.withLock { _ = $0.kept.insert(request) } }
            }
        }
    }
}
