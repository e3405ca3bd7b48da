import ArgumentParser
import Domain
import Foundation
import Ingest
import Store
import Testing

@testable import CommandLine

/// Protects the way back: what is exported and brought in again is the same.
@Suite struct ExportCommandTests {
    private let bench = StoreBench()

    private static let hostile = "a\"; DROP TABLE x; --'\\ 🦆"

    /// Rows that formats like to lose something of.
    private static var rows: [String] {
        let long = String(repeating: "ü\\n", count: 50_000)
        let name = "a\\\"; DROP TABLE x; --'\\\\ 🦆"
        return [
            #"{"prediction_id":"1","timestamp":"2026-01-01T00:00:00.123456Z","x":NaN,"t":"","\#(name)":"1"}"#,
            #"{"prediction_id":"'); DELETE --","timestamp":"1969-12-31T23:59:59Z","x":-Infinity,"t":null,"\#(name)":null}"#,
            #"{"prediction_id":"3","timestamp":"2026-06-30T23:59:59Z","x":"inf","t":"\#(long)","environment":"training"}"#,
            #"{"prediction_id":"","timestamp":1767225600,"x":5e-324,"t":"null","model_version":"v \"1\"\n"}"#,
            #"{"x":-0.0,"t":"a,\"b\"\r\n;c","since":"2020-02-29"}"#, #"{"prediction_id":"5","x":0.1,"t":" \t "}"#,
            #"{"prediction_id":"6","x":1.7976931348623157e308,"t":"NaN"}"#, #"{"prediction_id":"7","x":null,"t":"\\N"}"#,
        ]
    }

    /// A store with a model of fixed types, so that nothing depends on guesses.
    private func makeModel(in store: String) async throws {
        let catalog = ModelCatalog(try StoreFolder(path: bench.path(store), memory: 200).open())
        try await catalog.load()
        let columns: [ModelDefinition.Column] = [
            .init(name: "x", role: .feature, type: .numeric), .init(name: "t", role: .tag, type: .text),
            .init(name: "since", role: .feature, type: .timestamp), .init(name: Self.hostile, role: .feature, type: .categorical),
        ]
        _ = try await catalog.create(ModelDefinition(name: "m", task: .binary, columns: columns), by: "test")
    }

    private func export(_ store: String, to file: String, _ options: String...) async throws -> String {
        let arguments = ["--data", bench.path(store), "--model", "m", "--quiet", "--output", bench.path(file)] + options
        try await ExportCommand.parse(arguments).run()
        return bench.path(file)
    }

    @Test(arguments: ["parquet", "ndjson"])
    func whatIsExportedAndBroughtInIsTheSame(_ format: String) async throws {
        let source = try bench.file("source.ndjson", Self.rows.joined(separator: "\n"))
        for store in ["first", "second"] { try await makeModel(in: store) }
        #expect(try await bench.ingest(source, into: "first").misfits.isEmpty)
        let file = try await export("first", to: "out.\(format)")
        let summary = try await bench.ingest(file, into: "second")
        #expect(summary.accepted == Self.rows.count && summary.misfits.isEmpty && summary.newColumns.isEmpty)
        // NDJSON says every value, and is compared byte by byte.
        let texts = try await [export("first", to: "1.ndjson"), export("second", to: "2.ndjson")].map {
            try String(contentsOfFile: $0, encoding: .utf8)
        }
        let differing = zip(texts[0].split(separator: "\n"), texts[1].split(separator: "\n")).filter { $0 != $1 }.map { ($0.prefix(200), $1.prefix(200)) }
        #expect(differing.isEmpty && texts[0].count == texts[1].count)
        #expect(texts[0].split(separator: "\n").count == Self.rows.count)
        for part in [
            #""x":"NaN","t":"""#, #""x":"-Infinity","t":null"#, #""x":-0.0"#, #""x":5e-324"#, "2026-01-01T00:00:00.123456Z",
            #""prediction_id":"""#, #""prediction_id":null"#, String(repeating: #"ü\n"#, count: 50_000),
        ] {
            let isThere = texts[0].contains(part)
            #expect(isThere, "\(part.prefix(40))")
        }
    }

    @Test func everyLineOfNDJSONIsJSON() async throws {
        try await makeModel(in: "first")
        _ = try await bench.ingest(try bench.file("a.ndjson", Self.rows.joined(separator: "\n")), into: "first")
        let text = try String(contentsOfFile: try await export("first", to: "a.jsonl"), encoding: .utf8)
        for line in text.split(separator: "\n") {
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            #expect(object?.keys.contains(Self.hostile) == true)
        }
    }

