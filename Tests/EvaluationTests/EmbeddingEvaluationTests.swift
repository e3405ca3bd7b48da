import Domain
import DuckDBStore
import Statistics
import Store
import StoreTestKit
import Testing

@testable import Evaluation

/// Protects what is said of columns of vectors: quiet where they come as they did, on the day where they do not, and no word of columns that hold
/// something else.
@Suite struct EmbeddingEvaluationTests {
    /// What happens to vectors from the eighth of fourteen days on.
    private enum Change { case none, mean, spread, shorter, missing }

    /// Days of 120 records with vectors of sixteen numbers; on weekends these lie elsewhere.
    private func records(_ store: DuckDBStore, days: Range<Int>, _ change: Change, seed: UInt64) async throws -> Relation {
        var random = SplitMix64(seed: seed)
        var (times, vectors, names, pairs): ([Int64?], [String?], [String?], [String?]) = ([], [], [], [])
        for day in days {
            let isChanged = day >= days.lowerBound + 7
            let (isWeekend, centre) = (day % 7 >= 5, isChanged && change == .mean ? 0.7 : 0)
            for place in 0..<120 {
                times.append(Int64(19_723 + day) * 86_400_000_000 + Int64(place) * 600_000_000)
                let cells = (0..<16).map { dimension in
                    "\((dimension < 4 ? centre : 0) + (isWeekend ? 0.3 : 0) + random.nextNormal() * (isChanged && change == .spread ? 1.6 : 1))"
                }
                // Some are missing, one is cut off.
                let isLost = place % 40 == 7 || (isChanged && change == .missing && place % 4 == 0)
                let kept = isChanged && change == .shorter ? cells.prefix(8) : cells[...]
                vectors.append(isLost ? nil : place == 3 ? "[0.1, 0.2" : "[" + kept.joined(separator: ", ") + "]")
                names.append("visitor \(place) of day \(day)")
                pairs.append("[\(place), \(day)]")
            }
        }
        return try await store.relation([.times("timestamp", times), .texts("vector", vectors), .texts("name", names), .texts("pair", pairs)])
    }

    private let schema = ModelSchema(
        task: .binary,
        columns: ["vector", "name", "pair"].map { ModelSchema.Column(name: $0, role: .feature, type: .text, origin: .guessed) })

    private func outcome(_ change: Change, seed: UInt64 = 1) async throws -> MultivariateEvaluation.Outcome {
        let store = try DuckDBStore()
        let baseline = try await records(store, days: 0..<21, .none, seed: seed)
        let current = try await records(store, days: 21..<35, change, seed: seed + 100)
        let windowing = Windowing(.day, timeColumn: "timestamp")
        let frame = WindowFrame(try await store.moments(of: [], in: current, by: windowing), windowing: windowing)
        let found = try await MultivariateEvaluation(store: store, budget: AlertBudget(alerts: 0.05)).outcome(
            schema, baseline: baseline, current: current, windowing: windowing, frame: frame, recordLag: 0)
        return try #require(found)
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func vectorsThatComeAsTheyDidRaiseNoAlert(seed: UInt64) async throws {
        let outcome = try await outcome(.none, seed: seed)
        #expect(outcome.alerts.isEmpty)
        #expect(outcome.report.signals.map(\.signal) == ["embedding_mmd", "embedding_centroid", "embedding_missing"])
        #expect(outcome.report.signals.allSatisfy { $0.column == "vector" && $0.points.count == 14 && $0.severity == .ok })
        #expect(outcome.report.columns.isEmpty && outcome.report.baselineWindows == 21)
    }

    @Test func aMeanThatMovesIsSeenOnItsDay() async throws {
        let outcome = try await outcome(.mean)
        #expect(Set(outcome.alerts.map(\.signal)) == ["embedding_mmd", "embedding_centroid"])
        for alert in outcome.alerts {
            #expect(alert.feature == "vector" && alert.windows.first == 7, "\(alert.message)")
            #expect(alert.message.contains("'vector'"))
        }
        // On a workday four of sixteen numbers lie 0.7 higher, where the reference's mean is two weekend days of seven above that of workdays:
        // (4 (0.7 - 0.086)^2 + 12 * 0.086^2)^0.5, of a spread of 4.04.
        let workdays = try #require(outcome.report.signals.first { $0.signal == "embedding_centroid" }).points.filter { ("2024-01-29"..."2024-02-02").contains($0.label) }
        let mean = workdays.reduce(0) { $0 + $1.value / 5 }
        #expect(workdays.count == 5 && abs(mean - 0.313) < 0.05, "\(mean)")
    }

    /// Vectors farther from their mean, which itself stays where it was.
    @Test func aSpreadThatGrowsIsSeenByTheDiscrepancyAlone() async throws {
        let outcome = try await outcome(.spread)
        #expect(outcome.alerts.map(\.signal) == ["embedding_mmd"])
        #expect(outcome.alerts.first?.windows.first == 7)
    }

    /// What is left of them looks as ever.
    @Test(arguments: [("missing", 0.28), ("shorter", 1.0)]) func vectorsThatGoMissingAreTold(_ how: String, _ share: Double) async throws {
        let outcome = try await outcome(how == "missing" ? .missing : .shorter)
        #expect(outcome.alerts.map(\.signal) == ["embedding_missing"])
        let alert = try #require(outcome.alerts.first)
        #expect(alert.feature == "vector" && alert.windows.first == 7 && alert.severity == .error, "\(alert.message)")
        #expect(abs(alert.value - share) < 0.02 && abs((alert.expected ?? 1) - 4.0 / 120) < 0.01, "\(alert.message)")
    }

    @Test func aColumnOfVectorsThatIsGoneIsTold() async throws {
        let store = try DuckDBStore()
        let baseline = try await records(store, days: 0..<21, .none, seed: 1)
        let current = try await records(store, days: 21..<35, .none, seed: 2)
        let without = try await store.relation([.times("timestamp", (21..<35).map { Int64(19_723 + $0) * 86_400_000_000 }), .doubles("x", (0..<14).map(Double.init))])
        let windowing = Windowing(.day, timeColumn: "timestamp")
        let frame = WindowFrame(try await store.moments(of: [], in: without, by: windowing), windowing: windowing)
        let evaluation = MultivariateEvaluation(store: store, budget: AlertBudget(alerts: 0.05))
        let found = try await evaluation.outcome(schema, baseline: baseline, current: without, windowing: windowing, frame: frame, recordLag: 0)
        let alert = try #require(found?.alerts.first)
        #expect(alert.signal == "missing_column" && alert.feature == "vector" && alert.severity == .error && found?.alerts.count == 1)
        let there = try await evaluation.outcome(schema, baseline: baseline, current: current, windowing: windowing, frame: frame, recordLag: 0)
        #expect(there?.alerts.contains { $0.signal == "missing_column" } == false)
    }

    @Test func onlyListsOfNumbersAreVectors() {
        let lists = WindowRows.Cells.categories(["[1, 2.5,-3e2]", nil, "[1, 2, 3]", "[1, 2]", "[1, 2, nan]", "text", "[1,,2]", "[ 4, 5, 6]"])
        #expect(Embeddings.vectors(lists, length: 3) == [[1, 2.5, -300], [1, 2, 3], [4, 5, 6]])
        #expect(Embeddings.vectors(lists) == [])
        #expect(Embeddings.vectors(.categories(["[]", "[x]", ""])) == [])
    }
}
