import Domain
import DuckDBStore
import Foundation
import Store
import Testing

@testable import CommandLine

/// Protects `assay ingest` into a store: every row once, whatever the format, however often.
@Suite struct IngestCommandTests {
    private let bench = StoreBench()
    private static let lines = (0..<500).map { "{\"prediction_id\":\"\($0)\",\"x\":\($0).5,\"region\":\"\(["CA", "NV"][$0 % 2])\"}" }

    @Test func everyFormatAndPackingBringsTheSameRows() async throws {
        let text = Self.lines.joined(separator: "\n") + "\n"
        let csv = "prediction_id,x,region\n" + (0..<500).map { "\($0),\($0).5,\(["CA", "NV"][$0 % 2])\n" }.joined()
        var files = [
            try bench.file("a.ndjson", text), try bench.file("b.csv", csv), try bench.file("c.json", text),
            try bench.file("d.json", " [" + Self.lines.joined(separator: ",") + "]"),
        ]
        files.append(contentsOf: try [("gzip", ".gz"), ("zstd", ".zst")].compactMap { program, suffix in
            try bench.packed(files[0], with: program, as: suffix)
        })
        for (index, file) in files.enumerated() {
            let store = "store \(index)"
            let summary = try await bench.ingest(file, into: store)
            #expect(summary.accepted == 500, "\(file)")
            #expect(Set(summary.newColumns) == ["x", "region"])
            #expect(try await bench.values(of: "region", in: store) == ["CA": 250, "NV": 250])
            #expect(try await bench.values(of: "x", in: store)["499.5"] == 1)
        }
    }

    @Test func theSameFilesAgainStoreNothing() async throws {
        // Without identities: only the key can tell that they are the same.
        let file = try bench.file("a.ndjson", (0..<300).map { "{\"x\":\($0 % 3)}" }.joined(separator: "\n"))
        #expect(try await bench.ingest(file).accepted == 300)
        let second = try await bench.ingest(file)
        #expect((second.accepted, second.alreadyStored) == (0, 300))
        #expect(try await bench.count() == 300)
        // The same rows for another purpose are others.
        #expect(try await bench.ingest(file, ["--environment", "validation"]).accepted == 300)
        #expect(try await bench.ingest(file, ["--version", "2"]).accepted == 300)
        #expect(try await bench.ingest(file, ["--again"]).accepted == 300)
        #expect(try await bench.count() == 1_200)
        #expect(try await bench.values(of: "model_version") == ["": 900, "2": 300])
    }

    @Test func aFileThatStopsHalfWayIsTakenUpWhereItStopped() async throws {
        let rows = (0..<250_000).map { "{\"x\":\($0 % 7)}" }
        var broken = rows
        broken[240_000] = "{\"x\":"
        let file = try bench.file("a.ndjson", broken.joined(separator: "\n"))
        await bench.refuses(
            ["ingest", "--data", bench.path("store"), "--model", "m", "--quiet", file],
            saying: ["a.ndjson, line 240001", "not JSON", "200000 rows before it are stored"])
        #expect(try await bench.count() == 200_000)
        _ = try bench.file("a.ndjson", rows.joined(separator: "\n"))
        let summary = try await bench.ingest(file)
        #expect((summary.accepted, summary.alreadyStored) == (50_000, 200_000))
        #expect(try await bench.count() == 250_000)
    }

    @Test func groundTruthFindsItsModel() async throws {
        let labels = try bench.file("labels.csv", "prediction_id,actual\n1,1\n2,0\n")
        let records = try bench.file("records.ndjson", Self.lines.joined(separator: "\n"))
        let arguments = ["ingest", "--data", bench.path("store"), "--model", "m", "--actuals", labels]
        await bench.refuses(arguments, saying: ["labels.csv", "there is no model 'm'"])
        _ = try await bench.ingest(records)
        #expect(try await bench.ingest(labels, ["--actuals"]).accepted == 2)
        let count = try await bench.open { store, tables in try await store.actuals(of: tables, asOf: nil).rowCount }
        #expect(count == 2)
    }

