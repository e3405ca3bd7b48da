import Foundation
import Testing

@testable import CommandLine

/// Protects the answers where times cannot be read and labels are not those of the reference.
@Suite struct OddTimesAndLabelsTests {
    private let bench = CheckBench()

    private func times(_ name: String, _ time: (Int) -> String) throws -> String {
        try bench.table(name, "timestamp,x") { "\(time($0)),\($0 % 7).5" }
    }

    private func sound(_ row: Int) -> String { "2026-01-0\(1 + row / 100) 05:00:00" }

    @Test func someTimesThatCannotBeRead() async throws {
        let odd = try times("odd.csv") { $0 % 10 == 0 ? "yesterday" : self.sound($0) }
        let report = try await bench.check(try times("sound.csv", sound), odd)
        let missing = try #require(report.quality("time_missing_rate", of: "timestamp"))
        #expect(missing.current == 0.1 && missing.detail == "not a time: 'yesterday' (40×)")
        #expect(report.windows.count == 4)
    }

    @Test(arguments: ["", "rows:100", "day"])
    func noTimeThatCanBeRead(by: String) async throws {
        let reference = try times("sound.csv", sound)
        let odd = try times("odd.csv") { _ in "soon" }
        let report =
            by.isEmpty ? try await bench.check(reference, odd) : try await bench.check(reference, odd, "--by", by)
        let missing = try #require(report.quality("time_missing_rate", of: "timestamp"))
        #expect(missing.current == 1 && missing.severity == "error" && missing.detail == "not a time: 'soon' (400×)")
        #expect(report.verdict == "error")
    }

    @Test func timesOfSeveralZones() async throws {
        // 01:00 on the 2nd in Berlin is the 1st in UTC; times without a zone are UTC.
        let zones = ["2026-01-01T12:00:00Z", "2026-01-02T01:00:00+02:00", "2026-01-01T20:00:00-05:00", "2026-01-01T08:00:00"]
        let mixed = try times("mixed.csv") { zones[$0 % 4] }
        let report = try await bench.check(mixed, mixed, "--by", "day")
        #expect(report.windows.map(\.rows) == [300, 100])
        #expect(report.quality("time_missing_rate", of: "timestamp") == nil)
    }

    private func labels(_ name: String, _ label: (Int) -> String) throws -> String {
        try bench.table(name, "prediction_id,x,prediction_label,actual") {
            "\($0),\($0 % 7).5,\(["cat", "dog", "cow"][$0 % 3]),\(label($0))"
        }
    }

    @Test func oneClassOnly() async throws {
        let header = "prediction_id,x,prediction_score,prediction_label,actual"
        let two = try bench.table("two.csv", header) { "\($0),\($0 % 7).5,0.\($0 % 9),\($0 % 2),\($0 / 2 % 2)" }
        let one = try bench.table("one.csv", header) { "\($0),\($0 % 7).5,0.\($0 % 9),\($0 % 2),1" }
        for report in [try await bench.check(two, one), try await bench.check(one, one)] {
            // Without a negative there is no curve; what can be said is said.
            #expect(report.performance.first { $0.metric == "roc_auc" }?.current?.value == nil)
            #expect(report.performance.first { $0.metric == "recall" }?.current?.value == 0.5)
        }
    }

    @Test func actualsThatCannotBeUsed() async throws {
        let sound = try bench.sound()
        let other = try bench.file("other.csv", "foo,bar\n1,2\n")
        let notes = try await bench.check(sound, sound, "--actuals", other).notes
        #expect(notes.contains { $0.contains("other.csv") && $0.contains("--column actual=NAME") })
        let truth = try bench.file("truth.csv", "prediction_id,actual\n1,1\n")
        let unpredicted = try await bench.check(sound, sound, "--actuals", truth).notes
        #expect(unpredicted.contains { $0.contains("--column prediction_label=NAME") })
    }

    /// Negatives are often known sooner: the other class is still to come.
    @Test func onlyNegativesSoFar() async throws {
        let header = "x,prediction_score,actual"
        let none = try bench.table("none.csv", header) { "\($0 % 7).5,0.\($0 % 9),0" }
        #expect(try await bench.check(none, none).model.classes == ["0", "1"])
        let no = try bench.table("no.csv", header) { "\($0 % 7).5,0.\($0 % 9),negative" }
        #expect(try await bench.check(no, no).model.classes == ["negative", "positive"])
    }

    @Test func oneTimeFarFromAllOthers() async throws {
        func day(_ row: Int) -> String { "2026-01-\(String(row / 20 + 1).leftPadded)T\(String(row % 20).leftPadded):00:00" }
        let reference = try times("sound.csv", day)
        let far = try times("far.csv") { $0 == 200 ? "9000-01-01T00:00:00" : day($0) }
        let report = try await bench.check(reference, far)
        #expect(report.notes.contains { $0.contains("1 record has a 'timestamp' such as 9000-01-01") })
        // By the extent of all there would be windows of weeks, and millennia without a record.
        #expect(report.windows.count == 21 && report.windows.map(\.rows).max() == 20)
        #expect(!report.alerts.contains { $0.kind == "volume" })
    }

    @Test func repeatedLabelsWithoutTimes() async throws {
        let sound = try bench.table("sound.csv", "prediction_id,x,prediction_label") { "\($0),\($0 % 7).5,\($0 % 2)" }
        let once = try bench.table("once.csv", "prediction_id,actual") { "\($0),\($0 % 2)" }
        let twice = try bench.table("twice.csv", "prediction_id,actual") { "\($0 / 2),\($0 % 2)" }
        #expect(try await bench.check(sound, sound, "--actuals", once).notes.allSatisfy { !$0.contains("repeat the identity") })
        let notes = try await bench.check(sound, sound, "--actuals", twice).notes
        #expect(notes.contains { $0.contains("200 labels repeat the identity of another") && $0.contains("--column actual_timestamp=NAME") })
    }

    @Test func aThresholdInAnotherUnit() async throws {
        let sound = try bench.table("sound.csv", "x,prediction_score,actual") { "\($0 % 7).5,0.\($0 % 9),\($0 / 2 % 2)" }
        func notes(_ threshold: String) async throws -> [String] { try await bench.check(sound, sound, "--threshold=\(threshold)").notes }
        #expect(try await notes("0.5").allSatisfy { !$0.contains("in the scores' unit") })
        #expect(try await notes("50").contains { $0.contains("below the threshold 50") })
        #expect(try await notes("-1").contains { $0.contains("above the threshold -1") })
    }
}

extension String {
    fileprivate var leftPadded: String { String(repeating: "0", count: max(0, 2 - count)) + self }
}
