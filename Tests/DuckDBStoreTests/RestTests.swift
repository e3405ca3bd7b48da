import Foundation
import SQLText
import Testing

@testable import DuckDBStore

/// Protects the size of a server that nobody asks: it lets go of what it has read, and answers as before.
@Suite struct RestTests {
    @Test func whatWasReadIsLetGoAndReadAgain() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "assay-rest-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }  // the system cleans it too
        let path = folder.appending(path: "store.duckdb").path
        do {
            let store = try DuckDBStore(.file(path))
            try await store.run { connection in
                try connection.run("CREATE TABLE data.numbers AS SELECT hash(range) AS value FROM range(4000000)")
                try connection.run("CHECKPOINT data")
            }
        }
        let store = try DuckDBStore(.file(path))
        func sum() async throws -> Int { try await store.run { try $0.count("SELECT count(DISTINCT value) FROM data.numbers") } }
        func held() async throws -> Int {
            try await store.run { try $0.count("SELECT sum(memory_usage_bytes)::BIGINT FROM duckdb_memory()") }
        }
        #expect(try await sum() == 4_000_000)
        let before = try await held()
        try await store.rest()
        let after = try await held()
        #expect(before > 30_000_000 && after < 32_000_000, "\(before) bytes, then \(after)")
        #expect(try await sum() == 4_000_000)
    }
}
