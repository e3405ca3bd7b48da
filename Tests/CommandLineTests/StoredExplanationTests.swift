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

    /// Three weeks of a model, the first of validation; in the last outcomes of the north turn round.
    private func store() async throws {
        func chance(_ row: Int) -> Double { Double(row &* 2_654_435_761 % 1_000_003 % 997) / 997 }
        var (records, labels) = ([String](), [String]())
        for row in 0..<3_600 {
            let (x, isNorth) = (chance(row) * 4 - 2, row % 3 == 0)
            let score = 1 / (1 + exp(-2 * x))
            let isTurned = isNorth && row >= 2_400
            let outcome = (chance(row + 7_919) < score) != isTurned
            let day = 1 + row * 21 / 3_600
            records.append(
                #"{"prediction_id":"\#(row)","timestamp":"2026-03-\#(day < 10 ? "0" : "")\#(day)T\#(row % 24 < 10 ? "0" : "")\#(row % 24):00:00Z","#
                    + #""environment":"\#(row < 1_200 ? "validation" : "production")","prediction_score":\#(score),"x":\#(x),"region":"\#(isNorth ? "north" : "south")"}"#)
            labels.append(#"{"prediction_id":"\#(row)","actual":\#(outcome ? 1 : 0)}"#)
        }
        _ = try await bench.ingest(try bench.file("records.ndjson", records.joined(separator: "\n")))
        _ = try await bench.ingest(try bench.file("labels.ndjson", labels.joined(separator: "\n")), ["--actuals"])
    }

    private struct Report: Decodable {
        struct Window: Decodable {
            var part: String
            var records, labelled: Int
        }

        struct Part: Decodable { var part: String }
        struct Slice: Decodable { var slice: String? }
        struct Diagnosis: Decodable { var failureMode: String? }

        var before, after: Window
        var parts: [Part]
        var slices: [Slice]
        var diagnosis: Diagnosis
        var notes: [String]
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
        // Nobody is there: that may pass.
        #expect(await Program.run(["explain", "--quiet", "--model", "m", "--server", "http://127.0.0.1:1"]) == 3)
    }
}
