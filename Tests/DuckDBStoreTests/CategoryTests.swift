import DuckDBStore
import Domain
import Statistics
import Store
import StoreTestKit
import Testing

/// Protects the values of columns of tables with many rows: they are grouped in another way than those of small ones.
@Suite struct CategoryTests {
    @Test func ofTwiceTheRowsAllAreThereTwiceAsOften() async throws {
        let rows = 30_000
        let store = try DuckDBStore()
        let batch = Batch([
            .texts("t", (0..<rows).map { $0 % 11 == 0 ? nil : ["", "v0", "naïve", "other '\($0 % 3)'"][$0 % 4] }),
            .doubles("x", (0..<rows).map { $0 % 13 == 0 ? nil : Double($0 % 17) / 2 }),
            .booleans("b", (0..<rows).map { $0 % 5 == 0 ? nil : $0 % 2 == 0 }),
            .texts("id", (0..<rows).map { "\($0)" }), .texts("none", (0..<rows).map { _ in nil }),
        ])
        let names = batch.columns.map(\.name)
        let types: [StoredType] = [.text, .double, .boolean, .text, .text]
        let half = try await store.append(batch, to: try await store.makeRelation(named: "half", columns: zip(names, types).map { StoredColumn($0, $1) }))
        var whole = try await store.append(batch, to: try await store.makeRelation(named: "whole", columns: half.columns))
        whole = try await store.append(batch, to: whole)

        let columns = names.map { CountedColumn($0, .categorical) }
        let few = try await store.categories(of: columns, in: half, limit: 7)
        let many = try await store.categories(of: columns, in: whole, limit: 7)
        #expect(few.map(\.distinct) == [6, 17, 2, rows, 0])
        #expect(many == few.map { table in CategoryTable(entries: table.entries.map { .init(value: $0.value, count: 2 * $0.count) }, distinct: table.distinct) })

        let binned: [BinnedColumn] = [
            .init("t", .categorical(.init(values: ["", "naïve"], isComplete: true))), .init("id", .numeric(try #require(BinEdges([0, 1])))), .init("t", .time),
        ]
        let misfits = try await store.misfits(of: binned, in: half, limit: 3)
        #expect(misfits.map(\.count) == [3, 0, 3])
        #expect(try await store.misfits(of: binned, in: whole, limit: 3) == misfits.map { $0.map { Misfit(value: $0.value, count: 2 * $0.count) } })
    }
}
