import Domain
import DuckDBStore
import Foundation
import Statistics
import Store
import StoreTestKit
import Testing

/// Protects the reading of single records, and the relation that is made of some of them for an export.
@Suite struct LabelledRowsTests {
    private let store: DuckDBStore

    init() throws {
        store = try DuckDBStore()
    }

    private func records(_ count: Int) async throws -> Relation {
        try await store.relation([
            .integers("id", (0..<count).map { Int64($0) }), .doubles("x", (0..<count).map { $0 % 10 == 3 ? nil : Double($0) / 2 }),
            .texts("c", (0..<count).map { $0 % 7 == 0 ? nil : "c\($0 % 3)" }), .doubles("score", (0..<count).map { Double($0 % 100) / 100 }),
            .texts("version", (0..<count).map { $0 < count / 2 ? "v1" : "v2" }),
            Batch.Column("at", .timestamps((0..<count).map { Int64($0) * 1_000_000 })),
        ])
    }

    private let prediction = PerformanceQuery.Prediction.binary(score: "score", label: nil, positiveClass: "1", threshold: 0.5, resolution: .exact)

    @Test func recordsComeWithTheirCellsAndTheLastGroundTruth() async throws {
        let records = try await records(40)
        // The ground truth of 1 came twice, and there is none of even numbers.
        let actuals = try await store.relation([
            .integers("id", [1, 1] + (1..<20).map { Int64(2 * $0 + 1) }), .integers("actual", [0, 1] + (1..<20).map { Int64($0 % 2) }),
        ])
        let labels = PerformanceQuery.Labels.joined(.init(actuals: actuals, recordID: "id", actualID: "id", actual: "actual", arrival: nil))
        let rows = try await store.labelledRows(
            LabelledRowsQuery(
                records: records, labels: labels, prediction: prediction, columns: [CountedColumn("x", .numeric), CountedColumn("c", .categorical)],
                time: "at", version: "version", span: 0..<30_000_000, limit: 100))
        #expect(rows.total == 30 && rows.count == 30 && rows.places.count == Set(rows.places).count)
        #expect(rows.times == (0..<30).map { Int64($0) * 1_000_000 } && rows.versions.prefix(20).allSatisfy { $0 == "v1" } && rows.versions[29] == "v2")
        #expect(rows.actuals[1] == 1 && rows.actuals[3] == 1 && rows.actuals[5] == 0 && rows.actuals[2].isNaN)
        #expect(rows.predictions.scores[0][7] == 0.07 && rows.predictions.decisions[7] == 0)
        guard case .numbers(let x) = rows.cells.columns[0], case .categories(let c) = rows.cells.columns[1] else {
            Issue.record("numbers and categories are expected")
            return
        }
        #expect(x[2] == 1 && x[3].isNaN && c[1] == "c1" && c[7] == nil)
    }

    @Test func samplesAreThoseOfTheSamplingOrder() async throws {
        let records = try await records(1_000)
        let query = LabelledRowsQuery(records: records, labels: nil, prediction: prediction, columns: [], limit: 100)
        let rows = try await store.labelledRows(query)
        let whole = try await store.labelledRows(LabelledRowsQuery(records: records, labels: nil, prediction: prediction, columns: [], limit: 1_000))
        let expected = whole.places.sorted { SamplingOrder.rank(of: $0) < SamplingOrder.rank(of: $1) }.prefix(100).sorted()
        #expect(rows.total == 1_000 && rows.places == expected && rows.actuals.allSatisfy(\.isNaN))
    }

    @Test func groundTruthBecomesAColumn() async throws {
        let records = try await store.relation([.texts("id", ["a", "b", nil, "c"]), .integers("x", [1, 2, 3, 4]), .texts("actual", ["old", "old", "old", "old"])])
        // That of b came twice; the last row counts. Nobody asked about d.
        let actuals = try await store.relation([.texts("id", ["b", "c", "b", "d", nil]), .texts("actual", ["no", "yes", "yes", "no", "no"])])
        let labelled = try await store.labelling(records, with: actuals, joinedBy: "id", actual: "actual")
        #expect(labelled.rowCount == 4 && labelled.columns.map(\.name) == ["id", "x", "actual"])
        let rows = try await store.rows(
            of: [CountedColumn("x", .numeric), CountedColumn("actual", .categorical)], in: labelled, by: .whole, limit: 10)
        #expect(rows.first?.columns == [.numbers([1, 2, 3, 4]), .categories([nil, "yes", nil, "yes"])])
        await #expect(throws: StoreError.self) { try await store.labelling(records, with: actuals, joinedBy: "name", actual: "actual") }
    }

    @Test func partsAreJoinedByName() async throws {
        let records = try await records(10)
        let others = try await store.relation([.texts("id", ["a", "b"]), .integers("x", [7, 8]), .integers("actual", [1, 0])])
        let joined = try await store.joined(
            [
                MarkedRows(relation: others, places: [0, 1], marks: [Batch.Column("weight", .doubles([1, 1]))]),
                MarkedRows(relation: records, places: [4], marks: [Batch.Column("weight", .doubles([2.5])), Batch.Column("actual", .integers([1]))]),
            ], named: "joined")
        #expect(joined.rowCount == 3 && joined.column("x")?.type == .double && joined.column("id")?.type == .text)
        let rows = try await store.labelledRows(
            LabelledRowsQuery(
                records: try await store.sample(of: joined, rows: 10), labels: nil, prediction: .regression(value: "weight", centre: 0, quantiles: []),
                columns: [], limit: 10))
        #expect(rows.count == 3)
        let path = FileManager.default.temporaryDirectory.appending(path: "assay-\(UUID().uuidString).ndjson").path
        defer { try? FileManager.default.removeItem(atPath: path) }  // a folder of the system's to clean
        #expect(try await store.write(joined, to: path, as: .ndjson) == 3)
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 3 && lines.contains { $0.contains("\"weight\":2.5") && $0.contains("\"id\":\"4\"") && $0.contains("\"c\":\"c1\"") })
    }
}
