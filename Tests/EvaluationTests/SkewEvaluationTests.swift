import Domain
import DuckDBStore
import Foundation
import Statistics
import Store
import StoreTestKit
import Testing

@testable import Evaluation

/// Protects the judgement on skew from end to end: rows joined or distributions compared, and the right sentence for each column.
@Suite struct SkewEvaluationTests {
    private static let rows = 4_000

    /// A table of customers, with a change of each column where it was served.
    private func table(_ store: DuckDBStore, served: Bool, seed: UInt64 = 1, shuffled: Bool = false) async throws -> Relation {
        var random = SplitMix64(seed: seed)
        let cities = ["Bern", "Genève", "Basel", "Zug", "Chur"]
        var columns: (ids: [Int64?], income: [Double?], age: [Double?], debt: [Double?], city: [String?], calm: [Double?], high: [Double?], low: [Double?])
        columns = ([], [], [], [], [], [], [], [])
        var previous = 0.0
        for row in 0..<Self.rows {
            let income = Transformation(.exp)(7 + 0.5 * random.nextNormal())
            let age = random.nextUniform() < 0.1 ? nil : (20 + 50 * random.nextUniform()).rounded()
            let debt = (1_000 * random.nextUniform() * random.nextUniform()).rounded()
            // Shares that are far enough apart to be told from each other.
            let drawn = random.nextUniform()
            let place = drawn < 0.42 ? 0 : drawn < 0.7 ? 1 : drawn < 0.87 ? 2 : drawn < 0.97 ? 3 : 4
            let (high, low) = (10 + random.nextNormal(), random.nextNormal())
            columns.ids.append(Int64(row))
            columns.income.append(served ? 12 * income : income)
            columns.age.append(served ? age ?? -1 : age)
            columns.debt.append(served ? (row == 0 ? debt : previous) : debt)
            columns.city.append(served ? cities[(place + 1) % 5] : cities[place])
            columns.calm.append(random.nextNormal())
            columns.high.append(served ? low : high)
            columns.low.append(served ? high : low)
            previous = debt
        }
        return try await store.relation([
            .integers("id", columns.ids), .doubles("income", columns.income), .doubles("age", columns.age), .doubles("debt", columns.debt),
            .texts("city", columns.city), .doubles("calm", columns.calm), .doubles("high", columns.high), .doubles("low", columns.low),
        ])
    }

    private func kinds(_ report: SkewReport) -> [String: [String]] {
        Dictionary(uniqueKeysWithValues: report.features.map { ($0.name, $0.transformations.map(\.kind)) })
    }

    private func paired(_ store: DuckDBStore, _ offline: Relation, _ online: Relation, keys: [String] = ["id"]) async throws -> SkewReport {
        let query = PairQuery(offline: offline, online: online, keys: keys, features: [], tolerance: 1e-6)
        return try await PairedSkew(store: store, version: "test", settings: SchemaSettings()).report(query, files: [:]) { _ in }
    }

    @Test func eachColumnOfTheSameRowsIsExplained() async throws {
        let store = try DuckDBStore()
        let report = try await paired(store, table(store, served: false), table(store, served: true))
        #expect(
            kinds(report) == [
                "income": ["unit"], "age": ["default_for_null"], "debt": ["stale"], "city": ["reordered"], "calm": [], "high": ["swapped"],
                "low": ["swapped"],
            ])
        #expect(report.verdict == .error && report.join?.pairs == Self.rows)
        let income = try #require(report.features.first { $0.name == "income" })
        #expect(income.mismatchRate == 1 && income.transformations.first?.name == "year to months" && income.examples.count == 5)
        let age = try #require(report.features.first { $0.name == "age" })
        #expect(age.transformations.first?.parameters["value"] == -1 && age.mismatches == 0 && (age.offlineNulls ?? 0) > 300)
    }

    @Test func theSameFilesAreAlike() async throws {
        let store = try DuckDBStore()
        let report = try await paired(store, table(store, served: false), table(store, served: false))
        #expect(report.verdict == .ok && report.features.allSatisfy { $0.status == .alike } && report.features.count == 7)
    }

    @Test func eachColumnOfOtherRowsIsExplained() async throws {
        let store = try DuckDBStore()
        let report = try await DistributionSkew(store: store, version: "test", settings: SchemaSettings()).report(
            reference: table(store, served: false), as: "reference", current: table(store, served: true, seed: 2), files: [:]) { _ in }
        // A stale value has the distribution of a fresh one.
        #expect(
            kinds(report) == [
                "income": ["unit"], "age": ["default_for_null"], "debt": [], "city": ["reordered"], "calm": [], "high": ["swapped"], "low": ["swapped"],
            ])
    }

    @Test func whatCannotBeComparedSaysWhatToDo() async throws {
        let store = try DuckDBStore()
        let one = try await store.relation([.integers("id", [1, 2, 3]), .doubles("x", [1, 2, 3]), .times("t", [1, 2, 3])], named: "one")
        let other = try await store.relation([.integers("id", [4, 5, 6]), .doubles("x", [1, 2, 3]), .doubles("t", [1, 2, 3])], named: "other")
        await #expect(throws: EvaluationError("column 't' holds times in offline only, so that it cannot be compared; write it as a time on both sides, or leave it out with --ignore t")) {
            try await paired(store, one, other)
        }
        let third = try await store.relation([.integers("id", [4, 5, 6]), .doubles("x", [1, 2, 3])], named: "third")
        await #expect(throws: EvaluationError("no value of id is in both one and third; are keys written alike?")) { try await paired(store, one, third) }
        let fourth = try await store.relation([.integers("id", [4, 5, 6]), .doubles("y", [1, 2, 3])], named: "fourth")
        await #expect(throws: EvaluationError.self) { try await paired(store, third, fourth) }
        await #expect(throws: StoreError.self) { try await paired(store, one, third, keys: ["user"]) }
    }
}