    @Test func csvIsReadAgainButForEmptyTexts() async throws {
        let file = try bench.file("a.ndjson", "{\"prediction_id\":\"1\",\"x\":1.5,\"t\":\"a,\\\"b\"}\n{\"prediction_id\":\"2\",\"x\":null,\"t\":\"\"}")
        for store in ["first", "second"] { try await makeModel(in: store) }
        _ = try await bench.ingest(file, into: "first")
        _ = try await bench.ingest(try await export("first", to: "a.csv"), into: "second")
        #expect(try await bench.values(of: "t", in: "first") == ["a,\"b": 1, "": 1])
        #expect(try await bench.values(of: "t", in: "second") == ["a,\"b": 1])
        #expect(try await bench.values(of: "x", in: "second") == ["1.5": 1])
    }

    @Test func onlyWhatIsAskedForIsWritten() async throws {
        let rows = (0..<20).map { #"{"prediction_id":"\#($0)","timestamp":"2026-01-\#(10 + $0)","received_at":"2026-02-\#(10 + $0 % 19)","x":\#($0),"model_version":"\#($0 % 2)"}"# }
        let labels = (0..<20).map { #"{"prediction_id":"\#($0)","actual":\#($0 % 2),"received_at":"2026-03-\#(10 + $0 % 5)"}"# }
        try await makeModel(in: "s")
        _ = try await bench.ingest(try bench.file("a.ndjson", rows.joined(separator: "\n")), into: "s")
        _ = try await bench.ingest(try bench.file("b.ndjson", labels.joined(separator: "\n")), ["--actuals"], into: "s")
        func count(_ options: String...) async throws -> Int {
            let arguments = ["--data", bench.path("s"), "--model", "m", "--quiet", "--output", bench.path("o.ndjson")] + options
            try await ExportCommand.parse(arguments).run()
            return try String(contentsOfFile: bench.path("o.ndjson"), encoding: .utf8).split(separator: "\n").count
        }
        #expect(try await count() == 20)
        #expect(try await count("--from", "2026-01-15", "--to", "2026-01-20T00:00:00Z") == 5)
        #expect(try await count("--version", "1") == 10)
        #expect(try await count("--environment", "training") == 0)
        #expect(try await count("--where", "x >= 10 and x < 15") == 5)
        #expect(try await count("--where", "x >= 10", "--version", "1", "--as-of", "2026-02-20T00:00:00Z") == 1)
        #expect(try await count("--as-of", "2026-02-12T00:00:00Z") == 4)
        #expect(try await count("--actuals") == 20)
        #expect(try await count("--actuals", "--as-of", "2026-03-10T00:00:00Z") == 4)
    }

    @Test func whatCannotBeWrittenIsRefusedAndLeavesNothing() async throws {
        let store = ["export", "--data", bench.path("s")]
        await bench.refuses(store + ["--model", "m", "--output", "o.csv"], saying: ["--data", "no store"])
        #expect(!FileManager.default.fileExists(atPath: bench.path("s")))
        try await makeModel(in: "s")
        await bench.refuses(store + ["--model", "n", "--output", "o.csv"], saying: ["--model", "'n'", "there are: m"])
        await bench.refuses(store + ["--model", "m", "--output", bench.path("o.foo")], saying: ["--output", "--format"])
        await bench.refuses(store + ["--model", "m", "--output", bench.path("none/o.csv")], saying: ["--output", "no folder"])
        await bench.refuses(store + ["--model", "m", "--output", bench.path("s"), "--format", "csv"], saying: ["is a folder"])
        await bench.refuses(store + ["--model", "m", "--output", bench.path("o.csv"), "--from", "soon"], saying: ["--from", "soon"])
        await bench.refuses(store + ["--model", "m", "--output", "o.csv", "--actuals", "--from", "2026-01-01"], saying: ["--actuals"])
        await bench.refuses(
            store + ["--model", "m", "--output", bench.path("o.csv"), "--where", "x > 1 and agee < 3"],
            saying: ["--where: ", "no column 'agee'", "\n  x > 1 and agee < 3\n            ^"])
        await bench.refuses(
            store + ["--model", "m", "--output", bench.path("o.csv"), "--where", "x >"], saying: ["--where: ", "\n  x >\n     ^"])
        await bench.refuses(store + ["--model", "m", "--output", "o.csv", "--actuals", "--where", "x > 1"], saying: ["--actuals"])
        let left = try FileManager.default.contentsOfDirectory(atPath: bench.path(""))
        #expect(left == ["s"])
    }
}
