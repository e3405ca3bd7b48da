import DuckDBStore
import Domain
import Store
import StoreTestKit
import Testing

/// Protects counts of outcomes that stand beside each other in one sum: exact up to as many rows as have room there, and beyond; and slices of one
/// column, which are counted together.
@Suite struct OutcomeTests {
    @Test(arguments: [8_191, 8_192, 131_071, 131_072, 300_001])
    func aGroupOfManyRows(_ rows: Int) async throws {
        // A digit that is full beside one that is empty, and one with five rows; the slices of `z` begin a new sum.
        let columns: [Batch.Column] = [.integers("x", (0..<rows).map { Int64($0) }), .integers("z", (0..<rows).map { _ in 0 })]
        #expect(try await counts(["x < 0", "x >= 0", "x >= 0", "x < 5", "z = 0", "z != 0"], columns) == [0, rows, rows, 5, rows, 0])
    }

    @Test func slicesOfOneColumnThatOverlap() async throws {
        let numbers: [Double?] = [-.infinity, -1, 0, 0.5, 1, 1, 2, 3, .infinity, .nan, nil]
        let asked = [
            "x < 1", "x <= 1", "x > 1", "x >= 1", "x < 3", "x >= -1", "x > 1e300", "x = 1", "x = 1.0", "x = 0", "x != 1", "not x < 1", "x between 0 and 1", "is_null(x)",
            "x < 1 and x >= 0", "x <= -1",
        ]
        #expect(try await counts(asked, [.doubles("x", numbers)]) == [4, 6, 3, 5, 7, 8, 1, 2, 2, 1, 7, 7, 4, 1, 2, 2])
    }

    @Test func valuesThatAreWrittenInSeveralWays() async throws {
        let day: Int64 = 86_400_000_000
        let columns: [Batch.Column] = [
            .texts("t", ["a", "b", "a", nil]), .booleans("b", [true, false, nil, true]), .times("at", [0, day, day, nil]),
            .integers("n", [1, .max, .max - 1, nil]),
        ]
        let asked = [
            "t = \"a\"", "t = \"b\"", "t = \"a\"", "t < \"b\"", "b = true", "b", "at = \"1970-01-02\"", "at = \"1970-01-02 00:00\"", "n = 1", "n = 1.0",
            "n = 9223372036854775807", "n >= 9223372036854775807", "n < 1.5",
        ]
        #expect(try await counts(asked, columns) == [2, 1, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1])
    }

    /// More levels than have room in a sum.
    @Test func manyLevels() async throws {
        let asked = (0..<40).map { "x < \($0)" } + (0..<40).map { "x >= \($0)" } + (0..<40).map { "x = \($0)" }
        let expected = (0..<40).map { $0 * 3 } + (0..<40).map { (40 - $0) * 3 } + (0..<40).map { _ in 3 }
        #expect(try await counts(asked, [.integers("x", (0..<120).map { Int64($0 % 40) })]) == expected)
    }

    /// How many records each slice holds for.
    private func counts(_ slices: [String], _ columns: [Batch.Column]) async throws -> [Int] {
        let store = try DuckDBStore()
        let rows = columns[0].values.count
        let records = try await store.relation(columns + [.integers("y", (0..<rows).map { Int64($0 % 2) })])
        let outcomes = try await store.outcomes(
            OutcomeQuery(
                records: records, labels: .column("y"), prediction: .multiclass(label: "y", scores: [], classes: ["0", "1"], resolution: .exact), edges: [],
                window: .ofRecord(.whole), slices: try slices.map { try Slice(parsing: $0) }))
        #expect(outcomes.map { Array($0.counts.keys) } == [[1]])
        let known = try #require(outcomes.first?.counts[1])
        #expect(known[0] == rows)
        return Array(known.dropFirst())
    }
}
