import DuckDBStore
import Foundation
import Store
import Testing

@testable import Simulation

/// Protects "the same seed gives the same bytes", down to the file.
@Suite struct FileTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "assay-\(UUID().uuidString)")

    private func file(_ name: String, seed: UInt64 = 1, slabRows: Int, width: Int) async throws -> Data {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let path = folder.appending(path: "\(name).parquet").path
        let simulation = try Simulation(
            Scenario(seed: seed, rows: 3_000, overdispersed: true, failure: Failure(.dataQuality, .duplicates)))
        let columns = simulation.slab(.production, rows: 0..<0).records.columns
        let writer = try ParquetWriter(path: path, columns: columns.map { StoredColumn($0.name, $0.values.type) })
        try await simulation.forEachSlab(of: .production, slabRows: slabRows, width: width) {
            try await writer.write($0.records)
        }
        #expect(try await writer.finish() > 3_000)
        return try Data(contentsOf: URL(filePath: path))
    }

    @Test func theSameSeedGivesTheSameBytes() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }  // a folder of the system's to clean
        let one = try await file("one", slabRows: 50_000, width: 1)
        let two = try await file("two", slabRows: 700, width: 2)
        #expect(one == two)
        #expect(try await file("three", seed: 2, slabRows: 700, width: 2) != one)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 3)
    }
}
