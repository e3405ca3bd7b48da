import ArgumentParser
import Foundation
import Testing

@testable import CommandLine

/// Protects `assay explain` as a command: from files to the cause, to the rows, and to what it refuses.
@Suite struct ExplainCommandTests {
    private let bench = CheckBench()

    private struct Report: Decodable {
        struct Estimate: Decodable {
            var value, lower, upper: Double
        }

        struct Change: Decodable {
            var difference: Estimate
        }

        struct Part: Decodable {
            var part: String
            var effect: Estimate
        }

        struct Feature: Decodable {
            var name: String
            var effect: Estimate
        }

        struct Slice: Decodable {
            var slice: String?
            var effect: Estimate
        }

        struct Window: Decodable {
            var part: String
            var records, labelled: Int
        }

        struct Example: Decodable {
            var kind: String
        }

        struct Retraining: Decodable {
            struct Repayment: Decodable {
                var cost: Double
                var days, fewestDays, mostDays: Double?
            }

            var isAdvised: Bool
            var metric: String
            var gain: Estimate
            var repayment: Repayment?
        }

        struct Diagnosis: Decodable {
            var rankedFeatures: [String]
            var advice: [String]
        }

        var metric, basis: String
        var retraining: Retraining?
        var diagnosis: Diagnosis
        var before, after: Window
        var change: Change
        var parts: [Part]
        var features: [Feature]
        var slices: [Slice]
        var everywhere: Double
        var examples: [Example]
        var notes: [String]
    }

    /// Two weeks of a model that knows `x`; in the second one, outcomes of the north turn round. `z` means nothing, and grows all the time where that is asked for.
    private func files(rows: Int = 2_400, growing: Bool = true) throws -> (validation: String, current: String, actuals: String) {
        func chance(_ row: Int) -> Double { Double(row &* 2_654_435_761 % 1_000_003 % 997) / 997 }
        func cells(_ row: Int) -> (x: Double, region: String, score: Double, outcome: Int) {
            let x = chance(row) * 4 - 2
            let score = 1 / (1 + exp(-2 * x))
            return (x, row % 3 == 0 ? "north" : "south", score, chance(row + 7_919) < score ? 1 : 0)
        }
        let header = "prediction_id,timestamp,x,region,z,prediction_score"
        func line(_ row: Int, _ day: Int) -> String {
            let own = cells(row)
            return "\(row),2026-03-\(String(format: "%02d", day))T\(String(format: "%02d", row % 24)):00:00Z,\(own.x),\(own.region),\(row % 50 + (growing ? 40 * day : 0)),\(own.score)"
        }
        let validation = try bench.table("validation.csv", header + ",actual", count: rows) { row in "\(line(row, 1 + row * 7 / rows)),\(cells(row).outcome)" }
        let current = try bench.table("current.csv", header, count: rows) { row in line(rows + row, 8 + row * 14 / rows) }
        let actuals = try bench.table("actuals.csv", "prediction_id,actual", count: rows) { row in
            let own = cells(rows + row)
            let isTurned = row >= rows / 2 && own.region == "north"
            return "\(rows + row),\(isTurned ? 1 - own.outcome : own.outcome)"
        }
        return (validation, current, actuals)
    }

