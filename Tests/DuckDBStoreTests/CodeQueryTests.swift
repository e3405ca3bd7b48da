import SQLText
import Statistics
import Store
import Testing

@testable import DuckDBStore

/// Protects counts of tables with many rows: they are grouped in another way than those of small ones.
@Suite struct CodeQueryTests {
    private struct Cell: Hashable {
        var key: Int64?
        var column: Int
        var code: Int64
        var count: Int64?
    }

    @Test func bothWaysOfGroupingCountAlike() async throws {
        let rows = 5_000
        let store = try DuckDBStore()
        let columns = [StoredColumn("x", .double), StoredColumn("t", .text), StoredColumn("n", .integer)]
        let table = try await store.append(
            Batch([
                .init("x", .doubles((0..<rows).map { $0 % 97 == 0 ? .nan : Double($0 * 31 % 101) }), nulls: (0..<rows).map { $0 % 13 == 0 }),
                .init("t", .texts((0..<rows).map { $0 % 7 == 0 ? "seven" : "\($0 % 50)" })),
                .init("n", .integers((0..<rows).map { Int64($0 % 5) })),
            ]), to: try await store.makeRelation(named: "table", columns: columns))
        let edges = try #require(BinEdges([0, 10, 20, 60]))
        func cells(_ grouping: CodeQuery.Grouping) async throws -> [Cell] {
            let query = CodeQuery(
                columns: [.init("x", .numeric(edges)), .init("t", .numeric(edges)), .init("n", .presence)],
                stored: columns, categoryTypes: [nil, nil, nil],
                key: "CASE WHEN n < 4 THEN n END", source: table.source, grouping: grouping)
            return try await store.run { connection in
                try connection.run(query.sql).rows { chunk, row in
                    let cell = try #require(try query.cell(chunk, row))
                    return Cell(
                        key: try chunk.integer(0, row), column: cell.column, code: cell.code,
                        count: try chunk.integer(1, row))
                }
            }
        }
        let (sets, long) = (try await cells(.sets), try await cells(.cells))
        #expect(Set(sets) == Set(long) && sets.count == long.count)
        #expect(sets.reduce(0) { $0 + ($1.count ?? 0) } == Int64(3 * rows))
    }
}
