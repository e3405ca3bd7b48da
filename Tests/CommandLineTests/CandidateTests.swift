import Foundation
import Testing

@testable import CommandLine

/// Protects the comparison of candidates: they are measured where the truth is known, and never passed over silently.
@Suite struct CandidateTests {
    private let bench = CheckBench()

    private func labelled() throws -> String {
        try bench.table("labelled.csv", "prediction_id,x,prediction_label,actual") {
            "\($0),\($0 % 7).5,\($0 % 2),\($0 / 2 % 2)"
        }
    }

    private func refuses(_ records: String, _ candidate: String, _ options: String..., saying words: [String]) async {
        await bench.refuses(
            ["--reference", records, "--current", records, "--candidate", candidate] + options,
            saying: ["--candidate"] + words)
    }

    @Test func truthsWithinTheRecordsCountForCandidatesToo() async throws {
        let records = try labelled()
        let right = try bench.table("right.csv", "prediction_id,prediction_label") { "\($0),\($0 / 2 % 2)" }
        let report = try await bench.check(records, records, "--candidate", right)
        func accuracy(_ candidate: String?) -> Double? {
            report.performance.first { $0.metric == "accuracy" && $0.candidate == candidate }?.current?.value
        }
        #expect(accuracy(nil) == 0.5)
        #expect(accuracy(right) == 1)
    }

    @Test func candidatesThatCannotBeMeasured() async throws {
        let sound = try bench.sound()
        let candidate = try bench.table("candidate.csv", "prediction_id,prediction_label") { "\($0),1" }
        await refuses(sound, candidate, saying: ["candidate.csv", "ground truth", "--actuals", "--column actual=NAME"])
        let records = try labelled()
        let nameless = try bench.table("nameless.csv", "prediction_label") { "\($0 % 2)" }
        await refuses(records, nameless, saying: ["nameless.csv", "identities", "--column prediction_id=NAME"])
        let others = try bench.table("others.csv", "prediction_id,prediction_label") { "\($0 + 1_000),1" }
        await refuses(records, others, saying: ["others.csv", "ground truth", "identities"])
        let silent = try bench.table("silent.csv", "prediction_id,x") { "\($0),1" }
        await refuses(records, silent, saying: ["silent.csv", "prediction columns"])
    }

    @Test func aVersionThatCannotBeMeasuredIsNamed() async throws {
        let records = try labelled()
        let versions = try bench.table("versions.csv", "prediction_id,model_version,prediction_label") {
            "\($0 % 2 == 0 ? $0 : $0 + 1_000),\(["known", "unknown"][$0 % 2]),1"
        }
        let report = try await bench.check(records, records, "--candidate", versions)
        #expect(Set(report.performance.compactMap(\.candidate)) == ["known"])
        #expect(report.notes.contains { $0.contains("candidates: unknown") })
    }
}
