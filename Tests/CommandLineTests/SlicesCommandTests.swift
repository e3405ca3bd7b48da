import ArgumentParser
import Foundation
import Testing

@testable import CommandLine

/// Protects `assay slices`: its JSON, exit codes and messages.
@Suite struct SlicesCommandTests {
    private let bench = CheckBench()

    private struct Report: Decodable {
        struct Slice: Decodable {
            var slice: String
            var rows: Int
            var p_value: Double
        }

        var schema_version, rank, loss: String
        var slices: [Slice]
        var notes: [String]
    }

    /// 4,000 records of which a tenth are wrong, and of those of category a half, if at all.
    private func records(_ name: String, isBad: Bool = true, labels: Bool = true) throws -> String {
        try bench.table(name, "prediction_id,kind,x,prediction_label" + (labels ? ",actual" : ""), count: 4_000) { row in
            let (kind, actual) = (Int(Self.draw(row, 1) * 5), Int(Self.draw(row, 2) * 2))
            let isWrong = Self.draw(row, 3) < (isBad && kind == 0 ? 0.5 : 0.1)
            return "\(row),\(["a", "b", "c", "d", "e"][kind]),\(Int(Self.draw(row, 4) * 997)),\(isWrong ? 1 - actual : actual)"
                + (labels ? ",\(actual)" : "")
        }
    }

    /// A number from 0 to 1 that looks drawn, always the same one (the last steps of MurmurHash3).
    private static func draw(_ row: Int, _ column: UInt64) -> Double {
        var bits = (UInt64(row) &* 64 &+ column) &* 0x9E37_79B9_7F4A_7C15
        bits = (bits ^ bits >> 33) &* 0xFF51_AFD7_ED55_8CCD
        bits = (bits ^ bits >> 33) &* 0xC4CE_B9FE_1A85_EC53
        return Double((bits ^ bits >> 33) >> 11) * 0x1p-53
    }

    private func report(_ arguments: [String]) async throws -> (report: Report, exit: Int32) {
        let path = bench.path("slices.json")
        let exit = await Program.run(["slices", "--quiet", "--json", path] + arguments)
        return (try JSONDecoder().decode(Report.self, from: Data(contentsOf: URL(fileURLWithPath: path))), exit)
    }

    @Test func aBadSliceIsToldAndFailsWhereItShall() async throws {
        let (report, exit) = try await report(["--current", records("bad.csv"), "--fail-on-found"])
        #expect(exit == Program.Exit.findings.rawValue)
        #expect(report.slices.map(\.slice) == ["kind = \"a\""])
        #expect((700...900).contains(report.slices.first?.rows ?? 0))
        #expect(report.schema_version == "1" && report.rank == "worst" && report.loss == "zero_one")
    }

    @Test func nothingToFindIsNoFailure() async throws {
        let (report, exit) = try await report(["--current", records("sound.csv", isBad: false), "--fail-on-found"])
        #expect(exit == Program.Exit.healthy.rawValue)
        #expect(report.slices.isEmpty)
    }

    @Test func changesAndPartsAreLookedAt() async throws {
        let (before, after) = (try records("before.csv", isBad: false), try records("after.csv"))
        let changed = try await report(["--validation", before, "--current", after, "--rank", "change"])
        #expect(changed.report.slices.map(\.slice) == ["kind = \"a\""])
        let others = try await report(["--validation", before, "--current", after, "--rank", "change", "--where", "kind != \"a\""])
        #expect(others.report.slices.isEmpty)
        #expect(others.report.notes.contains { $0.hasPrefix("Only records where kind != \"a\": ") })
    }

    private struct Gaps: Decodable {
        struct Gap: Decodable {
            var slice: String
            var rows, training_rows: Int
        }

        var gaps: [Gap]
        var rows_in_gaps: Int
    }

