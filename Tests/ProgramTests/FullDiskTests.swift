import Domain
import DuckDBStore
import Foundation
import Store
import Testing

extension ProgramTests {
    /// Protects what is acknowledged when the disk is full, and that the server goes on by itself when there is room.
    @Suite struct FullDiskTests {
        private static func lines(_ prefix: String) -> String {
            (0..<4_000).map { #"{"prediction_id": "\#(prefix)-\#($0)", "x": \#($0), "s": "\#(UUID())\#(UUID())"}"# }.joined(separator: "\n")
        }

        /// Little room makes writing the log fail, more room the checkpoint, after which the engine gives the file up.
        @Test(.enabled(if: SmallDisk.isAllowed, "a small disk cannot be mounted here"), arguments: [1 << 20, 6 << 20, 12 << 20, 20 << 20])
        func theServerResumesWhenThereIsRoom(left: Int) async throws {
            let disk = try SmallDisk()
            let data = "\(disk.folder.path)/store"
            let server = try ServerProcess(data: data)
            try #require(try server.post(Self.lines("first")).status == 200)
            try disk.fill(leaving: left)
            var acknowledged = 1
            var refusal: ServerProcess.Answer?
            for number in 0..<200 where refusal == nil {
                let answer = try server.post(Self.lines("\(number)"))
                if answer.status == 200 { acknowledged += 1 } else { refusal = answer }
            }
            let refused = try #require(refusal, "the disk was never full")
            #expect(refused.status == 507 && refused.text.contains("application/problem+json"), "\(refused)")
            #expect(refused.text.contains("no room left on its disk"))
            #expect(try server.get("/health").status == 200)
            #expect(try server.get("/ready").status == 200, "what is stored can be read without room")
            #expect(try server.post("{\"name\": \"n\", \"task\": \"binary\"}", as: "application/json", to: "/v1/models").status != 500)
            try disk.fill(leaving: 0)
            #expect(try server.post("a,b\n" + String(repeating: "1,2\n", count: 100_000), as: "text/csv").status == 507)
            try disk.makeRoom()
            for number in 0..<3 {
                let answer = try server.post(Self.lines("after-\(number)"))
                #expect(answer.status == 200, "\(answer)")
                acknowledged += 1
            }
            #expect(server.stop() == 0)
            #expect(try await Self.rows(in: data) == acknowledged * 4_000)
        }

        private static func rows(in data: String) async throws -> Int {
            let store = try DuckDBStore(.file("\(data)/assay.duckdb"), limits: .init(memory: 200_000_000, threads: 1))
            let tables = try #require(try await store.recordTables().first { $0.model == "m" })
            return try await store.records(of: tables, where: .init()).rowCount
        }
    }
}
