import ClickHouseTestKit
import Domain
import DuckDBStore
import SQLText
import Store
import StoreTestKit
import Testing

@testable import ClickHouseStore

/// Protects several processes on one cluster, here several stores: what one has taken in all see, and one at a time leads.
@Suite(.enabled(if: ClickHouseBed.oneNode.obstacle == nil, "no ClickHouse server can be started here"), .serialized)
struct SharedStoreTests {
    @Test func correctionsOfAnotherProcessHold() async throws {
        try await withTwo { one, other in
            let model = try await RecordBench(one).model([("x", .number)])
            _ = try await RecordBench(one).send([#"{"prediction_id":"a","x":1}"#, #"{"prediction_id":"b","x":1}"#], to: model, at: 1_000)
            _ = try await RecordBench(other).send([#"{"prediction_id":"a","x":2}"#], to: model, at: 2_000)
            #expect(try await RecordBench(one).holding("x", of: model) == ["1": 1, "2": 1], "the leader settles what it finds")
            #expect(try await one.isLeader())
            #expect(try await !other.isLeader())
            _ = try await RecordBench(other).send([#"{"prediction_id":"b","x":3}"#], to: model, at: 3_000)
            async let seen = RecordBench(other).holding("x", of: model)
            try await Task.sleep(for: .milliseconds(300))
            try await one.attend()
            #expect(try await seen == ["2": 1, "3": 1], "who may not settle waits until the leader has")
        }
    }

    @Test func leadershipPassesOn() async throws {
        try await withTwo { one, other in
            let model = try await RecordBench(other).model([("x", .number)])
            #expect(try await one.isLeader())
            _ = try await RecordBench(other).send([#"{"prediction_id":"a","x":1}"#], to: model)
            let refused = await #expect(throws: StoreError.self) {
                _ = try await other.delete(.identities(["a"]), from: model, isTrial: false)
            }
            #expect(refused?.description.contains("another process") == true)
            try await one.lease.release(in: one)
            #expect(try await other.isLeader())
            #expect(try await !one.isLeader())
            #expect(try await other.delete(.identities(["a"]), from: model, isTrial: false).records == 1)
        }
    }

    @Test func whoeverMakesAModelMakesTheSame() async throws {
        try await withTwo { one, other in
            async let first = one.makeRecordTables(for: "m")
            async let second = try? other.makeRecordTables(for: "m")
            let tables = try await first
            if let same = await second { #expect(same == tables) }
            let numbers: [(name: String, type: RecordTables.ValueType)] = [("x", .number), ("y", .number)]
            let texts: [(name: String, type: RecordTables.ValueType)] = [("y", .number), ("z", .text)]
            async let some = one.addColumns(numbers, to: tables)
            async let others = other.addColumns(texts, to: tables)
            _ = try await (some, others)
            let listed = try await one.recordTables()
            #expect(listed.count == 1)
            #expect(Set(listed[0].columns.map(\.name)) == ["x", "y", "z"] && listed[0].columns.count == 3)
            _ = try await RecordBench(other).send([#"{"prediction_id":"a","x":1,"y":2,"z":"three"}"#], to: listed[0])
            #expect(try await RecordBench(one).holding("z", of: listed[0]) == ["three": 1])
        }
    }

    @Test func whatFailedIsNeverSeen() async throws {
        try await withTwo { store, _ in
            let model = try await RecordBench(store).model([("x", .number)])
            _ = try await RecordBench(store).send([#"{"prediction_id":"a","x":1}"#], to: model)
            let writer = try await store.writer.number(in: store)
            // The rows come, the row that makes them count does not.
            try await store.client.run("RENAME TABLE assay_arrival TO gone", at: 0)
            await #expect(throws: StoreError.self) {
                _ = try await RecordBench(store).send([#"{"prediction_id":"b","x":2}"#, #"{"x":3}"#], to: model)
            }
            try await store.client.run("RENAME TABLE gone TO assay_arrival", at: 0)
            _ = try await RecordBench(store).send([#"{"prediction_id":"c","x":4}"#], to: model)
            #expect(try await store.writer.number(in: store) > writer)
            #expect(try await RecordBench(store).holding("x", of: model) == ["1": 1, "4": 1])
        }
    }

    private func withTwo(_ body: (ClickHouseStore, ClickHouseStore) async throws -> Void) async throws {
        let address = try await ClickHouseBed.oneNode.emptyDatabase()
        try await address.withStore(reading: DuckDBStore()) { one in
            try await address.withStore(reading: DuckDBStore()) { other in try await body(one, other) }
        }
    }
}
