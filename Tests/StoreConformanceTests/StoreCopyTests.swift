import ClickHouseStore
import ClickHouseTestKit
import Domain
import SQLText
import Store
import StoreTestKit
import Synchronization
import Testing

@testable import DuckDBStore

/// Protects that a copied store is the same store: its rows, its past, its documents, its answers to repeated requests.
@Suite struct StoreCopyTests {
    @Test func throughEmbeddedStores() async throws {
        let source = try DuckDBStore()
        try await SampleStore.fill(source)
        let wanted = try await StorePortrait(of: source)
        let target = try DuckDBStore()
        let outcome = try await StoreCopy(from: source, to: target, rowsOfStretch: 17).run()
        #expect(try await StorePortrait(of: target).differences(from: wanted) == [])
        #expect(outcome.models.map(\.copied) == outcome.models.map { $0.records + $0.actuals } && outcome.models.count == 2)
        #expect(try await target.verify().problems == [])
    }

    @Test(arguments: ClickHouseBed.usable)
    func throughAClusterAndBack(_ bed: ClickHouseBed) async throws {
        let source = try DuckDBStore()
        try await SampleStore.fill(source)
        let wanted = try await StorePortrait(of: source)
        let back = try DuckDBStore()
        try await bed.emptyDatabase().withStore(reading: DuckDBStore()) { cluster in
            _ = try await StoreCopy(from: source, to: cluster, rowsOfStretch: 50).run()
            let copy = try await StorePortrait(of: cluster)
            #expect(copy.differences(from: wanted) == [])
            #expect(try await cluster.verify().problems == [])
            _ = try await StoreCopy(from: cluster, to: back, rowsOfStretch: 31).run()
        }
        let returned = try await StorePortrait(of: back)
        #expect(returned.differences(from: wanted) == [])
    }

    @Test(arguments: [1, 3, 7, 12])
    func whatWasStoppedGoesOn(_ stretches: Int) async throws {
        let source = try DuckDBStore()
        try await SampleStore.fill(source)
        let target = try DuckDBStore()
        let seen = Mutex(0)
        let first = Task {
            try await StoreCopy(from: source, to: target, rowsOfStretch: 20) { _ in
                if seen.withLock({ $0 += 1; return $0 }) == stretches { withUnsafeCurrentTask { $0?.cancel() } }
            }.run()
        }
        await #expect(throws: (any Error).self) { try await first.value }
        let refused = await #expect(throws: StoreError.self) { try await target.requireWhole() }
        #expect(refused?.description.contains("assay store copy") == true)
        // Nor is it taken for a source, which it is not yet.
        await #expect(throws: StoreError.self) { _ = try await StoreCopy(from: target, to: DuckDBStore()).run() }
        let outcome = try await StoreCopy(from: source, to: target, rowsOfStretch: 33).run()
        #expect(outcome.models.reduce(0) { $0 + $1.copied } < outcome.models.reduce(0) { $0 + $1.records + $1.actuals })
        try await target.requireWhole()
        #expect(try await StorePortrait(of: target).differences(from: StorePortrait(of: source)) == [])
    }

    @Test func whatComesLaterIsAdded() async throws {
        let (source, target) = (try DuckDBStore(), try DuckDBStore())
        try await SampleStore.fill(source)
        _ = try await StoreCopy(from: source, to: target).run()
        // More rows, a new column, a document, and a model that was deleted and made again.
        let bench = RecordBench(source)
        let known = try await source.recordTables()
        let wider = try await source.addColumns([("new", .text)], to: known[0])
        _ = try await bench.send([#"{"prediction_id":"r1","new":"later","timestamp":7200}"#], to: wider, at: 9_000)
        try await source.dropRecordTables(known[1])
        let again = try await source.makeRecordTables(for: known[1].model)
        _ = try await bench.send([#"{"prediction_id":"only"}"#], to: again)
        _ = try await source.write(.slice, named: "s", body: "{}", by: "somebody")
        let outcome = try await StoreCopy(from: source, to: target).run()
        #expect(outcome.models.map(\.copied) == [1, 1])
        #expect(try await StorePortrait(of: target).differences(from: StorePortrait(of: source)) == [])
        let nothing = try await StoreCopy(from: source, to: target).run()
        #expect(nothing.models.map(\.copied) == [0, 0])
    }

    @Test func refusals() async throws {
        let (source, other, target) = (try DuckDBStore(), try DuckDBStore(), try DuckDBStore())
        func refusal(_ source: DuckDBStore, _ target: DuckDBStore) async -> String {
            do {
                _ = try await StoreCopy(from: source, to: target).run()
                return "none"
            } catch {
                return "\(error)"
            }
        }
        #expect(await refusal(source, target).contains("nothing to copy"))
        try await SampleStore.fill(source)
        try await SampleStore.fill(other)
        #expect(await refusal(source, other).contains("not empty"))
        _ = try await StoreCopy(from: source, to: target).run()
        #expect(await refusal(other, target).contains("copy of another store"))
        let tables = try await target.recordTables()[0]
        _ = try await RecordBench(target).send([#"{"prediction_id":"new"}"#], to: tables)
        #expect(await refusal(source, target).contains("has been changed since"))
    }

    @Test func deletedAtTheSourceMeanwhile() async throws {
        let (source, target) = (try DuckDBStore(), try DuckDBStore())
        try await SampleStore.fill(source)
        _ = try await StoreCopy(from: source, to: target).run()
        _ = try await source.delete(.identities(["r1"]), from: source.recordTables()[0], isTrial: false)
        let error = await #expect(throws: StoreError.self) { _ = try await StoreCopy(from: source, to: target).run() }
        #expect(error?.description.contains("deleted from the source") == true)
    }

    @Test(arguments: [
        "UPDATE data.records_1 SET c0 = 0.125 WHERE seq = (SELECT min(seq) FROM data.records_1)", "UPDATE data.actuals_1 SET actual = NULL WHERE seq = 2",
        "UPDATE data.records_1 SET received_at = received_at + INTERVAL 1 MICROSECOND WHERE seq = 9",
        "UPDATE data.misfits_1 SET raw = raw || ' '", "UPDATE data.records_1 SET c1 = '' WHERE c1 IS NULL",
        "UPDATE data.records_1 SET seq = CASE seq WHEN 3 THEN 4 ELSE 3 END WHERE seq IN (3, 4)",
        "DELETE FROM data.records_1 WHERE seq = 11",
    ])
    func damageIsFound(_ damage: String) async throws {
        let (source, target) = (try DuckDBStore(), try DuckDBStore())
        try await SampleStore.fill(source)
        _ = try await StoreCopy(from: source, to: target).run()
        try await target.runWriting { _ = try $0.run(SQL(trusted: damage)) }
        let error = await #expect(throws: StoreError.self) { _ = try await StoreCopy(from: source, to: target).run() }
        let reason = String(describing: error)
        #expect(reason.contains("another checksum") || reason.contains("has been changed since"), "\(reason)")
    }
}
