import Domain
import DuckDBStore
import Statistics
import Store
import StoreTestKit
import Testing

@testable import Evaluation

/// Protects that metrics made of paired rows are those that the engine's summaries give for the same records.
@Suite struct RowSummariesTests {
    private func records(_ store: DuckDBStore, seed: UInt64) async throws -> Relation {
        var random = SplitMix64(seed: seed)
        let count = 700
        let scores = (0..<count).map { _ in (random.nextUniform() * 50).rounded() / 50 }
        let classes = ["a", "b", "c"]
        let shares = (0..<count).map { _ in [random.nextUniform(), random.nextUniform(), random.nextUniform()] }
            .map { parts in parts.map { $0 / parts.reduce(0, +) } }
        return try await store.relation([
            .integers("id", (0..<count).map { Int64($0) }), .doubles("score", scores),
            .integers("y", scores.map { Int64(random.nextUniform() < $0 ? 1 : 0) }),
            .texts("class", (0..<count).map { _ in classes[Int(random.nextUniform() * 3)] }),
            .texts("label", (0..<count).map { _ in classes[Int(random.nextUniform() * 3)] }),
            .doubles("a", shares.map { $0[0] }), .doubles("b", shares.map { $0[1] }), .doubles("c", shares.map { $0[2] }),
            .doubles("target", (0..<count).map { _ in 100 + 10 * random.nextNormal() }), .doubles("guess", (0..<count).map { _ in 100 + 10 * random.nextNormal() }),
        ])
    }

    private static let cases: [(task: ModelTask, actual: String, prediction: PerformanceQuery.Prediction)] = [
        (.binary, "y", .binary(score: "score", label: nil, positiveClass: "1", classes: ["0", "1"], threshold: 0.5, resolution: .exact)),
        (.multiclass, "class", .multiclass(label: "label", scores: ["a", "b", "c"], classes: ["a", "b", "c"], resolution: .exact)),
        (.regression, "target", .regression(value: "guess", centre: 100, quantiles: [0.5])),
    ]

    @Test(arguments: [0, 1, 2]) func everyMetricIsTheEngines(place: Int) async throws {
        let store = try DuckDBStore()
        let records = try await records(store, seed: UInt64(place + 1))
        let (task, actual, prediction) = Self.cases[place]
        let query = PerformanceQuery(records: records, windowing: .whole, labels: .column(actual), prediction: prediction)
        let engine = try #require(try await store.performance(query).first?.summary)
        let pairs = try await store.versions(VersionsQuery(versions: [query], identity: "id", time: nil, slices: []))
        let rows = ComparedRows(task: task, pairs: pairs, classCount: 3, costs: nil)
        let own = rows.summary(of: 0, rows.rows(inSlice: nil), classes: ["a", "b", "c"])
        #expect(own.labelled == engine.labelled)
        var compared = 0
        for metric in MetricDescriptor.all where metric.task.rawValue == task.rawValue && metric.input != .valueMatrix {
            guard let expected = engine.estimate(metric.name) else { continue }
            let found = try #require(own.estimate(metric.name), "\(metric.name)")
            // Sums in another order, and fourth powers around another centre.
            func near(_ one: Double?, _ other: Double?) -> Bool { abs((one ?? 0) - (other ?? 0)) <= 1e-8 * max(1, abs(other ?? 0)) }
            #expect(near(found.value, expected.value), "\(metric.name)")
            #expect(near(found.interval?.lower, expected.interval?.lower) && near(found.interval?.upper, expected.interval?.upper), "\(metric.name)")
            #expect(found.sampleSize == expected.sampleSize, "\(metric.name)")
            compared += 1
        }
        #expect(compared >= 10)
        #expect(pairs.places == Array(0..<700))
    }
}
