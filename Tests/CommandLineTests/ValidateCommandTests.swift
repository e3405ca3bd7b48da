import ArgumentParser
import Domain
import Foundation
import Testing

@testable import CommandLine

/// Protects `assay validate` as a command: its exit codes, what it writes, its help, and the places of mistakes in a file of requirements.
@Suite struct ValidateCommandTests {
    private let bench = CheckBench()

    /// Records of a version that is right in three of four cases, and predictions of one that is right in nine of ten.
    private func files() throws -> (records: String, candidate: String) {
        let records = try bench.table("records.csv", "prediction_id,model_version,region,age,prediction_label,actual") {
            "\($0),v1,\($0 % 3 == 0 ? "north" : "south"),\(18 + $0 % 50),\($0 % 4 == 1 ? 1 - $0 % 2 : $0 % 2),\($0 % 2)"
        }
        let candidate = try bench.table("candidate.csv", "prediction_id,model_version,prediction_label") {
            "\($0),v2,\($0 % 10 == 9 ? 1 - $0 % 2 : $0 % 2)"
        }
        return (records, candidate)
    }

    private struct Report: Decodable {
        struct Result: Decodable {
            var requirement, outcome, effect: String
            var subject: String?
            var line: Int
        }

        var verdict: String
        var version, champion: String?
        var results: [Result]
        var notes: [String]
    }

    private func validate(_ yaml: String, _ arguments: [String], name: String = "gate.yaml") async throws -> (report: Report, exit: Int32) {
        let place = bench.path("report.json")
        let exit = await Program.run(["validate", "--requirements", try bench.file(name, yaml), "--quiet", "--json", place] + arguments)
        return (try JSONDecoder().decode(Report.self, from: Data(contentsOf: URL(fileURLWithPath: place))), exit)
    }

    @Test func theExitCodeSaysWhetherAllHolds() async throws {
        let (records, candidate) = try files()
        let arguments = ["--current", records, "--candidate", candidate]
        let good = """
            metrics:
              - accuracy >= 0.8
            champion:
              - {metric: accuracy, better_by: 0.05, confident: true}
            """
        let (report, exit) = try await validate(good, arguments)
        #expect(exit == 0 && report.verdict == "pass" && report.version == "v2" && report.champion == "v1")
        #expect(report.results.map(\.line) == [2, 4] && report.results.map(\.outcome) == ["met", "met"])
        let bad = try await validate("metrics: [accuracy >= 0.95]", arguments)
        #expect(bad.exit == 1 && bad.report.verdict == "fail")
        let warned = "metrics: [{metric: accuracy, at_least: 0.95, required: false}]"
        #expect(try await validate(warned, arguments).exit == 0)
        #expect(try await validate(warned, arguments + ["--fail-on", "warning"]).exit == 1)
        // The champion itself is judged where no candidate is there.
        #expect(try await validate("metrics: [accuracy >= 0.8]", ["--current", records]).exit == 1)
    }

