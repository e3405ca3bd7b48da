import Domain
import DuckDBStore
import Statistics
import Store
import StoreTestKit
import Testing

@testable import Evaluation

/// Protects what is said of several columns at once: nothing where only the calendar turns, and the right columns and time where something has changed.
@Suite struct MultivariateEvaluationTests {
    private static let day: Int64 = 86_400_000_000
    /// A Monday.
    private static let start: Int64 = 19_723 * day

    /// Days of 300 records with a weekend, a column that tells the day, and two numbers that go together until `changed`.
    private func records(_ store: DuckDBStore, days: Range<Int>, changed: Int = .max, seed: UInt64) async throws -> Relation {
        var random = SplitMix64(seed: seed)
        var (times, names): ([Int64?], [String?]) = ([], [])
        var (kinds, others): ([String?], [Double?]) = ([], [])
        var (left, right): ([Double?], [Double?]) = ([], [])
        for day in days {
            let isWeekend = day % 7 >= 5
            for _ in 0..<300 {
                times.append(Self.start + Int64(day) * Self.day + Int64(random.nextUniform() * 86_400e6))
                names.append(["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"][day % 7])
                kinds.append(random.nextUniform() < (isWeekend ? 0.5 : 0.25) ? "private" : "business")
                others.append(random.nextUniform() < 0.02 ? nil : random.nextNormal() + (isWeekend ? 0.4 : 0))
                let x = random.nextNormal()
                left.append(x)
                right.append((day >= changed ? -0.8 : 0.8) * x + 0.6 * random.nextNormal())
            }
        }
        return try await store.relation([
            .times("timestamp", times), .doubles("nothing", times.map { _ in nil }), .texts("weekday", names), .texts("kind", kinds), .doubles("other", others),
            .doubles("left", left), .doubles("right", right),
        ])
    }

    private let schema = ModelSchema(
        task: .binary,
        columns: [("nothing", FeatureType.numeric), ("weekday", .categorical), ("kind", .categorical), ("other", .numeric), ("left", .numeric), ("right", .numeric)]
            .map { ModelSchema.Column(name: $0.0, role: .feature, type: $0.1, origin: .set) })

    private func outcome(changed: Int = .max) async throws -> MultivariateEvaluation.Outcome {
        let store = try DuckDBStore()
        let baseline = try await records(store, days: 0..<21, seed: 1)
        let current = try await records(store, days: 21..<35, changed: changed, seed: 2)
        let windowing = Windowing(.day, timeColumn: "timestamp")
        let frame = WindowFrame(try await store.moments(of: [], in: current, by: windowing), windowing: windowing)
        let found = try await MultivariateEvaluation(store: store, budget: AlertBudget(alerts: 0.05)).outcome(
            schema, baseline: baseline, current: current, windowing: windowing, frame: frame, recordLag: 0)
        return try #require(found)
    }

    @Test func theCalendarRaisesNoAlert() async throws {
        let outcome = try await outcome()
        #expect(outcome.alerts.isEmpty)
        #expect(outcome.report.calendarColumns == ["weekday"])
        #expect(outcome.report.columns == ["kind", "other", "left", "right"])
        #expect(outcome.report.signals.map(\.signal) == ["domain_classifier", "reconstruction_error", "correlation_change"])
        #expect(outcome.report.signals.allSatisfy { $0.points.count == 14 && $0.severity < .warning })
        #expect(outcome.report.baselineWindows == 21 && outcome.note == nil)
    }

    /// Neither column's distribution changes: no test of single columns can see it.
    @Test func twoColumnsThatNoLongerGoTogetherAreFound() async throws {
        let outcome = try await outcome(changed: 28)
        for signal in ["domain_classifier", "correlation_change"] {
            let alert = try #require(outcome.alerts.first { $0.signal == signal }, "\(signal)")
            #expect(outcome.alerts.count { $0.signal == signal } == 1)
            #expect(alert.since?.microseconds == Self.start + 28 * Self.day && alert.time?.microseconds == Self.start + 29 * Self.day)
            #expect(alert.windows == Array(7..<14) && alert.kind == .drift && alert.severity == .error)
            let points = try #require(outcome.report.signals.first { $0.signal == signal }).points
            #expect(points[..<7].allSatisfy { $0.features.isEmpty })
            #expect(Set(points[7].features.prefix(2).map(\.name)) == ["left", "right"])
            #expect(points[7].features.prefix(2).allSatisfy { $0.confirmedBy == "correlation" })
        }
    }

    /// Training data without times tell nothing of how days differ.
    @Test func withoutDaysNothingIsAlerted() async throws {
        let store = try DuckDBStore()
        let baseline = try await records(store, days: 0..<3, seed: 1)
        let current = try await records(store, days: 21..<24, changed: 22, seed: 2)
        let windowing = Windowing(.day, timeColumn: "timestamp")
        let frame = WindowFrame(try await store.moments(of: [], in: current, by: windowing), windowing: windowing)
        let outcome = try #require(
            try await MultivariateEvaluation(store: store, budget: AlertBudget(alerts: 0.05)).outcome(
                schema, baseline: baseline, current: current, windowing: windowing, frame: frame, recordLag: 0))
        #expect(outcome.alerts.isEmpty && outcome.note != nil && outcome.report.baselineWindows == 0)
        #expect(outcome.report.signals.first?.severity == .info)
    }

    @Test func oneColumnIsNotSeveral() async throws {
        let store = try DuckDBStore()
        let records = try await records(store, days: 0..<2, seed: 1)
        var schema = schema
        schema.columns = Array(schema.columns.suffix(1))
        let outcome = try await MultivariateEvaluation(store: store, budget: AlertBudget(alerts: 0.05)).outcome(
            schema, baseline: records, current: records, windowing: .whole, frame: WindowFrame([], windowing: .whole), recordLag: 0)
        #expect(outcome == nil)
    }

    /// What cannot be said is left out: reports hold no numbers that are none.
    @Test func hugeAndMissingNumbersMakeNoNonsense() throws {
        var random = SplitMix64(seed: 6)
        let columns = ["a", "b", "c"].map { CountedColumn($0, .numeric) }
        func window(_ change: (Double) -> Double) -> WindowRows {
            WindowRows(
                key: 0, columns: [.numbers((0..<100).map { _ in change(random.nextNormal()) }), .numbers((0..<100).map { _ in random.nextNormal() }),
                    .numbers((0..<100).map { _ in .nan })])
        }
        let baseline = (0..<8).map { _ in window { $0 } }
        let comparison = MultivariateComparison(
            columns: columns, baseline: baseline, current: [window { $0 * 1e300 }, window { _ in .nan }, window { _ in 0 }])
        for signal in MultivariateComparison.Signal.allCases {
            for value in try comparison.values(signal).compactMap(\.self) {
                for number in [value.value, value.expected, value.pValue, value.effect] { #expect(number.isFinite, "\(signal)") }
            }
            for window in comparison.current {
                let features = try comparison.features(behind: signal, of: window)
                #expect(features.allSatisfy { (0...1).contains($0.share) }, "\(signal)")
            }
        }
        let areas = try comparison.values(.domainClassifier).map { $0?.value ?? 0 }
        #expect(areas.allSatisfy { $0 > 0.8 }, "\(areas)")
    }
}
