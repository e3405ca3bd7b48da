import Domain
import DuckDBStore
import Foundation
import Statistics
import Store
import Testing

@testable import Evaluation

/// Adult beside the checkout, or where `ASSAY_SHARED` says.
private enum Adult {
    static let checkout = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../..")
    static let shared = ProcessInfo.processInfo.environment["ASSAY_SHARED"].map { URL(fileURLWithPath: $0) } ?? checkout.appending(path: "../shared")
    static let path = shared.appending(path: "data/adult.parquet").standardizedFileURL.path
    static let isPresent = FileManager.default.fileExists(atPath: path)
}

/// Protects that on a real table the same slices are found as by SliceLine's own package, with the same loss, codes, support and alpha.
@Suite(.enabled(if: Adult.isPresent, "shared/data/adult.parquet is not there"))
struct SliceLineTests {
    private struct Reference: Decodable {
        struct Slice: Decodable {
            let conditions: [[Int]]
            let score: Double
            let size: Double
        }
        struct Table: Decodable {
            let columns: [String]
            let cuts: [String: [Double]]
            let alpha: Double
            let k: Int
            let support: Int
            let depth: Int
            let top: [Slice]
        }
        let adult: Table
    }

    /// The losses are those of a rule: who learned for thirteen years earns more than 50,000.
    @Test func findsWhatThePackageFindsOnAdult() async throws {
        let file = Adult.checkout.appending(path: "Tests/StatisticsTests/Reference/slices.json")
        let reference = try JSONDecoder().decode(Reference.self, from: Data(contentsOf: file)).adult
        let store = try DuckDBStore()
        let adult = try await store.open(FileSet(paths: [Adult.path], format: .parquet))
        var columns: [CodedColumn] = []
        for name in reference.columns {
            if let cuts = reference.cuts[name] {
                columns.append(CodedColumn(name, .cuts(cuts)))
            } else {
                let table = try await store.categories(of: [CountedColumn(name, .categorical)], in: adult, limit: 250)[0]
                columns.append(CodedColumn(name, .categories(table.entries.map(\.value).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })))
            }
        }
        let rows = try await store.codedRows(
            CodedRowsQuery(
                records: adult, labels: .column("income"),
                prediction: .binary(
                    score: "education_num", label: nil, positiveClass: ">50K", classes: ["<=50K", ">50K"], threshold: 13, resolution: .exact),
                columns: columns))
        #expect(rows.count == 32_561)
        let table = LossTable(codes: rows.codes, losses: zip(rows.actuals, rows.predictions).map { $0 == $1 ? 0 : 1 })
        let conditions = rows.codes.enumerated().flatMap { column, codes in Set(codes).map { CodeRange(column: column, code: $0) } }
        let found = try await SliceSearch(
            current: table, conditions: conditions, ranking: .weighted(alpha: reference.alpha), support: reference.support,
            limit: reference.top.count, depth: reference.depth
        ).slices()
        #expect(found.count == reference.top.count)
        for (slice, expected) in zip(found, reference.top.sorted { $0.score > $1.score }) {
            #expect(abs(slice.score - expected.score) < 1e-9)
            #expect(slice.current.count == expected.size)
        }
        // Slices of the same records have the same score and may stand in another order.
        let (own, theirs) = (Set(found.map { $0.conditions.map { [$0.column, Int($0.lowest)] } }), Set(reference.top.map(\.conditions)))
        #expect(own == theirs)
    }
}
