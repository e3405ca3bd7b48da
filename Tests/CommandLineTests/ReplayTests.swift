import Domain
import Foundation
import Testing

@testable import CommandLine

/// Protects the replay: windows are judged with what had arrived, and alerts say when they would have been raised.
@Suite struct ReplayTests {
    private let bench = CheckBench()

    /// A hundred records a day for ten days from 2026-01-05, a Monday.
    private func time(_ row: Int, plus hours: Double = 0) -> String {
        // 864 seconds are a hundredth of a day.
        let seconds = 1_767_571_200 + Int64(row) * 864 + Int64((hours * 3_600).rounded())
        return Timestamp(microseconds: seconds * 1_000_000).description
    }

    private func right(_ row: Int) -> Int { row * 7 % 10 < 5 ? 1 : 0 }

    /// Scores agree with the truth but for one record in ten.
    private func score(_ row: Int) -> String { (right(row) == 1) == (row % 10 != 4) ? "0.9" : "0.1" }

    private func records(
        _ name: String, _ more: String = "", received: ((Int) -> Double)? = nil, x: (Int) -> String = { "\($0 % 7).5" },
        rest: (Int) -> String = { _ in "" }
    ) throws -> String {
        let header = "prediction_id,timestamp,x,prediction_score" + (received == nil ? "" : ",received_at") + more
        return try bench.table(name, header, count: 1_000) { row in
            let arrival = received.map { "," + self.time(row, plus: $0(row)) } ?? ""
            return "\(row),\(self.time(row)),\(x(row)),\(self.score(row))\(arrival)\(rest(row))"
        }
    }

    private func reference() throws -> String { try records("reference.csv", ",actual", rest: { ",\(self.right($0))" }) }

    /// Four in five labels come after 30 hours, the others after 100.
    private func delay(_ row: Int) -> Double { row % 5 == 1 ? 100 : 30 }

    private func actuals(until end: Double = .infinity, _ label: (Int) -> [(label: Int, delay: Double)]) throws -> String {
        let rows = (0..<1_000).flatMap { row in
            label(row).filter { Double(row) * 0.24 + $0.delay <= end }
                .map { "\(row),\($0.label),\(self.time(row, plus: $0.delay))" }
        }
        return try bench.file(
            "actuals.csv", (["prediction_id,actual,actual_timestamp"] + rows).joined(separator: "\n") + "\n")
    }

    private func first(_ kind: String, in report: CheckBench.Report) -> CheckBench.Report.Alert? {
        report.alerts.filter { $0.kind == kind }.min { ($0.time ?? "") < ($1.time ?? "") }
    }

    private func metric(_ name: String, in report: CheckBench.Report) -> CheckBench.Report.Alert? {
        report.alerts.filter { $0.kind == "performance" && $0.signal == name }.min { ($0.time ?? "") < ($1.time ?? "") }
    }

    /// From the sixth day on the truth is the other way round.
    @Test func aFallIsSeenWhenMostLabelsHaveCome() async throws {
        let truth = try actuals { [(label: $0 < 500 ? right($0) : 1 - right($0), delay: delay($0))] }
        let report = try await bench.check(try reference(), try records("current.csv"), "--by", "day", "--actuals", truth)
        let alert = try #require(metric("accuracy", in: report))
        #expect(alert.since == "2026-01-10T00:00:00Z")
        // The end of that day and 30 hours.
        #expect(alert.time == "2026-01-12T06:00:00Z")
        // Label by label it shows a day sooner.
        let outcome = try #require(first("performance", in: report))
        #expect(outcome.signal == "positive_rate" || outcome.signal == "log_loss")
        #expect(try #require(outcome.since).hasPrefix("2026-01-10T0") && #require(outcome.time) < "2026-01-12T00:00:00Z")
        #expect(report.notes.contains { $0.contains("1 day 6 hours after each window") && $0.contains("80 %") })
        let accuracy = try #require(report.performance.first { $0.metric == "accuracy" })
        // Labels that take 100 hours have not come, of whatever hour of the day.
        #expect(accuracy.points.map(\.count) == Array(repeating: 80, count: 10))
        #expect(accuracy.points.allSatisfy { $0.labelledShare == 0.8 })
        #expect(accuracy.current?.count == 1_000)
        #expect(report.windows.allSatisfy { $0.labelled == 100 })
    }

