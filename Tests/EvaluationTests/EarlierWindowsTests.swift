import Domain
import DuckDBStore
import Evaluation
import Foundation
import Statistics
import Store
import Testing

/// Protects comparisons of windows with windows before them: with the right ones, each of them once.
@Suite struct EarlierWindowsTests {
    private static let day: Int64 = 86_400 * 1_000_000

    private static func time(_ days: Int64) -> Timestamp { Timestamp(microseconds: days * day) }

    /// The points of all drift series of one window, and the expected rates of its quality checks, by name.
    private static func points(_ report: CheckReport, window: Int) -> [String: [Double]] {
        var points: [String: [Double]] = [:]
        for feature in report.features {
            for series in feature.drift {
                for point in series.points where point.window == window {
                    points["\(feature.name) \(series.signal)"] = [point.value, point.expected, point.pValue].compactMap(\.self)
                }
            }
        }
        for check in report.quality where check.feature != nil && check.check != "constant" {
            for point in check.points where point.window == window {
                points["\(check.feature ?? "") \(check.check)"] = [point.value, point.expected ?? -1]
            }
        }
        return points
    }

    private static func expectEqual(_ left: [String: [Double]], _ right: [String: [Double]], _ comment: Comment) {
        // Checks that find nothing in a whole report are left out of it.
        let names = Set(left.keys).intersection(right.keys)
        #expect(names.count { $0.hasPrefix("age ") } > 5, comment)
        for name in names {
            let (values, others) = (left[name] ?? [], right[name] ?? [])
            let isClose = values.count == others.count && zip(values, others).allSatisfy { abs($0 - $1) <= 1e-9 }
            #expect(isClose, "\(comment) \(name): \(values) and \(others)")
        }
    }

    /// With a reach beyond all earlier windows, a window is compared with these as with a fixed baseline of their time.
    @Test func aLongTrailIsTheMergeOfAllBefore() async throws {
        let evaluation = try await ServedEvaluationTests.evaluation(try await ServedEvaluationTests.bench())
        let trailing = try await evaluation.report(ReportQuery(baseline: .trailing(400)))
        #expect(trailing.windows.count == 8)
        for window in 1..<8 {
            let start = Self.time(4 + Int64(window))
            let fixed = try await evaluation.report(
                ReportQuery(from: start, to: Self.time(12), baseline: .span(from: Self.time(4), to: start)))
            Self.expectEqual(Self.points(trailing, window: window), Self.points(fixed, window: 0), "window \(window)")
        }
    }

    /// A shift is news once.
    @Test func aShortTrailForgets() async throws {
        let evaluation = try await ServedEvaluationTests.evaluation(try await ServedEvaluationTests.bench())
        let report = try await evaluation.report(ReportQuery(baseline: .trailing(1)))
        let age = try #require(report.features.first { $0.name == "age" }?.drift.first)
        #expect(age.points.map(\.window) == Array(1..<8))
        #expect(age.points.filter { $0.severity >= .warning }.map(\.window) == [4])
        #expect(report.alerts.filter { $0.kind == .drift }.map(\.feature) == ["age"])
        // Nothing is said of the first, which has none before it.
        let checks = report.quality.filter { $0.check != "constant" }.flatMap(\.points)
        #expect(checks.allSatisfy { ($0.window == 0) == ($0.expected == nil) })
        #expect(checks.filter { $0.window == 0 }.allSatisfy { $0.severity == .ok })
        #expect(report.notes.contains { $0.contains("the window before it") && $0.contains("validation") })
        // Metrics have one reference in a report.
        let usual = try await evaluation.report(ReportQuery())
        #expect(report.performance == usual.performance)
    }

    /// What is before the time that is asked for is known all the same, also when that begins within a window.
    @Test func windowsBeforeTheQuestionCount() async throws {
        let evaluation = try await ServedEvaluationTests.evaluation(try await ServedEvaluationTests.bench())
        let all = try await evaluation.report(ReportQuery(baseline: .trailing(3)))
        let late = try await evaluation.report(ReportQuery(from: Self.time(9), baseline: .trailing(3)))
        #expect(late.windows.count == 3)
        for window in 0..<3 {
            Self.expectEqual(Self.points(late, window: window), Self.points(all, window: window + 5), "window \(window)")
        }
        let noon = Self.time(9).advanced(byMicroseconds: Self.day / 2 + 1)
        let cut = try await evaluation.report(ReportQuery(from: noon, baseline: .trailing(3)))
        #expect(cut.windows[0].rows < 150)
        for window in 1..<3 {
            Self.expectEqual(Self.points(cut, window: window), Self.points(all, window: window + 5), "cut window \(window)")
        }
    }

    @Test func hoursAreComparedWithThoseOfEarlierWeeks() async throws {
        let evaluation = try await ServedEvaluationTests.evaluation(try await ServedEvaluationTests.bench())
        let report = try await evaluation.report(ReportQuery(granularity: .hour, baseline: .sameHourOfWeek))
        let age = try #require(report.features.first { $0.name == "age" }?.drift.first)
        let starts = age.points.compactMap { $0.window.flatMap { report.windows[$0].start } }
        // Eight days of production: only the last has hours a week before.
        #expect(!starts.isEmpty && starts.allSatisfy { $0 >= Self.time(11) })
        for (point, start) in zip(age.points, starts).prefix(5) {
            let window = try #require(point.window)
            let before = start.advanced(byMicroseconds: -7 * Self.day)
            let hour = TimeBucket.hour.length
            let fixed = try await evaluation.report(
                ReportQuery(
                    from: start, to: start.advanced(byMicroseconds: hour), granularity: .hour,
                    baseline: .span(from: before, to: before.advanced(byMicroseconds: hour))))
            Self.expectEqual(Self.points(report, window: window), Self.points(fixed, window: 0), "\(start)")
        }
        await #expect(throws: EvaluationError.self) {
            try await evaluation.report(ReportQuery(granularity: .day, baseline: .sameHourOfWeek))
        }
    }

    @Test func slidingSumsAreThoseOfTheirParts() throws {
        var random = SplitMix64(seed: 3)
        for _ in 0..<200 {
            var sliding = SlidingSum<Moments>()
            var kept: [(key: Int64, value: Moments)] = []
            var key: Int64 = 0
            for _ in 0..<40 {
                if Bool.random(using: &random) {
                    key += Int64.random(in: 1...3, using: &random)
                    let value = Moments((0..<3).map { _ in Double.random(in: 0..<1, using: &random) })
                    try sliding.push(value, key: key)
                    kept.append((key, value))
                } else {
                    let limit = key - Int64.random(in: -1...9, using: &random)
                    try sliding.drop(before: limit)
                    kept.removeAll { $0.key < limit }
                }
                let expected = kept.reduce(into: Moments()) { $0.merge($1.value) }
                let sum = try sliding.sum
                #expect(sum?.count ?? 0 == expected.count && (sum == nil) == kept.isEmpty)
                #expect(abs((sum?.mean ?? 0) - expected.mean) < 1e-12 && abs((sum?.m2 ?? 0) - expected.m2) < 1e-12)
            }
        }
    }
}
