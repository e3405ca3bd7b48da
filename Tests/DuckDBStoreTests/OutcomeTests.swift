import DuckDBStore
import Domain
import Store
import StoreTestKit
import Testing

/// Protects counts of outcomes that stand beside each other in one sum: exact up to as many rows as have room there, and beyond.
@Suite struct OutcomeTests {
    @Test(arguments: [131_071, 131_072, 300_001])
    func aGroupOfManyRows(_ rows: Int) async throws {
        let store = try DuckDBStore()
        let records = try await store.relation([
            .doubles("score", (0..<rows).map { _ in 0.7 }), .integers("y", (0..<rows).map { Int64($0 % 2) }),
            // A third digit that is full, beside one with every other row and one that is empty; the fourth begins a new sum.
            .integers("x", (0..<rows).map { Int64($0) }),
        ])
        let slices = try ["x < 0", "x >= 0", "x >= 0", "x < 5"].map { try Slice(parsing: $0) }
        let outcomes = try await store.outcomes(
            OutcomeQuery(
                records: records, labels: .column("y"), prediction: .multiclass(label: "y", scores: [], classes: ["0", "1"], resolution: .exact), edges: [],
                window: .ofRecord(.whole), slices: slices))
        #expect(outcomes.map(\.counts) == [[1: [rows, 0, rows, rows, 5]]])
    }
}
