import Foundation
import SQLText
import Store
import Testing

@testable import CommandLine
@testable import DuckDBStore

/// Protects against damage that nobody notices: in the file's bytes, and in what belongs together.
@Suite struct StoreDamageTests {
    private let bench = StoreBench()

    private func store(_ command: String, _ options: String...) async -> Int32 {
        await Program.run(["store", command] + options)
    }

    @Test func flippedBytesAreFound() async throws {
        try await bench.makeStore(rows: 5_000)
        let sound = bench.path("sound.duckdb")
        #expect(await store("backup", "--data", bench.path("store"), sound) == 0)
        let bytes = try Data(contentsOf: URL(filePath: sound))
        let block = 256 << 10
        let whole = try await StoreFolder.check(sound)
        #expect(whole.problems.isEmpty)
        var found = 0
        let blocks = Array(stride(from: 12_288, to: bytes.count - 1, by: block))
        for start in blocks {
            var damaged = bytes
            for place in (start + 100)..<min(start + 164, bytes.count) { damaged[place] ^= 0xFF }
            let file = bench.path("damaged.duckdb")
            try damaged.write(to: URL(filePath: file))
            let check = try await StoreFolder.check(file)
            // A block that nothing is in does no harm.
            if check.problems.isEmpty {
                #expect(check == whole)
            } else {
                found += 1
                #expect(check.problems.contains { $0.contains("cannot be read") || $0.contains("cannot be opened") }, "\(check.problems)")
                #expect(await store("verify", file) == 1)
                await bench.refuses(["store", "restore", "--data", bench.path("new"), file], saying: ["damaged.duckdb", "no sound backup"])
            }
        }
        #expect(found > 0)
        #expect(!FileManager.default.fileExists(atPath: bench.path("new/assay.duckdb")))
        // In the folder of a store it says what to do.
        try FileManager.default.createDirectory(atPath: bench.path("broken"), withIntermediateDirectories: true)
        var damaged = bytes
        for place in 0..<4_096 { damaged[place] = 7 }
        try damaged.write(to: URL(filePath: bench.path("broken/assay.duckdb")))
        await bench.refuses(["export", "--data", bench.path("broken"), "--model", "m", "--output", bench.path("o.csv")], saying: ["damaged", "backup"])
        #expect(await store("verify", "--data", bench.path("broken")) == 1)
        #expect(await store("restore", "--data", bench.path("broken"), sound, "--force") == 0)
        #expect(try await bench.count("broken") == 5_001 - 1)
    }

    @Test func whatDoesNotBelongTogetherIsFound() async throws {
        try await bench.makeStore()
        // Reading finds out what replaced what.
        #expect(try await bench.count() == 200)
        let file = bench.path("store") + "/assay.duckdb"
        let damages: [(String, [String])] = [
            ("DELETE FROM records_1 WHERE seq = 200", ["replaced records"]),
            ("INSERT INTO records_1 FROM records_1 WHERE seq = 5", ["records in a place that another has"]),
            ("UPDATE actuals_1 SET prediction_id = 'x' WHERE seq = 5", ["hash"]),
            ("DROP TABLE superseded_actuals_1", ["superseded_actuals_1 is missing"]),
            ("INSERT INTO misfits_1 VALUES (9999, 0, 'x')", ["cells that did not fit"]),
            ("INSERT INTO document VALUES (99, 'model', 'm', '{', now()::TIMESTAMP, '')", ["no JSON"]),
            ("INSERT INTO document VALUES (99, 'model', 'm', '{}', now()::TIMESTAMP, '')", ["'m'", "damaged"]),
            ("DELETE FROM record_column WHERE place = 0", ["is not stored as"]),
            ("CREATE TABLE records_7 (seq BIGINT)", ["records_7 belongs to no model"]),
            ("DELETE FROM settled", ["settled"]),
        ]
        for (damage, words) in damages {
            let copy = bench.path("copy.duckdb")
            try? FileManager.default.removeItem(atPath: copy)  // not there at first
            try FileManager.default.copyItem(atPath: file, toPath: copy)
            try Self.run(damage, in: copy)
            let problems = try await StoreFolder.check(copy).problems.joined(separator: "; ")
            for word in words { #expect(problems.contains(word), "\(damage): \(problems)") }
        }
    }

    /// A statement on a database file, past the store.
    private static func run(_ statement: String, in file: String) throws {
        let connection = try Connection(try Database(.file(file)))
        try connection.run(SQL(trusted: statement))
        try connection.run("CHECKPOINT")
    }
}
