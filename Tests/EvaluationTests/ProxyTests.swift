import Domain
import DuckDBStore
import Statistics
import Store
import StoreTestKit
import Testing

@testable import Evaluation

/// Protects what is said of columns that stand in for performance: their means, and which of them follow it where labels have come.
@Suite struct ProxyTests {
    /// Thirty days of 200 records. The model is right more often on some days than on others; whoever was served well comes back more often, and
    /// clicks on anything. The last five days have no labels.
    private static func records(_ store: any Store, seed: UInt64) async throws -> Relation {
        var random = SplitMix64(seed: seed)
        var (times, labels, actuals): ([Int64?], [Int64?], [Int64?]) = ([], [], [])
        var (returned, clicks, flags, names): ([String?], [Double?], [Int64?], [String?]) = ([], [], [], [])
        for day in 0..<30 {
            let rightShare = 0.6 + 0.3 * random.nextUniform()
            for place in 0..<200 {
                let isRight = random.nextUniform() < rightShare
                let label: Int64 = random.nextUniform() < 0.5 ? 1 : 0
                times.append(Int64(19_723 + day) * 86_400_000_000 + Int64(place) * 400_000_000)
                labels.append(label)
                actuals.append(day >= 25 ? nil : isRight ? label : 1 - label)
                returned.append(place % 50 == 0 ? nil : random.nextUniform() < (isRight ? 0.9 : 0.1) ? "true" : "false")
                clicks.append(3 + random.nextNormal())
                flags.append(random.nextUniform() < (isRight ? 0.1 : 0.8) ? 1 : 0)
                names.append(["a", "b", "c"][place % 3])
            }
        }
        return try await store.relation([
            .times("timestamp", times), .integers("prediction_label", labels), .integers("actual", actuals), .texts("returned", returned),
            .doubles("clicks", clicks), .integers("complained", flags), .texts("name", names),
        ])
    }

    private static func report(_ proxies: Set<String>) async throws -> CheckReport {
        let store = try DuckDBStore()
        var options = CheckOptions(version: "test")
        options.settings.proxies = proxies
        return try await CheckEvaluation(store: store, options: options).report(
            on: CheckInput(validation: try await records(store, seed: 1), current: try await records(store, seed: 2)))
    }

    @Test func proxiesAreHeldBesidePerformance() async throws {
        let report = try await Self.report(["returned", "clicks", "complained"])
        #expect(report.proxies.map(\.column) == ["clicks", "complained", "returned"])
        let (clicks, complained, returned) = (report.proxies[0], report.proxies[1], report.proxies[2])
        #expect(report.proxies.allSatisfy { $0.points.count == 30 })
        #expect(clicks.points.allSatisfy { $0.count == 200 && abs($0.mean - 3) < 0.4 && abs(($0.expected ?? 0) - 3) < 0.1 })
        #expect(returned.points.allSatisfy { $0.count == 196 && (0.5...0.9).contains($0.mean) })
        for point in returned.points { #expect(try #require(point.lower) < point.mean && point.mean < (try #require(point.upper))) }
        func accuracy(_ proxy: ProxyReport) throws -> ProxyReport.Following { try #require(proxy.following.first { $0.metric == "accuracy" }) }
        // Five of thirty days have no labels.
        #expect(try accuracy(returned).windows == 25)
        #expect(try accuracy(returned).correlation > 0.8 && accuracy(returned).isProven)
        #expect(try accuracy(complained).correlation < -0.8 && accuracy(complained).isProven)
        #expect(try abs(accuracy(clicks).correlation) < 0.5 && !accuracy(clicks).isProven)
        #expect(returned.following.map { abs($0.correlation) } == returned.following.map { abs($0.correlation) }.sorted(by: >))
    }

    @Test func whatHasNoMeanIsNoProxy() async throws {
        let report = try await Self.report(["name"])
        #expect(report.proxies.isEmpty)
        #expect(report.notes.contains { $0.contains("'name' cannot stand in for performance") })
        await #expect(throws: EvaluationError.self) { try await Self.report(["nowhere"]) }
        #expect(try await Self.report([]).proxies.isEmpty)
    }
}
