import DuckDBStore
import Foundation
import Store
import StoreTestKit
import Testing

/// Protects the promises of `RecordStore`: nothing lost, nothing counted twice, the past can be asked.
@Suite struct RecordConformanceTests {
    @Test(arguments: RecordConformance.all)
    func duckDBInMemoryConforms(_ conformance: RecordConformance) async throws {
        let violations = try await conformance.violations(by: DuckDBStore())
        #expect(violations.isEmpty, "\(violations.prefix(5).joined(separator: "\n"))")
    }

    /// Opened anew for each case: what was kept before must not disturb it, and must still be there.
    @Test func duckDBInAFileConforms() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "assay \(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }  // a folder of the system's to clean
        var models = 0
        for conformance in RecordConformance.all {
            let store = try DuckDBStore(.file(folder.appending(path: "store.duckdb").path))
            let known = try await store.recordTables().count
            #expect(known >= models)
            models = known
            let violations = try await conformance.violations(by: store)
            #expect(violations.isEmpty, "\(conformance): \(violations.prefix(3).joined(separator: "\n"))")
        }
        #expect(models > 5)
    }
}