    private func report(_ arguments: [String]) async throws -> Report {
        let place = bench.path("explanation.json")
        try await ExplainCommand.parse(arguments + ["--quiet", "--json", place, "--threads", "2"]).run()
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Report.self, from: Data(contentsOf: URL(fileURLWithPath: place)))
    }

    @Test func fromFilesToCauseAndRows() async throws {
        let (validation, current, actuals) = try files()
        let rows = bench.path("rows.csv")
        let report = try await report([
            "--reference", validation, "--current", current, "--actuals", actuals, "--from", "2026-03-15", "--export-rows", rows, "--html", bench.path("page.html"),
        ])
        #expect(report.metric == "log_loss" && report.basis == "labels" && report.before.part == "reference" && report.before.records == 2_400)
        #expect(report.after.records == report.after.labelled && abs(report.after.records - 1_200) < 10)
        let change = report.change.difference.value
        #expect(change > 0.2 && abs(report.parts.reduce(0) { $0 + $1.effect.value } - change) < 1e-9)
        #expect(abs(report.slices.reduce(0) { $0 + $1.effect.value } - change) < 1e-9)
        #expect(abs(report.features.reduce(report.everywhere) { $0 + $1.effect.value } - change) < 1e-9)
        #expect(report.parts.first?.part == "concept" && report.slices.first?.slice?.contains("region") == true)
        // What tells the time, and nothing else, is no cause.
        #expect(!report.diagnosis.rankedFeatures.contains("z"))
        #expect(report.features.allSatisfy { $0.name != "z" } && report.notes.contains { $0.contains("tell when") && $0.contains("'z'") })
        #expect(Set(report.examples.map(\.kind)) == ["representative", "hardest", "boundary"])
        // All training records, then those of the north.
        let lines = try String(contentsOfFile: rows, encoding: .utf8).split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        let part = try #require(lines.first?.firstIndex(of: "training_part"))
        let weight = try #require(lines.first?.firstIndex(of: "sampling_weight"))
        let region = try #require(lines.first?.firstIndex(of: "region"))
        let added = lines.dropFirst().filter { $0[part] == "production" }
        #expect(lines.dropFirst().count { $0[part] == "training" } == 2_400 && !added.isEmpty)
        #expect(added.contains { $0[region] == "north" } && added.allSatisfy { Double($0[weight]).map { $0 >= 1 } ?? false })
        #expect(try String(contentsOfFile: bench.path("page.html"), encoding: .utf8).contains("Who is hit"))
    }

    @Test func trainingAgainIsWorthWhatItCosts() async throws {
        let (validation, current, actuals) = try files(growing: false)
        let report = try await report([
            "--reference", validation, "--current", current, "--actuals", actuals, "--from", "2026-03-15", "--metric", "accuracy", "--retraining-cost", "100",
        ])
        let plan = try #require(report.retraining)
        #expect(plan.isAdvised)
        #expect(plan.metric == "accuracy")
        #expect(plan.gain.lower > 0)
        // A gain of g wrong decisions a record, of 1,200 records in seven days.
        let repayment = try #require(plan.repayment)
        let days = try #require(repayment.days)
        #expect(repayment.cost == 100 && abs(days - 100 / (plan.gain.value * 1_200 / 7)) < 0.02 * days)
        #expect((repayment.fewestDays ?? .infinity) < days && days < (repayment.mostDays ?? 0))
        #expect(report.diagnosis.advice.contains { $0.contains("is paid back in") })
    }

    @Test func oneWindowAgainstAnother() async throws {
        let (validation, current, actuals) = try files()
        let report = try await report([
            "--reference", validation, "--current", current, "--actuals", actuals, "--from", "2026-03-11", "--to", "2026-03-14", "--against-from", "2026-03-08",
            "--against-to", "2026-03-11", "--metric", "accuracy",
        ])
        #expect(report.metric == "accuracy" && report.before.part == "current" && report.before.records + report.after.records < 1_100)
        #expect(report.change.difference.lower < 0 && report.change.difference.upper > 0)
    }

    @Test func withoutLabelsWhatIsExpectedIsExplained() async throws {
        let (validation, current, _) = try files()
        let report = try await report(["--reference", validation, "--current", current])
        #expect(report.basis == "expected" && !report.parts.contains { $0.part == "concept" })
        #expect(abs(report.parts.reduce(0) { $0 + $1.effect.value } - report.change.difference.value) < 1e-9)
        #expect(report.notes.contains { $0.contains("does not show") })
    }

    @Test func badInputIsNamedWithItsRemedy() async throws {
        let (validation, current, actuals) = try files(rows: 300)
        let good = ["--reference", validation, "--current", current, "--actuals", actuals]
        let timeless = try bench.table("timeless.csv", "prediction_id,x,prediction_score") { "\($0),\($0 % 9),0.\($0 % 10)" }
        let labelled = try bench.table("labelled.csv", "prediction_id,x,prediction_score,actual") { "\($0),\($0 % 9),0.\($0 % 10),\($0 % 2)" }
        let silent = try bench.table("silent.csv", "prediction_id,x") { "\($0),\($0 % 9)" }
        await refusesToExplain(["--reference", validation], "--current")
        await refusesToExplain(["--current", current], "--reference")
        await refusesToExplain(good + ["--from", "yesterday"], "--from", "yesterday")
        await refusesToExplain(good + ["--from", "2026-03-10", "--to", "2026-03-09"], "--from", "not before")
        await refusesToExplain(good + ["--from", "2026-03-10", "--against-from", "2026-03-09"], "overlap")
        await refusesToExplain(good + ["--against-to", "2026-03-09"], "--from and --to")
        await refusesToExplain(good + ["--from", "2031-01-01"], "no record", "--from")
        await refusesToExplain(good + ["--metric", "f1"], "f1", "log_loss")
        await refusesToExplain(good + ["--metric", "mae"], "mae", "log_loss")
        await refusesToExplain(good + ["--false-positive-cost", "1"], "--false-negative-cost")
        await refusesToExplain(good + ["--metric", "cost"], "--metric cost: say")
        await refusesToExplain(good + ["--export-rows", "rows.xlsx"], "--export-rows", ".parquet")
        await refusesToExplain(good + ["--retraining-cost=-1"], "--retraining-cost")
        await refusesToExplain(good + ["--retraining-cost", "5"], "--retraining-cost", "--false-positive-cost")
        await refusesToExplain(good + ["--rows", "10"], "--rows")
        await refusesToExplain(["--reference", labelled, "--current", timeless, "--from", "2026-03-10"], "--column timestamp=NAME")
        await refusesToExplain(["--reference", timeless, "--current", timeless], "ground truth")
        await refusesToExplain(["--reference", labelled, "--current", silent], "--column prediction_score=NAME")
    }
}

/// Whether `assay explain` with these arguments is refused as bad input, with these words.
func refusesToExplain(_ arguments: [String], _ words: String..., at location: SourceLocation = #_sourceLocation) async {
    var message = ""
    do {
        try await ExplainCommand.parse(arguments + ["--quiet"]).run()
    } catch {
        message = AssayCommand.fullMessage(for: error)
    }
    for word in words { #expect(message.contains(word), "'\(message)' does not say '\(word)'", sourceLocation: location) }
    #expect(await Program.run(["explain"] + arguments) == 2, sourceLocation: location)
}
