import Domain
import DuckDBStore
import Evaluation
import Foundation
import Ingest
import Store
import Testing

@testable import CommandLine

/// Protects what keeps a store in order: what is deleted is gone, what is backed up comes back, damage is found.
@Suite struct StoreKeepingTests {
    private let bench = StoreBench()
    private static let secret = StoreBench.secret

    private func holdsSecret(_ folder: String) throws -> Bool {
        let files = try FileManager.default.subpathsOfDirectory(atPath: bench.path(folder))
        return try files.map { URL(filePath: bench.path(folder) + "/" + $0) }.filter { !$0.hasDirectoryPath }
            .contains { url in
                var isFolder: ObjCBool = false
                _ = FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
                return isFolder.boolValue ? false : try Data(contentsOf: url).range(of: Data(Self.secret.utf8)) != nil
            }
    }

    private func store(_ command: String, _ options: String...) async -> Int32 {
        await Program.run(["store", command] + options)
    }

    @Test func aSubjectsRowsAreGoneFromTheFile() async throws {
        try await bench.makeStore()
        #expect(try holdsSecret("store"))
        let count = try await bench.count()
        let data = ["--data", bench.path("store")]
        await bench.refuses(["store", "delete"] + data + ["--model", "m", "--tag", "user=\(Self.secret)"], saying: ["Delete 21 records and 20 actuals", "--yes"])
        #expect(try await bench.count() == count)
        #expect(await Program.run(["store", "delete"] + data + ["--model", "m", "--tag", "user=\(Self.secret)", "--yes"]) == 0)
        #expect(try await bench.count() == count - 20)
        #expect(try !holdsSecret("store"))
        #expect(await store("verify", "--data", bench.path("store")) == 0)
        let notes = try await bench.open { store, _ in try await store.history(of: .deletion, named: "m", limit: 10) }
        let body = try #require(notes.first?.body)
        #expect(notes.count == 1 && body.contains(#""records":21"#) && body.contains(#""column":"user""#) && !body.contains(Self.secret))
        // The store works on.
        #expect(await Program.run(["store", "delete"] + data + ["--model", "m", "--prediction-id", "user1-1", "--prediction-id", "user1-11", "--yes"]) == 0)
        #expect(try await bench.count() == count - 22)
        #expect(await Program.run(["store", "delete"] + data + ["--model", "m", "--prediction-id", "nobody"]) == 0)
        await bench.refuses(["store", "delete"] + data + ["--model", "m", "--tag", "user"], saying: ["NAME=VALUE"])
        await bench.refuses(["store", "delete"] + data + ["--model", "m", "--tag", "nope=1"], saying: ["'nope'", "user"])
        await bench.refuses(["store", "delete"] + data + ["--model", "m"], saying: ["--prediction-id", "--tag"])
    }

    @Test func retentionIsAppliedWhereModelsSayIt() async throws {
        try await bench.makeStore()
        let recent = #"{"prediction_id":"new","x":1,"timestamp":"\#(Timestamp(Date()).description)"}"#
        _ = try await bench.ingest(try bench.file("d.ndjson", recent))
        let data = bench.path("store")
        #expect(await store("retain", "--data", data) == 0)
        let count = try await bench.count()
        do {
            let store = try StoreFolder(path: data, memory: 200).open()
            let catalog = ModelCatalog(store)
            try await catalog.load()
            var definition = try #require(await catalog.entry("m")).definition
            definition.retention.records = 30
            _ = try await catalog.update(definition, by: "test")
            try await store.close()
        }
        await bench.refuses(["store", "retain", "--data", data], saying: ["m from before", "--yes"])
        #expect(try await bench.count() == count)
        #expect(await store("retain", "--data", data, "--yes") == 0)
        // What came without a time counts by its arrival, and is new.
        #expect(try await bench.values(of: "prediction_id") == ["new": 1, "\(Self.secret)-3": 1])
        #expect(await store("verify", "--data", data) == 0)
    }

