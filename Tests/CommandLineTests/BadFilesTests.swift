import Foundation
import Testing

@testable import CommandLine

/// Protects against files that cannot be read: the message names the file, the line, the value and the remedy, and no
/// such file is read as something else.
@Suite struct BadFilesTests {
    private let bench = CheckBench()
    private let header = "prediction_id,x,c"

    private func refuses(_ file: String, saying words: [String], at location: SourceLocation = #_sourceLocation) async throws {
        let name = URL(fileURLWithPath: file).lastPathComponent
        await bench.refuses(
            ["--reference", try bench.sound(), "--current", file], saying: ["--current", name] + words, at: location)
    }

    private func row(_ number: Int) -> String { "\(number),1.5,a" }

    @Test(arguments: [1, 400])
    func rowsOfAnotherLength(count: Int) async throws {
        let last = count - 1
        let short = try bench.table("short.csv", header, count: count) { $0 == last ? "7,9" : row($0) }
        try await refuses(short, saying: ["line \(count + 1)", "'7,9'", "2 of 3 cells", "mend"])
        let long = try bench.table("long.csv", header, count: count) { $0 == last ? "7,9,a,9,9" : row($0) }
        try await refuses(long, saying: ["line \(count + 1)", "'7,9,a,9,9'", "more than 3 cells", "mend", "quote"])
        let compressed = try bench.file("short.csv.gz", gzipped("prediction_id,x,c\n7,9\n"))
        try await refuses(compressed, saying: ["row 2", "'7,9'", "2 of 3 cells"])
    }

    @Test func linesAreCountedThroughValuesOfSeveralLines() async throws {
        let file = try bench.file("lines.csv", "x,c\n1,\"a\nb\n\"\n2\n")
        try await refuses(file, saying: ["line 5", "'2'", "1 of 2 cells"])
        let windows = try bench.file("windows.csv", "x,c\r\n1,a\r\n2\r\n")
        try await refuses(windows, saying: ["line 3", "'2'"])
    }

    // The last one is more than the engine takes for one row.
    @Test(arguments: [0, 10, 30_000], [400, 31_000, 250_000])
    func quotesThatAreNotClosed(row place: Int, count: Int) async throws {
        guard place < count else { return }
        let file = try bench.table("open.csv", header, count: count) { $0 == place ? "\($0),1.5,\"oops" : row($0) }
        try await refuses(file, saying: ["line \(place + 2)", "column 'c'", "'\"oops", "close it"])
    }

    @Test func quotesWithinValues() async throws {
        let start = try bench.file("start.csv", "x,c\n1,\"two\nlines\"\n\"2,a\n3,b\n")
        try await refuses(start, saying: ["line 4", "column 'x'", "'\"2,a", "close it"])
        let inches = try bench.file("inches.csv", "x,c\n1,\"5\" pipe\"\n")
        try await refuses(inches, saying: ["line 2", "column 'c'", "'\"5\" pipe\"'", "twice"])
        let names = try bench.file("names.csv", "x,\"c\n1,2\n")
        try await refuses(names, saying: ["line 1", "quote", "close it"])
    }

    @Test func linesThatEndInSeveralWays() async throws {
        let mixed = try bench.file("mixed.csv", "x,c\r\n1,a\n2,b\n")
        try await refuses(mixed, saying: ["line ends", "dos2unix"])
    }

