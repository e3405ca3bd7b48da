import DuckDBStore
import Foundation
import Store
import StoreTestKit
import Testing

/// Protects the promises of `Store`: every engine answers as the store in memory does.
@Suite struct ConformanceTests {
    @Test(arguments: Conformance.all + Conformance.versions)
    func theStoreInMemoryAnswers(_ conformance: Conformance) async throws {
        #expect(try await conformance.violations(by: InMemoryStore()) == [])
    }

    @Test(arguments: Conformance.all + Conformance.versions)
    func duckDBInMemoryConforms(_ conformance: Conformance) async throws {
        let violations = try await conformance.violations(by: DuckDBStore())
        #expect(violations.isEmpty, "\(violations.prefix(5).joined(separator: "\n"))")
    }

    @Test(arguments: Conformance.pairs)
    func pairsConform(_ conformance: Conformance) async throws {
        #expect(try await conformance.violations(by: InMemoryStore()) == [])
        let violations = try await conformance.violations(by: DuckDBStore())
        #expect(violations.isEmpty, "\(violations.prefix(5).joined(separator: "\n"))")
    }

    /// One file for all, as in use: what one leaves behind must not disturb another.
    @Test func duckDBInAFileConforms() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "assay \(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }  // a folder of the system's to clean
        let store = try DuckDBStore(.file(folder.appending(path: "store.duckdb").path))
        for conformance in Conformance.all {
            let violations = try await conformance.violations(by: store)
            #expect(violations.isEmpty, "\(conformance): \(violations.prefix(3).joined(separator: "\n"))")
        }
    }
}