    @Test func gapsInTrainingAreToldAndTheirRowsWritten() async throws {
        func inputs(_ name: String, _ kinds: Int) throws -> String {
            try bench.table(name, "prediction_id,kind,x", count: 3_000) { row in
                "\(row),\(["a", "b", "c", "d"][Int(Self.draw(row, 5) * Double(kinds))]),\(Int(Self.draw(row, 6) * 997))"
            }
        }
        let (training, current) = (try inputs("training.csv", 3), try inputs("current.csv", 4))
        let (json, rows) = (bench.path("gaps.json"), bench.path("rows.csv"))
        let arguments = ["slices", "--gaps", "--training", training, "--current", current, "--quiet", "--json", json, "--rows", rows]
        #expect(await Program.run(arguments) == Program.Exit.healthy.rawValue)
        #expect(await Program.run(arguments + ["--fail-on-found"]) == Program.Exit.findings.rawValue)
        let report = try JSONDecoder().decode(Gaps.self, from: Data(contentsOf: URL(fileURLWithPath: json)))
        #expect(report.gaps.map(\.slice) == ["kind = \"d\""] && report.gaps[0].training_rows == 0)
        let lines = String(decoding: try Data(contentsOf: URL(fileURLWithPath: rows)), as: UTF8.self).split(separator: "\n")
        #expect(lines.first == "prediction_id,kind,x" && lines.count == report.gaps[0].rows + 1 && report.rows_in_gaps == report.gaps[0].rows)
        #expect(lines.dropFirst().allSatisfy { $0.contains(",d,") })
        await refuses(["--current", current, "--gaps"], saying: ["--training"])
        await refuses(["--current", current, "--training", training, "--gaps", "--loss", "zero_one"], saying: ["--loss"])
        await refuses(["--current", current, "--rows", rows], saying: ["--rows", "--gaps"])
        await refuses(["--current", current, "--training", training, "--gaps", "--rows", bench.path("rows.txt")], saying: ["--rows", ".parquet"])
    }

    /// Log-odds have no log loss: the slice is found by wrong classes, and the report says so.
    @Test func scoresThatAreNoProbabilitiesAreNotTakenForSome() async throws {
        let file = try bench.table("logits.csv", "prediction_id,prediction_score,actual,g,x", count: 4_000) { row in
            let label = Int.random(in: 0...1)
            let group = ["a", "b", "c", "d"][row % 4]
            let isRight = Double.random(in: 0..<1) < (group == "c" ? 0.55 : 0.9)
            return "\(row),\((label == 1) == isRight ? 2.5 : -2.5),\(label),\(group),\(row % 97)"
        }
        let place = bench.path("logits.json")
        #expect(await Program.run(["slices", "--current", file, "--json", place, "--quiet"]) == 0)
        let json = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: place))) as? [String: Any])
        #expect(json["loss"] as? String == "zero_one")
        #expect((json["notes"] as? [String])?.contains { $0.contains("no probabilities") } == true)
        let slices = try #require(json["slices"] as? [[String: Any]])
        #expect(slices.first?["slice"] as? String == #"g = "c""#, "\(slices)")
    }

    @Test func mistakesAreTold() async throws {
        let (sound, bare) = (try records("sound.csv"), try records("bare.csv", labels: false))
        await refuses(["--current", bare], saying: ["no ground truth is known", "--actuals"])
        await refuses(["--current", sound, "--columns", "kind,y"], saying: ["--columns", "no column 'y'"])
        await refuses(["--current", sound, "--loss", "log_loss"], saying: ["log_loss", "prediction_score=NAME"])
        for wrong in [["--loss", "cost:1"], ["--depth", "4"], ["--min-support", "0"], ["--alpha", "0"], ["--level", "1"], ["--rank", "change"]] {
            #expect(await Program.run(["slices", "--current", sound] + wrong) == Program.Exit.badInput.rawValue, "\(wrong)")
        }
        #expect(await Program.run(["slices"]) == Program.Exit.badInput.rawValue)
    }

    /// Expects exit code 2, and a message that has all of `words`.
    private func refuses(_ arguments: [String], saying words: [String]) async {
        var message = ""
        do {
            try await SlicesCommand.parse(arguments).run()
        } catch {
            message = AssayCommand.fullMessage(for: error)
        }
        for word in words { #expect(message.contains(word), "'\(message)' does not say '\(word)'") }
        #expect(await Program.run(["slices"] + arguments) == Program.Exit.badInput.rawValue)
    }
}
