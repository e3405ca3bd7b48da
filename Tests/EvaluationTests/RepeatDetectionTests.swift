import Domain
import DuckDBStore
import Statistics
import Store
import StoreTestKit
import Testing

@testable import Evaluation

/// Protects what is said of records that come twice: soon, once, and not where records are usually alike.
@Suite struct RepeatDetectionTests {
    /// Twenty records an hour.
    private static func records(
        days: Int, seed: UInt64, values: Int = .max, copied: (Int) -> Double = { _ in 0 }, hasNewIDs: Bool = false, _ store: any Store
    ) async throws -> Relation {
        var random = SplitMix64(seed: seed)
        var (ids, times, x, colours): ([String], [Int64], [Double], [String]) = ([], [], [], [])
        for hour in 0..<days * 24 {
            for place in 0..<20 {
                let value = values == .max ? Double.random(in: 0..<1, using: &random) : Double(Int.random(in: 0..<values, using: &random))
                let colour = ["red", "blue"].randomElement(using: &random) ?? ""
                let copies = Double.random(in: 0..<1, using: &random) < copied(hour) ? 2 : 1
                for copy in 0..<copies {
                    ids.append("\(hour)-\(place)" + (copy > 0 && hasNewIDs ? "-again" : ""))
                    times.append(Int64(hour) * 3_600_000_000 + Int64(place) * 60_000_000)
                    x.append(value)
                    colours.append(colour)
                }
            }
        }
        return try await store.relation([
            Batch.Column("id", .texts(ids)), Batch.Column("t", .timestamps(times)), Batch.Column("x", .doubles(x)), Batch.Column("colour", .texts(colours)),
        ])
    }

    private static func alerts(_ baseline: Relation, _ current: Relation, identity: String?, _ store: any Store) async throws -> [Alert] {
        let binned = [BinnedColumn("colour", .categorical(.init(values: ["red", "blue"], isComplete: true)))]
        let timelines = try #require(
            try await TimelineReader(store: store).timelines(of: binned, baseline: baseline, current: current, time: "t"))
        let outcome = try await RepeatDetection(
            store: store, budget: AlertBudget(alerts: 0.05), baseline: baseline, current: current, time: "t", timelines: timelines
        ).outcome(identity: identity, columns: ["x", "colour"])
        return ChangeAlerts(windows: [], recordLag: 0).alerts(of: outcome.changes)
    }

    @Test func copiesUnderNewIdentitiesAreFoundWithinHours() async throws {
        let store = try DuckDBStore()
        let baseline = try await Self.records(days: 14, seed: 1, store)
        let current = try await Self.records(days: 10, seed: 2, copied: { $0 >= 100 ? 0.3 : 0 }, hasNewIDs: true, store)
        let alerts = try await Self.alerts(baseline, current, identity: nil, store)
        let alert = try #require(alerts.first)
        #expect(alerts.count == 1 && alert.kind == .quality && alert.signal == "repeated_rate" && alert.feature == nil && alert.severity == .error)
        let begin = TimeBucket.hour.start(of: 100)
        #expect(alert.since == begin, "\(alert.message)")
        #expect((0...6 * TimeBucket.hour.length).contains((alert.time?.microseconds ?? 0) - begin.microseconds), "\(alert.message)")
        #expect(alert.message.hasPrefix("have all values of another record of the same hour: "), "\(alert.message)")
    }

    /// They are alike, too; that is the same trouble.
    @Test func repeatedIdentitiesAreOneAlert() async throws {
        let store = try DuckDBStore()
        let baseline = try await Self.records(days: 14, seed: 3, store)
        let current = try await Self.records(days: 10, seed: 4, copied: { $0 >= 100 ? 0.3 : 0 }, store)
        let alerts = try await Self.alerts(baseline, current, identity: "id", store)
        #expect(alerts.map(\.signal) == ["duplicate_rate"] && alerts.first?.feature == "id" && alerts.first?.since == TimeBucket.hour.start(of: 100))
    }

    /// Retries that were there before, and tables with few different rows: nothing has changed.
    @Test(arguments: [0.0, 0.02], [20, 4_000, Int.max])
    func whatIsUsualIsNotTold(copied share: Double, values: Int) async throws {
        let store = try DuckDBStore()
        var count = 0
        for seed: UInt64 in 0..<4 {
            let baseline = try await Self.records(days: 14, seed: 10 + seed, values: values, copied: { _ in share }, store)
            let current = try await Self.records(days: 30, seed: 20 + seed, values: values, copied: { _ in share }, store)
            count += try await Self.alerts(baseline, current, identity: "id", store).count
        }
        #expect(count <= 1, "\(count) in four months; a budget of 0.05 allows 0.2")
    }
}