    @Test func theWaitCanBeSet() async throws {
        let truth = try actuals { [(label: $0 < 500 ? right($0) : 1 - right($0), delay: delay($0))] }
        let files = (try reference(), try records("current.csv"))
        let long = try await bench.check(files.0, files.1, "--by", "day", "--actuals", truth, "--labels-within", "5d")
        #expect(metric("accuracy", in: long)?.time == "2026-01-16T00:00:00Z")
        #expect(long.performance.first { $0.metric == "accuracy" }?.points.first?.labelledShare == 1)
        let all = try await bench.check(files.0, files.1, "--by", "day", "--actuals", truth, "--labels-within", "all")
        // When the last label has come: the record before the last one is one of the slow.
        #expect(metric("accuracy", in: all)?.time == time(996, plus: 100))
        for wrong in ["soon", "3", "-1h", "3y", "99999999999999999999h"] {
            await bench.refuses(
                ["--reference", files.0, "--current", files.1, "--labels-within=\(wrong)"],
                saying: ["--labels-within", wrong, "3d"])
        }
        let untimed = try bench.file("untimed.csv", "prediction_id,actual\n1,1\n2,0\n")
        let plain = try await bench.check(files.0, files.1, "--actuals", untimed, "--labels-within", "3d")
        #expect(plain.notes.contains { $0.contains("--labels-within") && $0.contains("actual_timestamp=NAME") })
    }

    /// The first label of each record is wrong; the right one comes after five days.
    @Test func correctionsCountFromWhenTheyCome() async throws {
        let truth = try actuals { [(label: 1 - right($0), delay: 10), (label: right($0), delay: 120)] }
        let files = (try reference(), try records("current.csv"))
        let early = try await bench.check(files.0, files.1, "--by", "day", "--actuals", truth, "--labels-within", "12h")
        #expect(first("performance", in: early)?.time == "2026-01-06T12:00:00Z")
        #expect(early.performance.first { $0.metric == "accuracy" }?.current?.value == 0.9)
        let late = try await bench.check(files.0, files.1, "--by", "day", "--actuals", truth, "--labels-within", "6d")
        #expect(first("performance", in: late) == nil)
    }

    @Test func windowsWhoseLabelsAreNotDueAreMarked() async throws {
        let truth = try actuals(until: 240) { [(label: right($0), delay: delay($0))] }
        let report = try await bench.check(try reference(), try records("current.csv"), "--by", "day", "--actuals", truth)
        let points = try #require(report.performance.first { $0.metric == "accuracy" }).points
        // The data end with the tenth day, of which no label has come; the ninth's are due at six the next morning.
        #expect(points.map { $0.labelsIncomplete ?? false } == Array(repeating: false, count: 8) + [true])
        #expect((points.last?.labelledShare ?? 1) < 0.8)
        #expect(report.notes.contains { $0.contains("the last 2 windows") })
    }

    /// Early labels are not like all: the reference is judged by its early ones too.
    @Test func theReferenceIsJudgedAlike() async throws {
        // Wrong until corrected, in the reference as in production.
        let reference = try bench.table(
            "reference.csv", "prediction_id,timestamp,x,prediction_score,actual,actual_timestamp", count: 1_000
        ) { "\($0),\(self.time($0)),\($0 % 7).5,\(self.score($0)),\($0 % 5 == 1 ? 1 - self.right($0) : self.right($0)),\(self.time($0, plus: self.delay($0)))" }
        let truth = try actuals { [(label: $0 % 5 == 1 ? 1 - right($0) : right($0), delay: delay($0))] }
        let report = try await bench.check(reference, try records("current.csv"), "--by", "day", "--actuals", truth)
        let accuracy = try #require(report.performance.first { $0.metric == "accuracy" })
        #expect(accuracy.reference?.count == 800 && accuracy.reference?.value == accuracy.points.first?.value)
    }

    @Test func recordsAreWaitedForAsLongAsIsUsual() async throws {
        let reference = try records("reference.csv", received: { _ in 0.1 })
        let current = try records(
            "current.csv", received: { $0 % 20 == 0 ? 40 : 0.1 }, x: { (300..<400).contains($0) ? "" : "\($0 % 7).5" })
        let report = try await bench.check(reference, current, "--by", "day")
        // Six minutes after the end of the first four hours that had enough missing cells: one of four hours.
        #expect(first("quality", in: report)?.time == "2026-01-08T01:06:00Z")
        #expect(first("quality", in: report)?.since == "2026-01-08T00:00:00Z")
        #expect(report.notes.contains { $0.hasPrefix("5.0 % of the records") && $0.contains("6 minutes") })
        #expect(report.windows.map(\.rows) == Array(repeating: 100, count: 10))
        let punctual = try await bench.check(reference, try records("current.csv", received: { _ in 0.1 }), "--by", "day")
        #expect(!punctual.notes.contains { $0.contains("of the records arrived") })
    }
}