    @Test func rollupsOutliveRecordsAsLongAsTheModelSays() async throws {
        let day = 86_400
        let now = Int(Date().timeIntervalSince1970)
        let lines = (0..<10).map { #"{"prediction_id":"\#($0)","x":\#($0),"timestamp":\#(now - $0 * 10 * day - 3_600)}"# }
        _ = try await bench.ingest(try bench.file("a.ndjson", lines.joined(separator: "\n")))
        let data = bench.path("store")
        do {
            let store = try StoreFolder(path: data, memory: 200).open()
            let catalog = ModelCatalog(store)
            try await catalog.load()
            var definition = try #require(await catalog.entry("m")).definition
            definition.retention = .init(records: 60, rollups: 30)
            let tooShort = definition
            await #expect(throws: ModelError.self) { () async throws in _ = try await catalog.update(tooShort, by: "test") }
            definition.retention = .init(records: 30, rollups: 60)
            _ = try await catalog.update(definition, by: "test")
            try await store.close()
        }
        await bench.refuses(["store", "retain", "--data", data], saying: ["7 records"])
        #expect(await store("retain", "--data", data, "--yes") == 0)
        #expect(try await bench.count() == 3)
        // Nobody had asked for roll-ups before, and they tell of sixty days.
        try await bench.open { store, tables in
            let spans = try await store.rolledHours(of: tables)
            let firsts = spans.values.compactMap { span in span?.lowerBound }
            let first = try #require(firsts.min())
            let days = (TimeBucket.hour.key(of: Timestamp(Date())) - first) / 24
            #expect((50..<60).contains(days))
        }
        #expect(await store("verify", "--data", data) == 0)
        #expect(await store("retain", "--data", data, "--yes") == 0)
    }

    @Test func rollupsThatAreNotWhatTheRowsGiveAreFoundAndMade() async throws {
        try await bench.makeStore()
        let data = bench.path("store")
        #expect(await store("rebuild", "--data", data) == 0)
        #expect(await store("verify", "--data", data) == 0)
        // What is summed up goes, and is thought to be there.
        try await bench.open { store, tables in
            let mark = ArrivalMark(records: 1_000_000, actuals: 1_000_000)
            let plan = try #require(try await store.documents(of: .plan).first?.body)
            let rollups = try JSONDecoder().decode(EvaluationPlan.self, from: Data(plan.utf8)).rollups
            let hours = Set(try await store.rollups(of: tables, where: .init(), plan: rollups).map(\.hour))
            try await store.change(RollupChange(replacedHours: hours, added: [], mark: mark), rollupsOf: tables, by: rollups)
        }
        #expect(await store("verify", "--data", data) == 1)
        #expect(await store("rebuild", "--data", data, "--model", "m") == 0)
        #expect(await store("verify", "--data", data) == 0)
        await bench.refuses(["store", "rebuild", "--data", data, "--model", "nope"], saying: ["'nope'"])
    }

    @Test func aBackupIsTheStore() async throws {
        try await bench.makeStore()
        let (data, copy) = (bench.path("store"), bench.path("copy.duckdb"))
        #expect(await store("backup", "--data", data, copy) == 0)
        await bench.refuses(["store", "backup", "--data", data, copy], saying: [copy, "--force"])
        await bench.refuses(["store", "backup", "--data", bench.path("none"), bench.path("x")], saying: ["no store"])
        #expect(await store("backup", "--data", data, copy, "--force") == 0)
        #expect(await store("verify", copy) == 0)
        #expect(await store("restore", "--data", bench.path("second"), copy) == 0)
        #expect(try await bench.values(of: "prediction_id", in: "second") == bench.values(of: "prediction_id"))
        // It is a store like any other.
        _ = try await bench.ingest(try bench.file("d.ndjson", #"{"prediction_id":"new","x":1}"#), into: "second")
        #expect(try await bench.values(of: "prediction_id", in: "second")["new"] == 1)
        await bench.refuses(["store", "restore", "--data", bench.path("second"), copy], saying: ["--force"])
        #expect(await store("restore", "--data", bench.path("second"), copy, "--force") == 0)
        #expect(try await bench.values(of: "prediction_id", in: "second")["new"] == nil)
        #expect(FileManager.default.fileExists(atPath: bench.path("second/assay.duckdb.before-restore")))
        let left = try FileManager.default.contentsOfDirectory(atPath: bench.path("")).filter { $0.contains("part") }
        #expect(left.isEmpty)
    }

    @Test func aBackupDuringWorkIsOfOneMoment() async throws {
        try await bench.makeStore()
        let store = try DuckDBStore(.file(bench.path("store") + "/assay.duckdb"))
        let catalog = ModelCatalog(store)
        try await catalog.load()
        let ingestor = Ingestor(store: store, catalog: catalog, limits: .init(spoolFolder: bench.path("spool"))) { name, _ in
            ModelDefinition(name: name, task: .binary)
        }
        let copies = (0..<5).map { bench.path("copy \($0)") }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await ingestor.run() }
            group.addTask {
                do {
                    for copy in copies { try await store.backUp(to: copy) }
                } catch {
                    await ingestor.stop()  // or the test would never end
                    throw error
                }
                await ingestor.stop()
            }
            group.addTask {
                for round in 0..<10_000 {
                    // Two rows together, one of which replaces the one before, and a wrong cell.
                    let body = "{\"prediction_id\":\"same\",\"x\":\(round)}\n{\"prediction_id\":\"r\(round)\",\"x\":\"wrong\"}"
                    let part = IngestPart(body: .bytes(Array(body.utf8)), format: .ndjson, index: round, linesBefore: 0)
                    do {
                        _ = try await LocalSender(ingestor: ingestor).send(part, to: .init(model: "m", kind: .records, environment: .production))
                    } catch let error as IngestError {
                        guard error.kind == .unavailable else { throw error }
                        return
                    }
                }
            }
            try await group.waitForAll()
        }
        var counts: [Int] = []
        for copy in copies {
            let check = try await StoreFolder.check(copy)
            #expect(check.problems.isEmpty)
            counts.append(check.models.first?.records ?? 0)
        }
        #expect(counts == counts.sorted())
        // Both rows of a request, or none.
        #expect(counts.allSatisfy { ($0 - 201) % 2 == 0 })
    }
}
