import ClickHouseTestKit
import Foundation
import Testing

extension ProgramTests {
    /// Protects that what killed processes leave in a store's folder goes, and nothing else.
    @Suite struct LeftoverTests {
        private static let ours = [
            "spool/0E984725-C51C-4BF4-9960-E1C80E27ABA0", "spool/export-0E984725-C51C-4BF4-9960-E1C80E27ABA0",
            "spool/export-0E984725-C51C-4BF4-9960-E1C80E27ABA0.part", "backups/assay-2026-01-01T000000Z.duckdb.part",
            "backups/assay-2026-01-01T000000Z.duckdb.part.wal", "assay.duckdb.new.part", "assay.duckdb.new.part.wal",
        ]
        private static let others = [
            "notes.part", "mine.duckdb.part", "backups/assay-2026-01-01T000000Z.duckdb", "backups/mine.part", "spool.part",
            "assay.duckdb.before-restore",
        ]

        private func makeFiles(in store: String) throws {
            for name in Self.ours + Self.others {
                let file = URL(filePath: "\(store)/\(name)")
                try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data("x".utf8).write(to: file)
            }
        }

        private func left(in store: String) -> [String] {
            (Self.ours + Self.others).filter { FileManager.default.fileExists(atPath: "\(store)/\($0)") }
        }

        @Test func theyGoWhenAServerStarts() throws {
            let folder = try TemporaryFolder()
            let store = "\(folder.path)/store"
            try makeFiles(in: store)
            let server = try ServerProcess(data: store)
            #expect(left(in: store) == Self.others)
            // Whoever cannot open the store leaves everything to those who have it.
            try makeFiles(in: store)
            #expect(try Program.run(["store", "compact", "--data", store]).code == 2)
            #expect(left(in: store) == Self.ours + Self.others)
            #expect(server.stop() == 0)
            #expect(try Program.run(["store", "compact", "--data", store]).code == 0)
            #expect(left(in: store) == Self.others)
        }

        @Test(arguments: [SIGINT, SIGTERM]) func aStoppedExplanationTakesItsCopiesAway(signal: Int32) throws {
            let folder = try TemporaryFolder()
            let (store, copies) = ("\(folder.path)/store", "\(folder.path)/temporary")
            try FileManager.default.createDirectory(atPath: copies, withIntermediateDirectories: true)
            let records = (0..<40_000).map { row in
                #"{"prediction_id":"\#(row)","timestamp":\#(row * 60),"environment":"\#(row % 2 == 0 ? "validation" : "production")","#
                    + #""score":0.\#(1 + row % 9),"x":\#(row % 97).5}"#
            }
            let labels = (0..<40_000).map { #"{"prediction_id":"\#($0)","actual":\#($0 % 3 == 0 ? 1 : 0)}"# }
            let files: [(name: String, lines: [String], flags: [String])] = [("records", records, []), ("labels", labels, ["--actuals"])]
            for (name, lines, flags) in files {
                let file = "\(folder.path)/\(name).ndjson"
                try lines.joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
                try #require(try Program.run(["ingest", "--data", store, "--model", "m", "--quiet"] + flags + [file]).code == 0)
            }
            let process = Program.process(["explain", "--data", store, "--model", "m", "--quiet"])
            process.environment = ProcessInfo.processInfo.environment.merging(["TMPDIR": copies]) { $1 }
            try process.runUnblocked()
            let left = { try FileManager.default.contentsOfDirectory(atPath: copies).filter { $0.contains("explain") } }
            while process.isRunning, try left().isEmpty { usleep(500) }
            #expect(process.isRunning, "it was stopped in the middle")
            kill(process.processIdentifier, signal)
            process.waitUntilExit()
            #expect(process.terminationReason == .exit && process.terminationStatus == 3)
            #expect(try left().isEmpty)
        }

        @Test func aKilledBackupIsMadeAgain() throws {
            let folder = try TemporaryFolder()
            let (store, target) = ("\(folder.path)/store", "\(folder.path)/backup.duckdb")
            let server = try ServerProcess(data: store)
            let rows = (0..<200_000).map { #"{"prediction_id":"\#($0)","x":\#($0).5,"y":"\#($0 % 1_000)"}"# }
            #expect(try server.post(rows.joined(separator: "\n")).status == 200)
            #expect(server.stop() == 0)

            let process = Program.process(["store", "backup", "--data", store, target])
            try process.runUnblocked()
            let names = { try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix("backup") }.sorted() }
            // Killed as soon as it writes; should it have been faster, it has left a whole file.
            while process.isRunning, try names().isEmpty { usleep(500) }
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            let again = try Program.run(["store", "backup", "--data", store, "--force", target])
            #expect(again.code == 0, "\(again.complaint)")
            #expect(try names() == ["backup.duckdb"])
            #expect(try Program.run(["store", "verify", target]).code == 0)
        }
    }
}
