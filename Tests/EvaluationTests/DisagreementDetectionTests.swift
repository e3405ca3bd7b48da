import Domain
import DuckDBStore
import Foundation
import Statistics
import Store
import StoreTestKit
import Testing

@testable import Evaluation

/// Protects what candidates tell of a model before labels do: another model in its place shows at once, and neither another population nor an equal new
/// version is taken for it.
@Suite struct DisagreementDetectionTests {
    /// What happens in production from its eleventh day of twenty on.
    enum Event: CaseIterable { case none, otherModel, otherModelForAQuarter, equalModel, population }

    /// Two hundred records a day. The candidate and the model see the same `x`, and have errors of their own.
    private static func tables(_ event: Event, task: ModelTask, seed: UInt64, _ store: any Store) async throws -> CheckInput {
        var random = SplitMix64(seed: seed)
        var candidates: (ids: [String], scores: [Double]) = ([], [])
        func records(_ days: Range<Int>) async throws -> Relation {
            var (ids, times, xs, scores, actuals): ([String], [Int64], [Double], [Double], [Double]) = ([], [], [], [], [])
            var versions: [String] = []
            for day in days {
                let happened = day >= 31
                for place in 0..<200 {
                    let x = random.nextNormal() + (happened && event == .population ? 0.7 : 0)
                    let own = x + 0.5 * random.nextNormal() + (happened && event == .equalModel ? 0.01 : 0)
                    let isNew = happened && event == .otherModelForAQuarter && place % 4 == 0
                    versions.append(isNew ? "2" : "1")
                    let moved = (happened && event == .otherModel) || isNew ? own + 0.6 : own
                    ids.append("\(day)-\(place)")
                    times.append(Int64(day) * 86_400_000_000 + Int64(place) * 430_000_000)
                    xs.append(x)
                    scores.append(task == .binary ? 1 / (1 + exp(-moved)) : moved)
                    actuals.append(task == .binary ? (random.nextUniform() < 1 / (1 + exp(-x)) ? 1 : 0) : x + random.nextNormal())
                    let other = x + 0.5 * random.nextNormal()
                    candidates.ids.append(ids[ids.count - 1])
                    candidates.scores.append(task == .binary ? 1 / (1 + exp(-other)) : other)
                }
            }
            return try await store.relation([
                .init("prediction_id", .texts(ids)), .init("timestamp", .timestamps(times)), .init("x", .doubles(xs)),
                .init("prediction_score", .doubles(scores)), .init("actual", .doubles(actuals)), .init("model_version", .texts(versions)),
            ])
        }
        let (validation, current) = (try await records(0..<21), try await records(21..<41))
        let shadows = try await store.relation([
            .init("prediction_id", .texts(candidates.ids)),
            .init("model_version", .texts(candidates.ids.map { _ in "rival's" })), .init("prediction_score", .doubles(candidates.scores)),
        ])
        return CheckInput(validation: validation, current: current, candidates: shadows)
    }

    private static func report(_ event: Event, task: ModelTask, seed: UInt64) async throws -> CheckReport {
        let store = try DuckDBStore()
        var options = CheckOptions(rules: BudgetRules(candidates: true), version: "test")
        options.settings.task = task
        return try await CheckEvaluation(store: store, options: options).report(on: tables(event, task: task, seed: seed, store))
    }

    @Test(arguments: [ModelTask.binary, .regression])
    func anotherModelShowsBeforeLabelsDo(_ task: ModelTask) async throws {
        let report = try await Self.report(.otherModel, task: task, seed: 1)
        let alert = try #require(report.alerts.first { $0.signal == "candidate_disagreement" })
        #expect(alert.kind == .drift && alert.feature == nil && alert.message.contains("prediction_score is") && alert.message.contains("rival's"))
        let start = Timestamp(microseconds: 31 * 86_400_000_000)
        let time = try #require(alert.time)
        #expect(time > start && time < start.advanced(byMicroseconds: 86_400_000_000), "\(time)")
    }

    /// Among all records a part hardly shows.
    @Test func aVersionThatHasAPartOfTheRecordsShows() async throws {
        let report = try await Self.report(.otherModelForAQuarter, task: .binary, seed: 5)
        let alert = try #require(report.alerts.first { $0.signal == "candidate_disagreement" })
        #expect(alert.message.hasPrefix(#"model_version = "2": prediction_score is"#), "\(alert.message)")
        let time = try #require(alert.time)
        let start = Timestamp(microseconds: 31 * 86_400_000_000)
        #expect(time > start && time < start.advanced(byMicroseconds: 3 * 86_400_000_000), "\(time)")
    }

    @Test(arguments: [Event.none, .equalModel, .population])
    func nothingElseIsTakenForIt(_ event: Event) async throws {
        for seed in 2..<4 as Range<UInt64> {
            let report = try await Self.report(event, task: .binary, seed: seed)
            #expect(report.alerts.filter { $0.signal == "candidate_disagreement" }.map(\.message) == [])
        }
    }

    /// Limits are no finer than what matters, where the model and the candidate are the same.
    @Test func equalPredictionsLeaveRoom() {
        let differences = Differences.numbers(name: "score", spread: 1)
        var whole = [Int](repeating: 0, count: differences.codes)
        whole[differences.edges.firstIndex { $0 > 0 } ?? 0] = 1_000
        let rates = differences.rates(whole: whole, name: "rival")
        // Above, below, and away from it.
        #expect(rates.count == 3)
        for rate in rates { #expect(whole.indices.reduce(0) { rate.holds($1) ? $0 + whole[$1] : $0 } == 0, "\(rate.what)") }
        #expect(Differences.numbers(name: "score", spread: 1).rates(whole: [Int](repeating: 0, count: differences.codes), name: "rival").isEmpty)
    }
}
