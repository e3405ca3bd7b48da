import ArgumentParser
import Foundation
import Testing

@testable import CommandLine

/// Protects `assay compare` as a command: what it writes, refuses and ends with.
@Suite struct CompareCommandTests {
    private let bench = CheckBench()

    /// Records with a version that is right in three of four cases, and one that is right in nine of ten.
    private func files() throws -> (records: String, actuals: String, candidate: String) {
        let records = try bench.table("records.csv", "prediction_id,model_version,region,prediction_score,timestamp") {
            "\($0),v1,\($0 % 3 == 0 ? "north" : "south"),\(($0 * 7 % 4 == 0) == ($0 % 2 == 0) ? 0.2 : 0.8),2026-01-\(String(format: "%02d", 1 + $0 / 20))"
        }
        let actuals = try bench.table("actuals.csv", "prediction_id,actual") { "\($0),\($0 % 2)" }
        let candidate = try bench.table("candidate.csv", "prediction_id,model_version,prediction_score") {
            "\($0),v2,\(($0 % 10 == 9) == ($0 % 2 == 0) ? 0.8 : 0.2)"
        }
        return (records, actuals, candidate)
    }

    private struct Report: Decodable {
        struct Verdict: Decodable {
            var decision: String
            var version: String?
        }

        struct Version: Decodable {
            var name: String
        }

        var baseline, metric: String
        var verdict: Verdict
        var versions: [Version]
    }

    @Test func theReportIsWrittenAsJSON() async throws {
        let (records, actuals, candidate) = try files()
        let place = bench.path("comparison.json")
        let arguments = [
            "compare", "--current", records, "--actuals", actuals, "--candidate", candidate, "--slice", "region = \"north\"", "--protect",
            "region = \"south\"", "--margin", "0.1", "--false-positive-cost", "1", "--false-negative-cost", "2", "--quiet", "--json", place,
        ]
        #expect(await Program.run(arguments + ["--fail-unless-promoted"]) == 0)
        let report = try JSONDecoder().decode(Report.self, from: Data(contentsOf: URL(fileURLWithPath: place)))
        #expect(report.baseline == "v1" && report.metric == "cost" && report.versions.map(\.name) == ["v1", "v2"])
        #expect(report.verdict.decision == "promote" && report.verdict.version == "v2")
        // The other way round nothing is promoted, which fails where that was asked for.
        let turned = arguments + ["--baseline", "v2"]
        #expect(await Program.run(turned) == 0)
        #expect(await Program.run(turned + ["--fail-unless-promoted"]) == 1)
    }