    @Test func whatIsNotStoredAsItIsIsSaid() async throws {
        _ = try await bench.ingest(try bench.file("a.csv", "prediction_id,x\n1,1\n2,2.5\n3,3\n"))
        let summary = try await bench.ingest(
            try bench.file("b.ndjson", #"{"prediction_id":"4","x":"many","y":1,"Y":2,"z":null}"# + "\n{\"x\":5}"))
        #expect(summary.misfits == [.init(column: "x", cells: 1, example: "many")])
        #expect(summary.withoutID == 1)
        #expect(summary.newColumns.map { $0.lowercased() } == ["y"])
        #expect(summary.ignoredColumns.map { $0.lowercased() } == ["y"])
        for word in ["2 rows stored", "x: 1 cells, such as 'many'", "1 rows have no prediction_id", "new columns:", "left out"] {
            #expect(summary.text.contains(word), "\(summary.text)")
        }
    }

    @Test func aModelThatIsMadeIsMadeAsFlagsSay() async throws {
        let file = try bench.file(
            "a.csv", "id,when,environment,p,region,note\n1,2026-01-01,validation,0.5,CA,\n2,2026-01-02,training,0.25,NV,\n")
        _ = try await bench.ingest(
            file, ["--column", "prediction_id=id", "--column", "timestamp=when", "--column", "prediction_score=p", "--tags", "region"])
        #expect(try await bench.values(of: "timestamp") == ["2026-01-01 00:00:00": 1, "2026-01-02 00:00:00": 1])
        #expect(try await bench.values(of: "environment") == ["validation": 1, "training": 1])
        try await bench.open { store, _ in
            let body = try #require(try await store.documents(of: .model).first?.body)
            let definition = try JSONDecoder().decode(ModelDefinition.self, from: Data(body.utf8))
            #expect(definition.column("p")?.role == .predictionScore)
            #expect(definition.column("region")?.role == .tag)
            #expect(definition.column("note") == nil)
            #expect(!definition.isConfirmed)
        }
    }

    @Test func whatCannotBeReadIsRefused() async throws {
        let sound = try bench.file("a.ndjson", Self.lines[0])
        let store = ["ingest", "--data", bench.path("store"), "--model", "m"]
        await bench.refuses(store, saying: ["Name files"])
        await bench.refuses(["ingest", "--model", "m", sound], saying: ["--data", "--server"])
        await bench.refuses(store + ["--server", "http://localhost", sound], saying: ["--data", "--server"])
        await bench.refuses(["ingest", "--server", "localhost", "--model", "m", sound], saying: ["--server", "https://"])
        await bench.refuses(store + [bench.path("none.csv")], saying: ["none.csv", "check the path"])
        await bench.refuses(store + [try bench.file("a.foo", "x")], saying: ["a.foo", "--format"])
        await bench.refuses(store + ["--format", "parquet", "-"], saying: ["standard input", "name the file"])
        await bench.refuses(store + ["--model-name", "n", sound], saying: ["--model"])
        await bench.refuses(store + [try bench.file("b.parquet", "PAR1 and nothing")], saying: ["b.parquet", "Parquet"])
        let packed = try bench.file("c.ndjson.gz", "")
        try Data([0x1F, 0x8B, 8, 0, 0]).write(to: URL(filePath: packed))
        await bench.refuses(store + [packed], saying: ["c.ndjson.gz", "cut off"])
        await bench.refuses(
            ["ingest", "--data", sound, "--model", "m", sound], saying: ["--data", "is a file"])
        try FileManager.default.createDirectory(atPath: bench.path("broken"), withIntermediateDirectories: true)
        _ = try bench.file("broken/assay.duckdb", String(repeating: "no database ", count: 2_000))
        await bench.refuses(["ingest", "--data", bench.path("broken"), "--model", "m", sound], saying: ["assay.duckdb", "damaged or no store"])
    }
}
