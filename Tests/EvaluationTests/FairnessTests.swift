import DuckDBStore
import Domain
import Foundation
import Statistics
import Store
import Testing

@testable import Evaluation

/// Protects the parities between groups: that they are the definitions', with the published figures.
@Suite struct FairnessTests {
    private static let folder: URL = {
        if let path = ProcessInfo.processInfo.environment["ASSAY_SHARED"] { return URL(filePath: path) }
        return URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "shared/data")
    }()
    private static let table = folder.appending(path: "compas_two_years.parquet").path
    private static let isPresent = FileManager.default.fileExists(atPath: table)

    private func reports(_ attributes: [String], of records: Relation, id: String, actual: String, score: String, threshold: Double, in store: DuckDBStore) async throws -> [FairnessReport] {
        var notes: [String] = []
        let protected = try await ProtectedAttributes(attributes, of: records, store: store, notes: &notes)
        let query = PerformanceQuery(
            records: records, windowing: .whole, labels: .column(actual),
            prediction: .binary(score: score, label: nil, positiveClass: "1", classes: ["0", "1"], threshold: threshold, resolution: .exact))
        let pairs = try await store.versions(VersionsQuery(versions: [query], identity: id, time: nil, slices: protected.slices))
        let rows = ComparedRows(task: .binary, pairs: pairs, classCount: 2, costs: nil)
        return Fairness(rows: rows, attributes: protected, firstSlice: 0, confidence: .ninetyFive).reports(of: 0, name: "v")
    }

    private struct Published: Decodable {
        struct Item: Decodable {
            let slice: [String: String]?
            let predictedPositive: String
            let total, truePositive, falsePositive: Int
            let falsePositiveRatePercent, falseNegativeRatePercent, ppv: Double
        }

        let slices: [Item]
    }

    /// ProPublica printed rates to two decimals of a percent, and precision to two decimals.
    @Test(.enabled(if: isPresent, "skipped: no folder shared/data beside the package; set ASSAY_SHARED"))
    func theRatesOfCOMPASAreThoseThatProPublicaPrinted() async throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let published = try decoder.decode(
            Published.self, from: Data(contentsOf: Self.folder.appending(path: "expected/compas_slices.json")))
        let store = try DuckDBStore()
        let records = try await store.open(FileSet(paths: [Self.table], format: .parquet))
        var compared = 0
        for (name, threshold) in [("medium_or_high", 5.0), ("high", 8)] {
            let report = try #require(
                try await reports(["race"], of: records, id: "row", actual: "two_year_recid", score: "decile_score", threshold: threshold, in: store).first)
            #expect(report.reference == "African-American")
            for item in published.slices where item.predictedPositive == name {
                guard let race = item.slice?["race"] else { continue }
                let group = try #require(report.groups.first { $0.value == race })
                func rate(_ measure: FairnessReport.Measure) throws -> FairnessReport.Rate { try #require(group.rates.first { $0.measure == measure }) }
                let (hits, misses, precision) = (try rate(.truePositiveRate), try rate(.falsePositiveRate), try rate(.precision))
                #expect(group.count == item.total && hits.count == item.truePositive && misses.count == item.falsePositive)
                #expect(abs(100 * (misses.value ?? 0) - item.falsePositiveRatePercent) <= 0.005001)
                #expect(abs(100 * (1 - (hits.value ?? 0)) - item.falseNegativeRatePercent) <= 0.005001)
                #expect(abs((precision.value ?? 0) - item.ppv) <= 0.005001)
                compared += 1
            }
        }
        #expect(compared >= 4)
    }

    /// Twelve of 40 against 30 of 50: the intervals by formula (Newcombe 1998, method 10; Katz and others 1978).
    @Test func differencesAndRatiosHaveTheirIntervals() throws {
        let both = RateComparison(
            reference: try #require(Proportion(count: 30, total: 50)), current: try #require(Proportion(count: 12, total: 40)))
        let ratios = try #require(both.ratioInterval())
        let spread = 1.959963984540054 * (1.0 / 12 - 1.0 / 40 + 1.0 / 30 - 1.0 / 50).squareRoot()
        #expect(abs(ratios.lowerBound - 0.5 * exp(-spread)) < 1e-12 && abs(ratios.upperBound - 0.5 * exp(spread)) < 1e-12)
        let none = RateComparison(
            reference: try #require(Proportion(count: 0, total: 50)), current: try #require(Proportion(count: 12, total: 40)))
        #expect(none.ratio == nil && none.ratioInterval() == nil)
    }

    @Test func smallGroupsAreShownAndNotCompared() async throws {
        let store = try DuckDBStore()
        let count = 100
        let empty = try await store.makeRelation(
            named: "records",
            columns: [StoredColumn("id", .integer), StoredColumn("group", .text), StoredColumn("score", .double), StoredColumn("y", .integer)])
        let records = try await store.append(
            Batch([
                .init("id", .integers((0..<count).map { Int64($0) })), .init("group", .texts((0..<count).map { $0 < 20 ? "few" : $0 < 55 ? "some" : "most" })),
                .init("score", .doubles((0..<count).map { $0 % 2 == 0 ? 0.9 : 0.1 })), .init("y", .integers((0..<count).map { Int64($0 % 4 / 2) })),
            ]), to: empty)
        let report = try #require(
            try await reports(["group"], of: records, id: "id", actual: "y", score: "score", threshold: 0.5, in: store).first)
        #expect(report.groups.map(\.value) == ["most", "some", "few"] && report.reference == "most")
        func selection(_ group: Int) -> FairnessReport.Rate? { report.groups[group].rates.first { $0.measure == .selectionRate } }
        #expect(selection(0)?.difference == nil)
        #expect(selection(1)?.difference != nil && selection(1)?.ratio != nil)
        #expect(selection(2)?.value == 0.5 && selection(2)?.difference == nil)
        await #expect(throws: EvaluationError.self) {
            try await self.reports(["nothing"], of: records, id: "id", actual: "y", score: "score", threshold: 0.5, in: store)
        }
    }
}