    @Test func jsonMayBeTheFileToo() async throws {
        let (records, _) = try files()
        let (report, exit) = try await validate(#"{"metrics": [{"metric": "accuracy", "at_least": 0.5}]}"#, ["--current", records], name: "gate.json")
        #expect(exit == 0 && report.results.count == 1)
    }

    @Test func allFormsAreWritten() async throws {
        let (records, candidate) = try files()
        let gate = try bench.file("gate.yaml", "slices: {north: region = 'north'}\nmetrics: [{metric: accuracy, at_least: 0.99, slices: [all, north]}]\n")
        let places = ["--json", "--junit", "--markdown"].map { ($0, bench.path("out\($0)")) }
        let exit = await Program.run(
            ["validate", "--requirements", gate, "--current", records, "--candidate", candidate, "--quiet"] + places.flatMap { [$0.0, $0.1] })
        #expect(exit == 1)
        let texts = try places.map { String(decoding: try Data(contentsOf: URL(fileURLWithPath: $0.1)), as: UTF8.self) }
        #expect(texts[0].contains("\"verdict\" : \"fail\""))
        #expect(texts[1].contains("<testcase classname=\"assay.metric\" name=\"accuracy at least 0.99, north\">") && texts[1].contains("failures=\"2\""))
        #expect(texts[2].hasPrefix("## ❌ Not ready for launch\n") && texts[2].contains("<code>north</code>"))
    }

    // MARK: - The file

    private func refuses(_ yaml: String, _ words: String..., at location: SourceLocation = #_sourceLocation) {
        do {
            _ = try RequirementsFile(yaml, named: "gate.yaml")
            Issue.record("nothing was refused", sourceLocation: location)
        } catch {
            for word in words { #expect("\(error)".contains(word), "'\(error)' does not say '\(word)'", sourceLocation: location) }
        }
    }

    @Test func mistakesInTheFileAreToldWithLineAndColumn() {
        refuses("metrics:\n  - metrc: roc_auc\n    at_least: 0.5\n", "gate.yaml, line 2, column 5: ", "no key 'metrc'", "did you mean metric?")
        refuses("metrcs: []\n", "gate.yaml, line 1, column 1: ", "did you mean metrics?")
        refuses("metrics:\n  - {metric: roc_aux, at_least: 0.5}\n", "line 2, column 14: ", "did you mean roc_auc?")
        refuses("metrics:\n  - roc_auc > 0.5\n", "line 2, column 5: ", ">= or <=")
        refuses("metrics:\n  - roc_auc >= high\n", "line 2, column 5: ", "such as roc_auc >= 0.85")
        refuses("metrics:\n  - {metric: roc_auc, at_least: '0.5'}\n", "line 2, column 33: ", "leave out the quotes")
        refuses("metrics:\n  - {metric: roc_auc}\n", "line 2, column 5: ", "at_least or at_most")
        refuses("metrics:\n  - {metric: roc_auc, at_least: 0.9, at_most: 0.1}\n", "line 2, column 47: ", "nothing is both")
        refuses("slices:\n  young: age < \nmetrics: [roc_auc >= 0.5]\n", "line 2, column 10: ", "^")
        refuses("slices:\n  young: age < 25\nmetrics:\n  - {metric: recall, at_least: 0.5, slices: [yung]}\n", "line 4, column 46: ", "did you mean young?")
        refuses("slices:\n  all: age < 25\n", "line 2, column 3: ", "all records")
        refuses("defaults: {confident: maybe}\nmetrics: [roc_auc >= 0.5]\n", "line 1, column 23: ", "true or false")
        refuses("defaults: {too_few: warm}\nmetrics: [roc_auc >= 0.5]\n", "line 1, column 21: ", "did you mean warn?")
        refuses("defaults: {min_rows: 2.5}\nmetrics: [roc_auc >= 0.5]\n", "line 1, column 22: ", "whole number")
        refuses("champion:\n  - {metric: cost, margin: 0.1}\n", "line 2, column 14: ", "no metric 'cost'")
        refuses("champion:\n  - {metric: accuracy, margin: 0.1, better_by: 0.2}\n", "line 2, ", "keep one")
        refuses("champion:\n  - {metric: accuracy, margin: -0.1}\n", "line 2, column 32: ", "out of range")
        refuses("champion:\n  - {metric: accuracy, found_slices: {los: zero_one}}\n", "line 2, column 39: ", "did you mean loss?")
        refuses("champion:\n  - {metric: accuracy, found_slices: {loss: hinge}}\n", "line 2, column 45: ", "zero_one")
        refuses("champion:\n  - {metric: accuracy, found_slices: {depth: 4}}\n", "line 2, column 46: ", "1, 2 or 3")
        refuses("fairness:\n  - {attribute: sex, parity: equal_odds, at_most: 0.1}\n", "line 2, column 30: ", "equalised_odds")
        refuses("fairness:\n  - {attribute: sex, parity: equal_opportunity}\n", "line 2, column 5: ", "at_most")
        refuses("fairness:\n  - {attribute: sex, parity: disparate_impact, at_most: 0.1}\n", "line 2, ", "at_least")
        refuses("skew:\n  - {except: [x]}\n", "line 2, column 5: ", "same_rows")
        refuses("skew:\n  - {compare: distributions, confident: true}\n", "line 2, column 30: ", "no key 'confident'")
        refuses("data:\n  - {missing_at_most: 0.1, columns: [a], except: [b]}\n", "line 2, ", "keep one")
        refuses("data:\n  - {missing_at_mst: 0.1}\n", "line 2, column 6: ", "did you mean missing_at_most?")
        refuses("data:\n  - {missing_at_most: 0.1, records_at_least: 5}\n", "line 2, column 5: ", "part them")
        refuses("metrics: []\n", "no requirement")
        refuses("", "empty")
        refuses("- a\n", "line 1, column 1: ", "keys and values")
        refuses("metrics: [roc_auc >= 0.5\n", "no YAML")
        refuses("metrics: [roc_auc >= 0.5]\nmetrics: [recall >= 0.5]\n", "twice")
    }

    @Test func aFileSaysWhatItSays() throws {
        let file = try RequirementsFile(
            """
            defaults: {confident: true, min_rows: 50, too_few: warn, confidence: 0.9}
            slices:
              young: age < 25
            metrics:
              - recall >= 0.5 where young
              - {metric: log_loss, at_most: 0.4, confident: false, min_rows: 10, name: Losses, required: false}
            champion:
              metric: roc_auc
              margin: 0.02
              slices: young
              found_slices: {loss: "cost:5,1", depth: 3, level: 0.01, min_support: 200, columns: [age, region]}
            """, named: "gate.yaml")
        let (recall, losses, champion) = (file.requirements[0], file.requirements[1], file.requirements[2])
        #expect(recall.subject == .metric("recall", slices: [NamedSlice(try Slice(parsing: "age < 25"), name: "young", place: recall.place)]))
        #expect(recall.isConfident && recall.leastRows == 50 && recall.tooFew == .warn && recall.confidence == 0.9 && recall.limit == Limit(lowest: 0.5))
        #expect(losses.name == "Losses" && !losses.isConfident && losses.leastRows == 10 && !losses.isRequired && losses.limit == Limit(highest: 0.4))
        #expect(champion.limit == Limit(lowest: -0.02) && champion.place.line == 8)
        guard case .champion("roc_auc", let slices, let search?) = champion.subject else {
            Issue.record("\(champion.subject)")
            return
        }
        #expect(slices.map(\.name) == ["young"] && search.loss == "cost:5,1" && search.depth == 3 && search.support == 200)
        #expect(search.columns?.map(\.name) == ["age", "region"])
    }

    /// What `--example` prints is a file that can be read, and has every section.
    @Test func theExampleIsAFileToBeginWith() async throws {
        // As it is, it asks for nothing but records; with the # taken away it has every section. Prose begins with a capital letter.
        #expect(!(try RequirementsFile(RequirementsExample.text, named: "example").requirements.isEmpty))
        let lines = RequirementsExample.text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
            guard line.hasPrefix("# "), let first = line.dropFirst(2).first, !first.isUppercase else { return String(line) }
            return String(line.dropFirst(2))
        }
        let file = try RequirementsFile(lines.joined(separator: "\n"), named: "example")
        let kinds = Set(file.requirements.map { "\($0.subject)".prefix { $0 != "(" } })
        #expect(kinds.isSuperset(of: ["metric", "champion", "fairness", "sameRows", "distributions", "badSlices", "missing", "records", "duplicates", "labelled"]))
        #expect(await Program.run(["validate", "--example"]) == 0)
    }

    // MARK: - The command

    @Test func badInputEndsWithTwo() async throws {
        let (records, candidate) = try files()
        let gate = try bench.file("gate.yaml", "metrics: [accuracy >= 0.5]\n")
        func refuses(_ arguments: [String], _ words: String..., at location: SourceLocation = #_sourceLocation) async {
            var message = ""
            do {
                try await ValidateCommand.parse(arguments + ["--quiet"]).run()
            } catch {
                message = AssayCommand.fullMessage(for: error)
            }
            for word in words { #expect(message.contains(word), "'\(message)' does not say '\(word)'", sourceLocation: location) }
            #expect(await Program.run(["validate"] + arguments) == 2, sourceLocation: location)
        }
        await refuses(["--current", records], "--requirements", "--example")
        await refuses(["--requirements", gate], "--current")
        await refuses(["--requirements", bench.path("none.yaml"), "--current", records], "none.yaml", "cannot be read")
        await refuses(["--requirements", gate, "--current", records, "--baseline", "v1"], "--candidate")
        await refuses(["--requirements", gate, "--current", records, "--candidate", candidate, "--candidate-version", "v3"], "--candidate-version", "v2")
        await refuses(["--requirements", gate, "--current", records, "--offline", records], "--online")
        await refuses(["--requirements", gate, "--current", records, "--json", "-", "--junit", "-"], "--json and --junit")
        let broken = try bench.file("broken.yaml", "metrics:\n  - {metric: accuracy, at_least: 0.5, slices: ['regoin = \"north\"']}\n")
        await refuses(["--requirements", broken, "--current", records], "broken.yaml, line 2, column 48: ", "did you mean region?")
        let several = try bench.table("several.csv", "prediction_id,model_version,prediction_label") { "\($0 / 2),\($0 % 2 == 0 ? "v2" : "v3"),1" }
        await refuses(["--requirements", gate, "--current", records, "--candidate", several], "v2, v3", "--candidate-version")
    }

    @Test func theHelpSaysWhatTheCommandDoes() {
        let help = ValidateCommand.helpMessage(columns: 100)
        for line in [
            "OVERVIEW: The gate before a launch: does a version meet its requirements?", "assay validate --example > gate.yaml",
            "Exit codes: 0 what is required holds", "  --requirements <file>", "  --example ", "  --current <current>", "  --actuals <actuals>", "  --candidate <candidate>",
            "  --candidate-version <version>", "  --baseline <version>", "  --training <training>", "THE SAME ROWS, COMPUTED TWICE:", "  --offline <offline>",
            "  --key <columns>", "WHAT COLUMNS MEAN:", "OUTPUT:", "  --json <file>", "  --junit <file>", "  --markdown <file>",
            "  --fail-on <fail-on>", "(values: warning, error; default: error)", "docs/validate.md", "docs/validation-report.schema.json",
        ] { #expect(help.contains(line), "the help does not say '\(line)'") }
        #expect(!AssayCommand.helpMessage(columns: 100).contains("validate\n") && AssayCommand.helpMessage(columns: 100).contains("validate  "))
    }
}
