import Domain
import DuckDBStore
import Statistics
import Store
import StoreTestKit
import Testing

@testable import Evaluation

/// Protects what `assay slices --gaps` tells: planted gaps are found, with just the rows that are in them, and where both are drawn alike
/// nothing is found.
@Suite struct TrainingGapsTests {
    private let store: DuckDBStore

    init() throws { store = try DuckDBStore() }

    /// Records of customers; `isKept` says who is among them.
    private func records(rows: Int, seed: UInt64, isKept: (_ age: Int, _ region: String) -> Bool = { _, _ in true }) async throws -> Relation {
        var random = SplitMix64(seed: seed)
        var (ages, regions, incomes, versions): ([Int64?], [String?], [Double?], [String?]) = ([], [], [], [])
        while ages.count < rows {
            let (age, region) = (Int(18 + 60 * random.nextUniform()), ["north", "south", "east", "west"][Int(random.nextUniform() * 4)])
            let income = random.nextUniform() < 0.1 ? nil : 1_000 * random.nextUniform()
            guard isKept(age, region) else { continue }
            ages.append(Int64(age))
            regions.append(region)
            incomes.append(income)
            versions.append("v\(seed)")
        }
        return try await store.relation([.integers("age", ages), .texts("region", regions), .doubles("income", incomes), .texts("model_version", versions)])
    }

    private func report(_ training: Relation, _ current: Relation, columns: [String]? = nil, leastRatio: Double = 2) async throws -> GapReport {
        try await TrainingGaps(store: store, options: SliceDiscoveryOptions(alpha: 0.99, columns: columns, version: "test"), leastRatio: leastRatio)
            .report(training: training, current: current)
    }

    @Test func aRegionThatTrainingNeverSawIsFoundWithItsRows() async throws {
        let training = try await records(rows: 6_000, seed: 1) { age, region in !(region == "west" && age >= 50) }
        let current = try await records(rows: 4_000, seed: 2)
        let report = try await report(training, current)
        let gap = try #require(report.gaps.first)
        #expect(gap.slice == "age >= 50 and region = \"west\"" && gap.trainingRows == 0 && gap.trainingShare == 0)
        #expect(gap.ratioLower > 10 && gap.ratio > gap.ratioLower && gap.ratioUpper > gap.ratio && gap.pValue < 1e-6)
        let rows = try await store.filtered(current, by: Slice(parsing: gap.slice)).rowCount
        #expect(gap.rows == rows && report.rowsInGaps >= rows && abs(gap.share - Double(rows) / 4_000) < 1e-12)
        #expect(report.currentRows == 4_000 && report.trainingRows == 6_000)
        // Versions are no region of inputs: today's is never among those of training.
        #expect(report.columns == ["age", "region", "income"])
    }

    @Test func aShiftIsNoGapUnlessItIsLarge() async throws {
        var random = SplitMix64(seed: 9)
        // North is half as frequent in training: a ratio of about 1.75.
        let training = try await records(rows: 6_000, seed: 3) { _, region in region != "north" || random.nextUniform() < 0.5 }
        let current = try await records(rows: 6_000, seed: 4)
        #expect(try await report(training, current, leastRatio: 2).gaps.isEmpty)
        let shifts = try await report(training, current, leastRatio: 1.2)
        #expect(shifts.gaps.first?.slice == "region = \"north\"")
        #expect((1.5...2.1).contains(shifts.gaps.first?.ratio ?? 0))
    }

    @Test func whereBothAreDrawnAlikeNothingIsFound() async throws {
        for seed in 10..<14 {
            let (training, current) = (try await records(rows: 2_000, seed: UInt64(seed)), try await records(rows: 2_000, seed: UInt64(seed + 100)))
            #expect(try await report(training, current, leastRatio: 1).gaps.isEmpty, "\(seed)")
        }
    }

    @Test func columnsAreThoseOfBoth() async throws {
        let training = try await store.relation([.integers("age", (0..<200).map { Int64($0) }), .texts("old", (0..<200).map { _ in "x" })])
        let current = try await store.relation([.integers("age", (0..<200).map { Int64($0) }), .texts("new", (0..<200).map { _ in "x" })])
        #expect(try await report(training, current).columns == ["age"])
        await #expect(throws: EvaluationError.self) { try await self.report(training, current, columns: ["nobody"]) }
        let other = try await store.relation([.texts("z", (0..<200).map { _ in "x" })])
        await #expect(throws: EvaluationError.self) { try await self.report(training, other) }
    }
}
