import ClickHouseStore
import ClickHouseTestKit
import DuckDBStore
import Store
import StoreTestKit
import Testing

/// Protects that a cluster answers as the embedded engine does: older servers and the current engine, one node, shards and
/// replicas.
@Suite struct ClickHouseConformanceTests {
    /// One store for all, as in use: what one leaves behind must not disturb another.
    @Test(arguments: ClickHouseBed.usable)
    func clickHouseConforms(_ bed: ClickHouseBed) async throws {
        let store = try await ClickHouseStore.open(try await bed.start())
        for conformance in bed.isCoveredByOthers ? Conformance.all.everyThird : Conformance.all {
            let violations = try await conformance.violations(by: store)
            #expect(violations.isEmpty, "\(conformance): \(violations.prefix(3).joined(separator: "\n"))")
        }
        #expect(try await store.shutDown().isEmpty)
    }

    /// A process after the other, as with restarts: what is kept must be there for the next.
    @Test(arguments: ClickHouseBed.usable)
    func clickHouseKeepsRecords(_ bed: ClickHouseBed) async throws {
        let address = try await bed.start()
        var models = 0
        // Replicas have all that can happen to rows on their way.
        let all = bed == .twoReplicas || bed == .named ? RecordConformance.all : RecordConformance.all.everyThird
        for part in all.indices.split(by: 12) {
            try await address.withStore(reading: DuckDBStore()) { store in
                let known = try await store.recordTables().count
                #expect(known >= models)
                for conformance in all[part] {
                    do {
                        let violations = try await conformance.violations(by: store)
                        #expect(violations.isEmpty, "\(conformance): \(violations.prefix(3).joined(separator: "\n"))")
                    } catch {
                        Issue.record("\(conformance): \(error)")
                    }
                }
                models = try await store.recordTables().count
            }
        }
        try await address.withStore(reading: DuckDBStore()) { store in
            let problems = try await store.verify().problems
            #expect(problems == [])
        }
        #expect(models > 5)
    }
}

extension ClickHouseBed {
    /// Questions are other statements on the older servers than on the current engine, and on shards than on one node: two shards of the older
    /// servers and the current engine by itself ask each of these. Of the others some questions show that they answer.
    fileprivate var isCoveredByOthers: Bool { self == .oneNode || self == .twoReplicas }
}

extension Array {
    fileprivate var everyThird: [Element] { enumerated().filter { $0.offset % 3 == 0 }.map(\.element) }
}

extension Range<Int> {
    fileprivate func split(by count: Int) -> [Range<Int>] {
        stride(from: lowerBound, to: upperBound, by: count).map { $0..<Swift.min($0 + count, upperBound) }
    }
}