    /// Of labels and rows that share an identity it is said how many there are and which count.
    @Test func whatIsRepeatedIsCounted() async throws {
        let (records, _, _) = try files()
        let actuals = try bench.table("repeated.csv", "prediction_id,actual") { "\($0 % 390),\($0 < 390 ? $0 % 2 : 1)" }
        let candidate = try bench.table("twice.csv", "prediction_id,model_version,prediction_score") { "\($0 % 380),v2,\($0 % 2 == 0 ? 0.2 : 0.8)" }
        let place = bench.path("repeated.json")
        #expect(await Program.run([
            "compare", "--current", records, "--actuals", actuals, "--candidate", candidate, "--quiet", "--json", place,
        ]) == 0)
        let notes = try JSONDecoder().decode(Notes.self, from: Data(contentsOf: URL(fileURLWithPath: place))).notes.joined(separator: "\n")
        // Ten labels come again, five of them with another value; twenty rows of v2.
        #expect(notes.contains("10 labels repeat the identity of another") && notes.contains("5 of them with another value; the last in the files counts"))
        #expect(notes.contains("twice.csv: 20 rows repeat the identity and version of another; of several the last in the files counts"))
    }

    private struct Notes: Decodable {
        var notes: [String]
    }

    private struct Explained: Decodable {
        struct Verdict: Decodable {
            var decision, reason: String
            var contrary: [String]
        }

        var metric: String
        var verdict: Verdict
    }

    /// A candidate that is right more seldom, and more careful: better by log loss alone, which the verdict says.
    @Test func metricsThatSayTheOppositeAreNamed() async throws {
        let records = try bench.table("bold.csv", "prediction_id,model_version,prediction_score") {
            "\($0),v1,\(($0 % 10 == 9) == ($0 % 2 == 0) ? 0.9999999 : 0.0000001)"
        }
        let actuals = try bench.table("truth.csv", "prediction_id,actual") { "\($0),\($0 % 2)" }
        let candidate = try bench.table("careful.csv", "prediction_id,model_version,prediction_score") {
            "\($0),v2,\(($0 % 10 >= 7) == ($0 % 2 == 0) ? 0.6 : 0.4)"
        }
        let place = bench.path("explained.json")
        let arguments = ["compare", "--current", records, "--actuals", actuals, "--candidate", candidate, "--quiet", "--json", place]
        #expect(await Program.run(arguments) == 0)
        let report = try JSONDecoder().decode(Explained.self, from: Data(contentsOf: URL(fileURLWithPath: place)))
        #expect(report.verdict.decision == "promote" && report.metric == "log_loss" && report.verdict.contrary.contains("accuracy"))
        #expect(report.verdict.reason.contains("worse by") && report.verdict.reason.contains("--metric"))
        #expect(await Program.run(arguments + ["--metric", "accuracy"]) == 0)
        let other = try JSONDecoder().decode(Explained.self, from: Data(contentsOf: URL(fileURLWithPath: place)))
        #expect(other.verdict.decision == "keep" && other.verdict.contrary.contains("log_loss"))
    }

    @Test func negativeNumbersAreReadAsSuch() async throws {
        let (records, actuals, candidate) = try files()
        let good = ["--current", records, "--actuals", actuals, "--candidate", candidate]
        for (flag, words) in [("--smallest", "at least 0"), ("--alpha", "above 0"), ("--power", "0.5 to less than 1")] {
            #expect(throws: (any Error).self) { try CompareCommand.parse(good + [flag, "-5"]) }
            do {
                _ = try CompareCommand.parse(good + [flag, "-5"])
            } catch {
                #expect(AssayCommand.fullMessage(for: error).contains(words))
            }
        }
        #expect(throws: (any Error).self) { try CompareCommand.parse(good + ["--power", "0.8"]) }
        #expect(try CompareCommand.parse(good + ["--threshold", "-1.5"]).schema.threshold == -1.5)
    }

    @Test func badInputIsNamedWithItsRemedy() async throws {
        let (records, actuals, candidate) = try files()
        let nameless = try bench.table("nameless.csv", "prediction_score") { "0.\($0 % 10)" }
        let silent = try bench.table("silent.csv", "prediction_id,x") { "\($0),1" }
        let others = try bench.table("others.csv", "prediction_id,prediction_score") { "\($0 + 1_000),0.5" }
        let good = ["--current", records, "--actuals", actuals, "--candidate", candidate]
        func refuses(_ arguments: [String], _ words: String..., at location: SourceLocation = #_sourceLocation) async {
            var message = ""
            do {
                try await CompareCommand.parse(arguments + ["--quiet"]).run()
            } catch {
                message = AssayCommand.fullMessage(for: error)
            }
            for word in words { #expect(message.contains(word), "'\(message)' does not say '\(word)'", sourceLocation: location) }
            #expect(await Program.run(["compare"] + arguments) == 2, sourceLocation: location)
        }
        await refuses(["--candidate", candidate], "--current")
        await refuses(["--current", records], "--candidate")
        await refuses(good + ["--metric", "f1"], "--metric", "f1", "log_loss")
        await refuses(good + ["--metric", "mae"], "--metric", "mae", "log_loss")
        await refuses(good + ["--protect", "region = \"north\""], "--margin")
        await refuses(good + ["--slice", "nobody = 1"], "no column 'nobody'")
        await refuses(good + ["--slice", "region ="], "--slice")
        await refuses(good + ["--baseline", "v9"], "--baseline", "v9", "v1, v2")
        await refuses(good + ["--false-positive-cost", "1"], "--false-negative-cost")
        await refuses(good + ["--metric", "cost"], "--metric cost: say")
        await refuses(["--current", records, "--actuals", actuals, "--candidate", records], "v1", "name of their own")
        await refuses(["--current", records, "--actuals", actuals, "--candidate", nameless], "nameless.csv", "--column prediction_id=NAME")
        await refuses(["--current", records, "--actuals", actuals, "--candidate", silent], "silent.csv", "--column prediction_score=NAME")
        await refuses(["--current", records, "--actuals", actuals, "--candidate", others], "none of the 400 records", "identities")
        await refuses(["--current", records, "--candidate", candidate], "ground truth", "--actuals")
    }
}
