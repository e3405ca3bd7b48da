import Foundation
import Testing

@testable import CommandLine

/// Protects `assay check --where`: only the slice's records are looked at, and a mistake in it ends with exit code 2 and a
/// caret under it.
@Suite struct SliceOptionTests {
    private let bench = CheckBench()

    /// 400 rows; `x` is 1000 in the rows of category a, where `age` is below 25, and about 1 elsewhere.
    private func records(_ name: String, odd: Int = 1000) throws -> String {
        try bench.table(name, "prediction_id,x,c,age") { row in
            row % 4 == 0 ? "\(row),\(odd).5,a,20" : "\(row),\(row % 7).5,b,\(30 + row % 9)"
        }
    }

    @Test func onlyRecordsOfTheSliceAreChecked() async throws {
        let (before, after) = (try records("before.csv"), try records("after.csv", odd: 5))
        let young = try await bench.check(before, after, "--where", "age < 25 or c = 'a'")
        #expect(young.feature("x")?.reference.rows == 100 && young.feature("x")?.current.rows == 100)
        #expect(
            young.notes.contains(
                "Only records where age < 25 or c = \"a\": 100 of 400 records of --reference, 100 of 400 records of --current."))
        #expect(young.verdict == "error")
        let others = try await bench.check(before, after, "--where", "not (age < 25)")
        #expect(others.feature("x")?.current.rows == 300)
        #expect(others.verdict == "ok")
    }

    @Test func slicesThatCannotBeRead() async throws {
        let sound = try bench.sound()
        let arguments = ["--reference", sound, "--current", sound, "--where"]
        await bench.refuses(
            arguments + ["x > 1 and c = a"], saying: ["--where: ", "quotes: \"a\"", "\n  x > 1 and c = a\n                ^"])
        await bench.refuses(
            arguments + ["x > 1 or cc = 'a'"], saying: ["--where: --reference: ", "sound.csv", "did you mean c?", "\n           ^"])
        await bench.refuses(arguments + ["c > 1"], saying: ["c holds texts", "in quotes, \"1\""])
        await bench.refuses(arguments + [""], saying: ["--where: the slice is empty"])
    }

    @Test func slicesWithoutRecords() async throws {
        let sound = try bench.sound()
        await bench.refuses(
            ["--reference", sound, "--current", sound, "--where", "x > 100"],
            saying: ["--where: none of the 400 records of --reference is in the slice x > 100"])
    }

    @Test func candidatesNeedTheColumnsOfTheSlice() async throws {
        let sound = try bench.sound()
        let candidate = try bench.table("candidate.csv", "prediction_id,prediction_score") { "\($0),0.5" }
        await bench.refuses(
            ["--reference", sound, "--current", sound, "--candidate", candidate, "--where", "x > 1"],
            saying: ["--where: --candidate: ", "candidate.csv: no column 'x'"])
    }

    /// 2,000 labelled rows, half of them of each category; those of `bad` are predicted no better than by chance.
    private func labelled(_ name: String, bad: String) throws -> String {
        var random = SystemRandomNumberGenerator()
        return try bench.table(name, "prediction_id,prediction,actual,c", count: 2_000) { row in
            let category = row % 2 == 0 ? "a" : "b"
            let label = Int.random(in: 0...1, using: &random)
            let isRight = Double.random(in: 0..<1, using: &random) < (category == bad ? 0.5 : 0.9)
            return "\(row),\(label),\(isRight ? label : 1 - label),\(category)"
        }
    }

    @Test func slicesAreFollowedBesideAllRecords() async throws {
        let (before, after) = (try labelled("before.csv", bad: "none"), try labelled("after.csv", bad: "b"))
        let config = try bench.file("model.yaml", "task: binary\nslices: {second: c = 'b', first: c = 'a'}\n")
        // Once by its name, once by a flag: one slice.
        let report = try await bench.check(before, after, "--config", config, "--slice", "c = 'b'", "--slice", "c in ('a', 'b')")
        #expect(report.slices.map(\.name) == ["first", "second", #"c in ("a", "b")"#])
        #expect(report.slices.map(\.slice) == [#"c = "a""#, #"c = "b""#, #"c in ("a", "b")"#])
        #expect(report.slices.map { $0.parts.map(\.rows) } == [[1_000, 1_000], [1_000, 1_000], [2_000, 2_000]])
        #expect(report.slices.map(\.severity) == ["ok", "error", "error"])
        #expect(report.features.first?.current.rows == 2_000)
    }

    @Test func slicesThatCannotBeFollowed() async throws {
        let sound = try bench.sound()
        let arguments = ["--reference", sound, "--current", sound]
        await bench.refuses(arguments + ["--slice", "x > 1 and c = a"], saying: ["--slice: ", "quotes: \"a\"", "\n  x > 1 and c = a\n                ^"])
        await bench.refuses(arguments + ["--slice", "cc = 'a'"], saying: ["--slice: ", "sound.csv", "did you mean c?"])
        await bench.refuses(arguments + ["--slice", "x > 1", "--rules", "nannyml"], saying: ["--slice: ", "nannyml"])
        let many = (0...50).flatMap { ["--slice", "x > \($0)"] }
        await bench.refuses(arguments + many, saying: ["--slice: 51 slices are too many", "at most 50"])
        let config = try bench.file("bad.yaml", "slices: {young: x >}\n")
        await bench.refuses(arguments + ["--config", config], saying: ["--config: ", "bad.yaml", "slices: young: "])
        let list = try bench.file("list.yaml", "slices: [x > 1]\n")
        await bench.refuses(arguments + ["--config", list], saying: ["--config: ", "list.yaml", "slices"])
    }
}
