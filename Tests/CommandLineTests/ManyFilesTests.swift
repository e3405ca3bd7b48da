import Foundation
import Testing

@testable import CommandLine

/// Protects the reading of files in several pieces and dresses: the records are those that are there.
@Suite struct ManyFilesTests {
    private let bench = CheckBench()

    private func rows(_ range: Range<Int>, _ row: (Int) -> String) -> String {
        range.map { row($0) + "\n" }.joined()
    }

    private func csv(_ row: Int) -> String { "\(row),\(row % 7).5,\(["a", "b", "c"][row % 3])" }

    private func json(_ row: Int) -> String {
        "{\"prediction_id\":\(row),\"x\":\(row % 7).5,\"c\":\"\(["a", "b", "c"][row % 3])\"}"
    }

    /// Expects the same records as in the sound file.
    private func isSound(_ file: String, at location: SourceLocation = #_sourceLocation) async throws {
        let report = try await bench.check(try bench.sound(), file)
        #expect(report.verdict == "ok", sourceLocation: location)
        #expect(report.sources.map(\.rows) == [400, 400], sourceLocation: location)
        #expect(report.feature("x")?.type == "numeric", sourceLocation: location)
        #expect(!report.quality.contains { ["new_column", "missing_column"].contains($0.check) }, sourceLocation: location)
    }

    @Test func compressedFiles() async throws {
        let header = "prediction_id,x,c\n"
        try await isSound(try bench.file("whole.csv.gz", gzipped(header + rows(0..<400, csv))))
        try await isSound(try bench.file("whole.ndjson.gz", gzipped(rows(0..<400, json))))
        _ = try bench.file("part-1.csv.gz", gzipped(header + rows(0..<150, csv)))
        _ = try bench.file("part-2.csv.gz", gzipped(header + rows(150..<400, csv)))
        try await isSound(bench.path("part-*.csv.gz"))
    }

    @Test func byteOrderMarks() async throws {
        try await isSound(try bench.file("mark.csv", "\u{FEFF}prediction_id,x,c\n" + rows(0..<400, csv)))
        try await isSound(try bench.file("mark.ndjson", "\u{FEFF}" + rows(0..<400, json)))
    }

    @Test func arraysOfObjects() async throws {
        let records = (0..<400).map(json).joined(separator: ",\n ")
        try await isSound(try bench.file("array.json", "[\(records)]\n"))
        _ = try bench.file("mixed-1.json", "[\((0..<200).map(json).joined(separator: ","))]")
        _ = try bench.file("mixed-2.json", rows(200..<400, json))
        try await isSound(bench.path("mixed-*.json"))
    }

    @Test func objectsOfManyKeys() async throws {
        let names = (0..<300).map { "k\($0)" }
        let row = "{" + names.map { "\"\($0)\":1.5" }.joined(separator: ",") + "}\n"
        let file = try bench.file("wide.ndjson", String(repeating: row, count: 50))
        #expect(Set(try await bench.check(file, file).features.map(\.name)) == Set(names))
    }

    @Test func columnsInAnotherOrder() async throws {
        _ = try bench.file("order-1.csv", "prediction_id,x,c\n" + rows(0..<200, csv))
        _ = try bench.file(
            "order-2.csv", "c,prediction_id,x\n" + rows(200..<400) { "\(["a", "b", "c"][$0 % 3]),\($0),\($0 % 7).5" })
        try await isSound(bench.path("order-*.csv"))
    }

    @Test func otherColumns() async throws {
        let reference = try bench.table("all.csv", "prediction_id,x,y") { "\($0),\($0 % 7).5,\($0 % 5).5" }
        _ = try bench.file("some-1.csv", "prediction_id,x\n" + rows(0..<100) { "\($0),\($0 % 7).5" })
        _ = try bench.file("some-2.csv", "prediction_id,y\n" + rows(100..<400) { "\($0),\($0 % 5).5" })
        let report = try await bench.check(reference, bench.path("some-*.csv"), "--by", "all")
        #expect(report.quality("missing_rate", of: "x")?.current == 0.75)
        #expect(report.quality("missing_rate", of: "y")?.current == 0.25)
        #expect(report.feature("x")?.type == "numeric" && report.feature("y")?.type == "numeric")
    }

    @Test func filesWithoutRecordsAmongOthers() async throws {
        _ = try bench.file("day-1.csv", "prediction_id,x,c\n" + rows(0..<400, csv))
        _ = try bench.file("day-2.csv", "prediction_id,x,c\n")
        try await isSound(bench.path("day-*.csv"))
        _ = try bench.file("day-1.ndjson", rows(0..<400, json))
        _ = try bench.file("day-2.ndjson", "")
        try await isSound(bench.path("day-*.ndjson"))
        // A table without so much as names is no table of no records: it was not written.
        let empty = try bench.file("day-3.csv", "")
        await bench.refuses(
            ["--reference", try bench.sound(), "--current", bench.path("day-*.csv")], saying: [empty, "empty"])
    }

    @Test func filesOfOtherDelimiters() async throws {
        let commas = try bench.file("cells-1.csv", "prediction_id,x,c\n" + rows(0..<200, csv))
        let semicolons = try bench.file("cells-2.csv", "prediction_id;x;c\n1;1.5;a\n")
        await bench.refuses(
            ["--reference", try bench.sound(), "--current", bench.path("cells-*.csv")],
            saying: ["','", commas, "';'", semicolons, "same delimiter"])
    }

    @Test func rowsThatLookLikeComments() async throws {
        let file = try bench.table("hash.csv", "x,c") { "\($0 % 5 == 0 ? "#" : "")\($0),a" }
        #expect(try await bench.check(file, file).sources.map(\.rows) == [400, 400])
    }
}
