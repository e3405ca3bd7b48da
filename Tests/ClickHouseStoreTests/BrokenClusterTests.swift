import ClickHouseTestKit
import SQLText
import Store
import Testing

@testable import ClickHouseStore

/// Protects what is said, and done, when servers are gone, hang, or refuse.
@Suite(.enabled(if: ClickHouseBed.oneNode.obstacle == nil, "no ClickHouse servers can be started here"), .serialized)
struct BrokenClusterTests {
    @Test func wrongAddressesAreExplained() async throws {
        let address = try await ClickHouseBed.oneNode.start()
        let node = address.nodes[0]
        for (text, kind, words) in [
            ("clickhouse://app:wrong@\(node)", StoreError.Kind.badInput, "refuses this user or password"),
            ("clickhouse://\(node)?cluster=none", .badInput, "knows no cluster 'none'"),
            ("clickhouse://\(node),127.0.0.1:1?cluster=main", .badInput, "has 1 nodes and the address lists 2"),
            ("clickhouse://127.0.0.1:1", .unavailable, "127.0.0.1:1 does not answer"),
            ("clickhouse://\(node)/nowhere", .engine, "nowhere"),
        ] {
            let error = await #expect(throws: StoreError.self, "\(text)") { _ = try await ClickHouseStore.open(ClickHouseAddress(parsing: text)) }
            #expect(error?.kind == kind && error?.description.contains(words) == true, "\(error?.description ?? "")")
        }
        let reader = try await ClickHouseStore.open(ClickHouseAddress(parsing: "clickhouse://reader:reader@\(node)"))
        await #expect(throws: StoreError.self, "who may only read makes no tables") {
            _ = try await reader.makeRelation(named: "t", columns: [.init("x", .double)])
        }
        #expect(try await reader.shutDown().isEmpty)
    }

    @Test func aHungServerIsGivenUp() async throws {
        let cluster = try await ClickHouseBed.breakable(.twoShards)
        let store = try await ClickHouseStore.open(cluster.address, patience: 3)
        let empty = try await store.makeRelation(named: "t", columns: [.init("x", .double)])
        let table = try await store.append(Batch([.init("x", .doubles([1, 2, 3, 4]))]), to: empty)
        try await cluster.pause("s2r1")
        let begun = ContinuousClock.now
        let error = await #expect(throws: StoreError.self) { _ = try await store.identity(of: "x", in: table) }
        #expect(error?.kind == .unavailable)
        #expect(ContinuousClock.now - begun < .seconds(20))
        try await cluster.resume("s2r1")
        #expect(try await store.identity(of: "x", in: table).rows == 4, "it goes on when the server does")
        #expect(try await store.shutDown().isEmpty)
        try await cluster.destroy()
    }

    @Test(.enabled(if: ClickHouseBed.twoReplicas.obstacle == nil, "ZooKeeper cannot be started here"))
    func aDeadReplicaIsAskedNoMore() async throws {
        let cluster = try await ClickHouseBed.breakable(.twoReplicas)
        let store = try await ClickHouseStore.open(cluster.address, patience: 30)
        let empty = try await store.makeRelation(named: "t", columns: [.init("x", .double)])
        let table = try await store.append(Batch([.init("x", .doubles([1, 2, 3, 4]))]), to: empty)
        try await cluster.kill("s1r1")
        #expect(try await store.identity(of: "x", in: table).rows == 4, "the other has all rows")
        try await cluster.bringUp()
        #expect(try await store.identity(of: "x", in: table).rows == 4)
        #expect(try await store.shutDown().isEmpty)
        try await cluster.destroy()
    }

    /// An insertion that one shard took and the other did not counts for nothing.
    @Test func halfAnInsertionIsNone() async throws {
        let cluster = try await ClickHouseBed.breakable(.twoShards)
        let store = try await ClickHouseStore.open(cluster.address, patience: 30)
        let empty = try await store.makeRelation(named: "t", columns: [.init("x", .double)])
        let rows = Batch([.init("x", .doubles((0..<1_000).map(Double.init)))])
        let table = try await store.append(rows, to: empty)
        try await cluster.kill("s2r1")
        await #expect(throws: StoreError.self) { _ = try await store.append(rows, to: table) }
        try await cluster.bringUp()
        let again = try await store.append(rows, to: table)
        #expect(again.rowCount == 2_000)
        #expect(try await store.identity(of: "x", in: again).rows == 2_000)
        #expect(try await store.shutDown().isEmpty)
        try await cluster.destroy()
    }

    @Test func whatIsCancelledEnds() async throws {
        let store = try await ClickHouseStore.open(try await ClickHouseBed.oneNode.start())
        let begun = ContinuousClock.now
        let question = Task { try await store.client.query("SELECT CAST(sum(cityHash64(number)) AS Nullable(Int64)) FROM numbers(1000000000000)") }
        try await Task.sleep(for: .milliseconds(500))
        question.cancel()
        await #expect(throws: CancellationError.self) { _ = try await question.value }
        // All of it takes a quarter of an hour; the rest is for a machine that has much else to do.
        #expect(ContinuousClock.now - begun < .seconds(60))
        var left: Int64 = 1
        for _ in 0..<100 where left > 0 {
            var reader = try await store.client.query("SELECT CAST(count() AS Nullable(Int64)) FROM system.processes WHERE query LIKE '%1000000000000%' AND query NOT LIKE '%processes%'")
            left = try reader.integer() ?? 0
            try await Task.sleep(for: .milliseconds(100))
        }
        #expect(left == 0, "the server does not go on with it")
        #expect(try await store.shutDown().isEmpty)
    }
}
