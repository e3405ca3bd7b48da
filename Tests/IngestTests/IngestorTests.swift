import Domain
import DuckDBStore
import Foundation
import Ingest
import Store
import Testing

/// Protects what a client is promised: what it was told is stored, whole, once.
@Suite struct IngestorTests {
    @Test func theFirstRecordsMakeTheModel() async throws {
        let bench = try await Bench()
        let answer = try await bench.running {
            try await $0.send(
                """
                {"prediction_id":"a","age":31,"region":"CA","prediction_score":0.7}

                {"prediction_id":"b","age":null,"region":"NV","prediction_score":0.1}
                """)
        }
        #expect(answer.receipt.rows == 2)
        #expect(Set(answer.newColumns) == ["age", "region", "prediction_score"])
        let entry = try #require(await bench.catalog.entry("m"))
        #expect(entry.definition.isConfirmed == false)
        #expect(try await bench.records("m") == 2)
    }

    @Test(arguments: [IngestFormat.ndjson, .json, .csv])
    func everyFormatBringsTheSameRows(_ format: IngestFormat) async throws {
        let bodies: [IngestFormat: String] = [
            .ndjson: "{\"prediction_id\":\"a\",\"x\":1}\r\n{\"prediction_id\":\"b\",\"x\":2}",
            .json: "[{\"prediction_id\":\"a\",\"x\":1},\n {\"prediction_id\":\"b\",\"x\":2}]",
            .csv: "prediction_id,x\na,1\nb,2\n",
        ]
        let bench = try await Bench()
        let body = try #require(bodies[format])
        try await bench.running { (ingestor: Ingestor) async throws in
            #expect(try await ingestor.send(body, as: format).receipt.rows == 2)
            #expect(try await ingestor.send("\u{FEFF}" + body, as: format).receipt.rows == 2)
        }
        #expect(try await bench.records("m") == 2)
        let relation = try await bench.store.records(
            of: try #require(await bench.catalog.entry("m")).tables, where: RecordSelection())
        let table = try await bench.store.categories(of: [CountedColumn("x", .categorical)], in: relation, limit: 5)
        #expect(table[0].entries.map(\.value) == ["1", "2"])
    }

    @Test func newColumnsAreAddedAndMisfitsAreSaid() async throws {
        let bench = try await Bench()
        try await bench.running { (ingestor: Ingestor) async throws in
            _ = try await ingestor.send(#"{"prediction_id":"a","x":1}"#)
            let answer = try await ingestor.send(#"{"prediction_id":"b","x":"one","y":2.5,"empty":null,"X":3}"#)
            #expect(answer.newColumns == ["y"])
            #expect(answer.ignoredColumns == ["X"])
            #expect(answer.receipt.misfits == [.init(column: "x", cells: 1, example: "one")])
        }
        let columns = try #require(await bench.catalog.entry("m")).definition.columns
        #expect(columns.map(\.name) == ["x", "y"])
        #expect(columns[1].type == .numeric)
        let history = try await bench.catalog.history(of: "m", limit: 10)
        #expect(history.count == 2)
    }

    @Test func groundTruthComesAloneOrWithTheRecords() async throws {
        let bench = try await Bench()
        try await bench.running { (ingestor: Ingestor) async throws in
            _ = try await ingestor.send(
                "{\"prediction_id\":\"a\",\"x\":1,\"actual\":1}\n{\"prediction_id\":\"b\",\"x\":1,\"actual\":null}")
            #expect(try await ingestor.send(#"{"prediction_id":"b","actual":0}"#, .actuals).receipt.rows == 1)
            await #expect(throws: IngestError.self) {
                try await ingestor.send(#"{"prediction_id":"b","actual":0}"#, to: "unknown", .actuals)
            }
        }
        #expect(try await bench.actuals("m") == 2)
    }

    @Test func unreadableBodiesAreRefusedWithTheLine() async throws {
        let bench = try await Bench()
        try await bench.running { (ingestor: Ingestor) async throws in
            _ = try await ingestor.send(#"{"prediction_id":"a","x":1}"#)
            for (body, line) in [
                ("{\"x\":1}\n\n{\"x\":", 3), ("{\"x\":1}\nx", 2), ("[1]", 1), ("{\"environment\":\"prod\"}", 1),
            ] {
                let error = await #expect(throws: IngestError.self) { try await ingestor.send(body) }
                #expect(error?.line == line, "\(body): \(String(describing: error))")
            }
            let error = await #expect(throws: IngestError.self) { try await ingestor.send([0x7B, 0xFF, 0x7D]) }
            #expect(error?.description.contains("UTF-8") == true)
        }
        #expect(try await bench.records("m") == 1)
    }

    @Test func anIdempotencyKeyMakesARequestHarmlessToRepeat() async throws {
        let bench = try await Bench()
        try await bench.running { (ingestor: Ingestor) async throws in
            let body = #"{"x":1}"#  // without an identity, so that only the key can tell
            let first = try await ingestor.send(body, key: "k")
            let second = try await ingestor.send(body, key: "k")
            #expect(!first.isRepeated && second.isRepeated && first.receipt == second.receipt)
            let error = await #expect(throws: IngestError.self) { try await ingestor.send(#"{"x":2}"#, key: "k") }
            #expect(error?.kind == .keyReused)
            // At the same time, too.
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<20 { group.addTask { _ = try await ingestor.send(body, key: "same time") } }
                try await group.waitForAll()
            }
        }
        #expect(try await bench.records("m") == 2)
    }

    @Test func manyAtOnceAreAllStoredAndABadOneHurtsNobody() async throws {
        let bench = try await Bench()
        try await bench.running { (ingestor: Ingestor) async throws in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<300 {
                    group.addTask { () async throws in
                        if index % 10 == 9 {
                            await #expect(throws: IngestError.self) { try await ingestor.send("{\"x\":") }
                        } else {
                            #expect(try await ingestor.send("{\"prediction_id\":\"\(index)\",\"x\":\(index)}").receipt.rows == 1)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        #expect(try await bench.records("m") == 270)
    }

    @Test func aLargeRequestIsStagedPieceByPieceAndStoredWhole() async throws {
        let spool = FileManager.default.temporaryDirectory.appending(path: "assay-spool").path
        let limits = IngestLimits(heldBytes: 4 << 20, pieceBytes: 64 << 10, spoolFolder: spool)
        let bench = try await Bench(limits: limits)
        let lines = (0..<20_000).map { "{\"prediction_id\":\"\($0)\",\"x\":\($0),\"only\($0 / 15_000)\":1}" }
        let body = Array(lines.joined(separator: "\n").utf8)
        try await bench.running { (ingestor: Ingestor) async throws in
            #expect(try await ingestor.send(body, pieces: 100).receipt.rows == 20_000)
            #expect(ingestor.heldBytes == 0)
            // A bad last line takes the pieces before it back.
            await #expect(throws: IngestError.self) {
                try await ingestor.send(Array((lines.map { $0.replacing("\"0", with: "\"n") } + ["{"]).joined(separator: "\n").utf8), pieces: 100)
            }
            #expect(ingestor.heldBytes == 0)
        }
        #expect(try await bench.records("m") == 20_000)
        let columns = try #require(await bench.catalog.entry("m")).definition.columns
        #expect(Set(columns.map(\.name)) == ["x", "only0", "only1"])
    }

    @Test func tooMuchAtOnceIsToldToComeLater() async throws {
        let spool = FileManager.default.temporaryDirectory.appending(path: "assay-spool").path
        let bench = try await Bench(limits: IngestLimits(heldBytes: 1000, spoolFolder: spool))
        try await bench.running { (ingestor: Ingestor) async throws in
            let body = Array("{\"t\":\"\(String(repeating: "x", count: 2000))\"}".utf8)
            let error = await #expect(throws: IngestError.self) { try await ingestor.send(body) }
            #expect(error?.kind == .busy)
            #expect(try await ingestor.send("{\"t\":\"x\"}").receipt.rows == 1)
        }
    }
}
