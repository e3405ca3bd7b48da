import ArgumentParser
import Foundation
import HTTPServer
import Hummingbird
import Ingest
import Logging
import Testing

@testable import CommandLine

/// Protects that a model of a store is explained as its files are, here and on a server, and what is refused.
@Suite struct StoredExplanationTests {
    private let bench = StoreBench()

    /// What a model predicts, as members of a JSON object, and what comes of it: both for `x` from -2 to 2, by a number from 0 to 1 that is as if by chance;
    /// where the relation has turned round, something else comes.
    private typealias Model = (_ x: Double, _ chance: Double, _ isTurned: Bool) -> (predicted: String, actual: String)

    private static func binary(_ x: Double, _ chance: Double, _ isTurned: Bool) -> (predicted: String, actual: String) {
        let score = 1 / (1 + exp(-2 * x))
        return (#""prediction_score":\#(score)"#, (chance < score) != isTurned ? "1" : "0")
    }

    /// Three weeks of a model, the first of validation; in the last outcomes of the north turn round.
    private func store(
        _ model: Model = Self.binary, saying options: [String] = [], environment: (Int) -> String = { $0 < 1_200 ? "validation" : "production" }
    ) async throws {
        func chance(_ row: Int) -> Double { Double(row &* 2_654_435_761 % 1_000_003 % 997) / 997 }
        var (records, labels) = ([String](), [String]())
        for row in 0..<3_600 {
            let (x, isNorth, day) = (chance(row) * 4 - 2, row % 3 == 0, 1 + row * 21 / 3_600)
            let (predicted, actual) = model(x, chance(row + 7_919), isNorth && row >= 2_400)
            records.append(
                #"{"prediction_id":"\#(row)","timestamp":"2026-03-\#(day < 10 ? "0" : "")\#(day)T\#(row % 24 < 10 ? "0" : "")\#(row % 24):00:00Z","#
                    + #""environment":"\#(environment(row))",\#(predicted),"x":\#(x),"region":"\#(isNorth ? "north" : "south")"}"#)
            labels.append(#"{"prediction_id":"\#(row)","actual":\#(actual)}"#)
        }
        _ = try await bench.ingest(try bench.file("records.ndjson", records.joined(separator: "\n")), options)
        _ = try await bench.ingest(try bench.file("labels.ndjson", labels.joined(separator: "\n")), ["--actuals"])
    }

    private struct Report: Decodable {
        struct Estimate: Decodable { var value: Double }

        struct Window: Decodable {
            var part: String
            var records, labelled: Int
        }

        struct Change: Decodable { var difference: Estimate }

        struct Part: Decodable {
            var part: String
            var effect: Estimate
        }

        struct Feature: Decodable { var effect: Estimate }

        struct Slice: Decodable {
            var slice: String?
            var effect: Estimate
        }

        struct Diagnosis: Decodable { var failureMode: String? }

        var task, metric: String
        var before, after: Window
        var change: Change
        var parts: [Part]
        var features: [Feature]
        var everywhere: Double
        var slices: [Slice]
        var diagnosis: Diagnosis
        var notes: [String]

        /// Whether parts, columns and slices add up to the change, each by themselves.
        var addsUp: Bool {
            let effects = [parts.map(\.effect.value), features.map(\.effect.value) + [everywhere], slices.map(\.effect.value)]
            return effects.allSatisfy { abs($0.reduce(0, +) - change.difference.value) < 1e-9 }
        }
    }

    private func report(_ arguments: [String]) async throws -> Report {
        let place = bench.path("explanation.json")
        try await ExplainCommand.parse(["--model", "m", "--quiet", "--json", place, "--threads", "2"] + arguments).run()
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Report.self, from: Data(contentsOf: URL(fileURLWithPath: place)))
    }

    private func expect(_ report: Report) {
        #expect(report.before.part == "validation" && report.before.records == 1_200 && report.before.labelled == 1_200)
        #expect(report.after.labelled == report.after.records && report.parts.first?.part == "concept")
        #expect(report.slices.first?.slice?.contains("region") == true && report.diagnosis.failureMode == "concept_drift")
    }

    @Test func aStoreHereIsExplainedWithItsRows() async throws {
        try await store()
        let rows = bench.path("rows.ndjson")
        let explained = try await report(["--data", bench.path("store"), "--export-rows", rows])
        expect(explained)
        let lines = try String(contentsOfFile: rows, encoding: .utf8).split(separator: "\n")
        // Nothing is known of what the model learned from: only records behind the change are there, with their outcomes.
        #expect(!lines.isEmpty && lines.allSatisfy { $0.contains(#""training_part":"production""#) && $0.contains(#""actual":"#) })
        let south = try await report(["--data", bench.path("store"), "--where", #"region = "south""#, "--from", "2026-03-15"])
        #expect(south.before.records == 800 && south.after.records == 800)
        #expect(south.notes.contains { $0.contains("Only records where") && $0.contains("south") })
    }

    @Test func whatTheModelLearnedFromIsWrittenWithTheRows() async throws {
        try await store(environment: { $0 >= 1_200 ? "production" : $0 % 2 == 0 ? "training" : "validation" })
        let rows = bench.path("rows.ndjson")
        let explained = try await report(["--data", bench.path("store"), "--from", "2026-03-15", "--export-rows", rows])
        #expect(explained.before.part == "validation" && explained.before.records == 600)
        #expect(!explained.notes.contains { $0.contains("What training again would bring is not known") })
        let lines = try String(contentsOfFile: rows, encoding: .utf8).split(separator: "\n")
        let learned = lines.count { $0.contains(#""training_part":"training""#) }
        let added = lines.count { $0.contains(#""training_part":"production""#) }
        #expect(learned == 600 && added > 0 && lines.count == learned + added)
        #expect(lines.allSatisfy { $0.contains(#""actual":"#) && $0.contains(#""sampling_weight":"#) })
    }

    @Test func aModelOfNumbersIsExplained() async throws {
        try await store(
            { x, chance, isTurned in (#""prediction":\#(3 * x)"#, "\(3 * x + chance - 0.5 + (isTurned ? 4 : 0))") }, saying: ["--task", "regression"])
        let explained = try await report(["--data", bench.path("store"), "--from", "2026-03-15"])
        #expect(explained.task == "regression" && explained.metric == "mae" && explained.before.labelled == 1_200 && explained.after.labelled == 1_200)
        // A third misses by four in the place of a quarter.
        #expect(abs(explained.change.difference.value - 1.25) < 0.05 && explained.addsUp)
        #expect(explained.slices.first?.slice?.contains("region") == true)
    }

    @Test func aModelOfSeveralClassesIsExplained() async throws {
        try await store(
            { x, chance, isTurned in
                let weights = [exp(x), 1, exp(-x)]
                let scores = weights.map { $0 / weights.reduce(0, +) }
                let names = isTurned ? ["c", "b", "a"] : ["a", "b", "c"]
                let name = chance < scores[0] ? names[0] : chance < scores[0] + scores[1] ? names[1] : names[2]
                return (#""score_a":\#(scores[0]),"score_b":\#(scores[1]),"score_c":\#(scores[2])"#, #""\#(name)""#)
            }, saying: ["--task", "multiclass"])
        let explained = try await report(["--data", bench.path("store"), "--from", "2026-03-15"])
        #expect(explained.task == "multiclass" && explained.metric == "log_loss" && explained.before.labelled == 1_200 && explained.after.labelled == 1_200)
        #expect(explained.change.difference.value > 0.1 && explained.addsUp)
        #expect(explained.slices.first?.slice?.contains("region") == true)
    }

    @Test func theStoreIsReadWithWhatTheEngineMayUse() throws {
        let engine = try EngineOptions.parse(["--memory", "300", "--threads", "2", "--temporary", "elsewhere"])
        let model = try #require(try StoredModelOptions.parse(["--model", "m", "--data", "s"]).stored(with: engine))
        guard case .folder(let folder) = model.place else {
            Issue.record("a folder is expected: \(model)")
            return
        }
        #expect(folder.path == "s" && folder.memory == 300 && folder.threads == 2 && folder.temporary == "elsewhere")
    }

    @Test func aServersModelIsExplainedAsAStoresHere() async throws {
        try await store()
        let folder = StoreFolder(path: bench.path("store"), memory: 200)
        let store = try folder.openExisting()
        let parts = try await ServerParts(store, limits: IngestLimits(spoolFolder: bench.path("spool")), version: "test", makeEngine: { try folder.makeAside() })
        var settings = ServerSettings()
        (settings.port, settings.needsKeys) = (0, false)
        let (addresses, address) = AsyncStream.makeStream(of: String.self)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let application = try AssayServer(parts, settings: settings).application(logger: logger) { address.yield($0) }
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await application.run() }
            defer { tasks.cancelAll() }
            let url = try #require(await addresses.first { _ in true })
            expect(try await report(["--server", url]))
        }
    }

    @Test func whatIsMissingIsNamed() async throws {
        try await store()
        let here = ["--data", bench.path("store")]
        await refusesToExplain(here, "--model")
        await refusesToExplain(["--model", "m"], "--data FOLDER", "--server URL")
        await refusesToExplain(here + ["--model", "m", "--server", "http://127.0.0.1:1"], "--data FOLDER")
        await refusesToExplain(here + ["--model", "n"], "there is no model 'n'", "m")
        await refusesToExplain(here + ["--model", "m", "--current", "x.csv"], "--model", "files")
        await refusesToExplain(here + ["--model", "m", "--numeric", "x"], "definition")
        await refusesToExplain(here + ["--model", "m", "--where", "nobody = 1"], "--where", "nobody")
        await refusesToExplain(["--model", "m", "--data", bench.path("nothing")], "there is no store")
        // Nobody sees the copies.
        await refusesToExplain(here + ["--model", "m", "--from", "2031-01-01"], "no record of model 'm' in production lies in the span of --from and --to")
        await refusesToExplain(here + ["--model", "m", "--metric", "mae"], "--metric: the change of mae")
        await refusesToExplain(here + ["--model", "m", "--metric", "cost"], "--metric cost: say")
        // Nobody is there: that may pass.
        #expect(await Program.run(["explain", "--quiet", "--model", "m", "--server", "http://127.0.0.1:1"]) == 3)
    }

    @Test func whatADefinitionLacksIsSaidAsSuch() async throws {
        try await store({ x, _, isTurned in (#""y":\#(-x)"#, isTurned ? "1" : "0") })
        await refusesToExplain(
            ["--data", bench.path("store"), "--model", "m"],
            "model 'm' in production has no prediction: give a column the role prediction_score or prediction_label in the model's definition")
    }
}
