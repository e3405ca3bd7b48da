import ClickHouseStore
import ClickHouseTestKit
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
        for conformance in Conformance.all {
            let violations = try await conformance.violations(by: store)
            #expect(violations.isEmpty, "\(conformance): \(violations.prefix(3).joined(separator: "\n"))")
        }
        #expect(try await store.shutDown().isEmpty)
    }
}