    @Test func contentOfAnotherKind() async throws {
        let binary: [(String, [UInt8], [String])] = [
            ("picture.csv", [0x89] + Array("PNG\r\n\u{1A}\n\0\0\0\rIHDR".utf8) + [0xFF, 0xD8, 0xFE], ["no text"]),
            ("zeros.csv", [UInt8](repeating: 0, count: 5_000), ["NUL"]),
            ("parquet.csv", Array("PAR1".utf8) + [21, 4, 21], ["Parquet", "name it .parquet"]),
            ("book.csv", Array("PK".utf8) + [3, 4, 20, 0], ["Excel", "export"]),
            ("packed.csv", Array(gzipped("x,c\n1,a\n")), ["gzip", ".gz"]),
            ("packed.ndjson", Array(gzipped("{\"x\":1}\n")), ["gzip", ".gz"]),
            ("plain.csv.gz", Array("x,c\n1,a\n".utf8), ["not compressed", ".gz"]),
            ("cut.csv.gz", gzipped("x,c\n1,a\n").dropLast(10), ["whole", "copy"]),
            ("cut.parquet", Array("PAR1 and no end".utf8), ["the end", "copy it again"]),
            ("none.parquet", [], ["no Parquet file"]),
        ]
        for (name, bytes, words) in binary { try await refuses(try bench.file(name, Data(bytes)), saying: words) }
    }

    @Test func textInOtherEncodings() async throws {
        let text = "x,c\n1,caf\u{e9}\n"
        for (name, encoding) in [("little.csv", String.Encoding.utf16LittleEndian), ("big.csv", .utf16BigEndian)] {
            let bytes = try #require(text.data(using: encoding))
            let mark = try #require("\u{FEFF}".data(using: encoding))
            try await refuses(try bench.file(name, mark + bytes), saying: ["UTF-16", "UTF-8", "iconv"])
            try await refuses(try bench.file(name, bytes), saying: ["UTF-16", "UTF-8", "iconv"])
        }
        let latin = try #require(text.data(using: .isoLatin1))
        try await refuses(try bench.file("latin.csv", latin), saying: ["line 2", "'1,caf", "UTF-8", "iconv -f LATIN1"])
        let names = try #require("x,caf\u{e9}\n1,a\n".data(using: .isoLatin1))
        try await refuses(try bench.file("names.csv", names), saying: ["line 1", "UTF-8", "iconv -f LATIN1"])
        let json = try #require("{\"x\":1}\n{\"x\":\"\u{e9}\"}\n".data(using: .isoLatin1))
        try await refuses(try bench.file("latin.ndjson", json), saying: ["line 2", "UTF-8", "iconv -f LATIN1"])
    }

    @Test func brokenLinesOfJSON() async throws {
        let lines = (0..<5_000).map { "{\"x\":\($0)}" }
        for place in [0, 1, 4_999] {
            var broken = lines
            broken[place] = "{\"x\":"
            let file = try bench.file("broken.ndjson", broken.joined(separator: "\n"))
            try await refuses(file, saying: ["line \(place + 1)", "'{\"x\":'", "mend or remove"])
            broken[place] = "17"
            let number = try bench.file("number.ndjson", broken.joined(separator: "\n"))
            try await refuses(number, saying: ["line \(place + 1)", "'17'", "no JSON object"])
        }
        let array = try bench.file("array.json", "[{\"x\":1},\n{\"x\":}]")
        try await refuses(array, saying: ["record 2", "mend"])
        let twice = try bench.file("twice.ndjson", "{\"x\":1,\"x\":2}\n")
        try await refuses(twice, saying: ["line 1", "duplicate key \"x\""])
        let packed = try bench.file("broken.ndjson.gz", gzipped("{\"x\":1}\n{\"x\":\n"))
        try await refuses(packed, saying: ["line 2", "'{\"x\":'"])
    }

    @Test func namesThatAssayKeepsForItself() async throws {
        for name in ["assay:row", "Assay:Row"] {
            let csv = try bench.table("row.csv", "x,\(name)") { "\($0),1" }
            try await refuses(csv, saying: ["'\(name)'", "rename"])
            let json = try bench.file("row.ndjson", "{\"x\":1,\"\(name)\":2}\n")
            try await refuses(json, saying: ["'\(name)'", "rename"])
        }
    }

    @Test func valuesDoNotReachTheTerminalAsCommands() async throws {
        let file = try bench.file("escape.csv", "x,c\n1,\u{1B}[2J,9\n")
        try await refuses(file, saying: ["'1,\u{FFFD}[2J,9'"])
    }
}
