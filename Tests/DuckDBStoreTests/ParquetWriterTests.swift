import Foundation
import SQLText
import Store
import Testing

@testable import DuckDBStore

/// Protects the writer of files: order, types, whole files or none, errors that name the file.
@Suite final class ParquetWriterTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "assay ' \(UUID().uuidString)")
    private let columns = [
        StoredColumn("id", .text), .init("x\"y", .double), .init("n", .integer), .init("b", .boolean),
        .init("t", .timestamp),
    ]

    init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(at: folder) }  // a folder of the system's to clean

    private func batch(_ rows: Range<Int>) -> Batch {
        Batch([
            .init("id", .texts(rows.map { "row \($0)" })),
            .init("x\"y", .doubles(rows.map { Double($0) / 3 }), nulls: rows.map { $0 % 5 == 0 }),
            .init("n", .integers(rows.map { Int64(-$0) })), .init("b", .booleans(rows.map { $0 % 2 == 0 })),
            .init("t", .timestamps(rows.map(Int64.init))),
        ])
    }

    private func path(_ name: String) -> String { folder.appending(path: name).path }

    private var files: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }
    }

    @Test func rowsComeBackInOrder() async throws {
        let writer = try ParquetWriter(path: path("a.parquet"), columns: columns)
        try await writer.write(batch(0..<3_000))
        try await writer.write(batch(3_000..<3_001))
        #expect(try files == ["a.parquet.rows.tmp"])
        #expect(try await writer.finish() == 3_001)
        #expect(try files == ["a.parquet"])
        let path = path("a.parquet")
        let session = try Session(try Database(.memory), label: "test")
        let rows = try await session.run { connection in
            try connection.run("SELECT n, \"x\"\"y\" IS NULL, epoch_us(t) FROM read_parquet(\(bind: .text(path)))").rows
            {
                (try $0.integer(0, $1), try $0.boolean(1, $1), try $0.integer(2, $1))
            }
        }
        #expect(rows.count == 3_001)
        for (place, row) in rows.enumerated() {
            #expect(row == (Int64(-place), place % 5 == 0, Int64(place)))
        }
    }

    @Test func rowsAreSortedWhereAsked() async throws {
        let writer = try ParquetWriter(path: path("s.parquet"), columns: columns, sortedBy: ["n"])
        try await writer.write(batch(0..<10))
        _ = try await writer.finish()
        let path = path("s.parquet")
        let numbers = try await Session(try Database(.memory), label: "test").run {
            try $0.run("SELECT n FROM read_parquet(\(bind: .text(path)))").rows { try $0.integer(0, $1) }
        }
        #expect(numbers == (0..<10).map { $0 - 9 })
    }

    @Test func theCutIntoBatchesLeavesNoTrace() async throws {
        let (one, two) = (
            try ParquetWriter(path: path("1"), columns: columns), try ParquetWriter(path: path("2"), columns: columns)
        )
        try await one.write(batch(0..<5_000))
        for start in stride(from: 0, to: 5_000, by: 125) { try await two.write(batch(start..<(start + 125))) }
        _ = try await (one.finish(), two.finish())
        #expect(try Data(contentsOf: URL(filePath: path("1"))) == Data(contentsOf: URL(filePath: path("2"))))
    }

    @Test func noRowsMakeAFileToo() async throws {
        let writer = try ParquetWriter(path: path("empty"), columns: columns)
        #expect(try await writer.finish() == 0)
        #expect(try files == ["empty"])
    }

    @Test func anUnfinishedWriterLeavesNothing() async throws {
        do {
            let writer = try ParquetWriter(path: path("u"), columns: columns)
            try await writer.write(batch(0..<10))
        }
        #expect(try files == [])
    }

    @Test func anOldFileStaysUntilTheNewOneIsWhole() async throws {
        try Data("old".utf8).write(to: URL(filePath: path("f")))
        let writer = try ParquetWriter(path: path("f"), columns: columns)
        try await writer.write(batch(0..<10))
        #expect(try Data(contentsOf: URL(filePath: path("f"))) == Data("old".utf8))
        _ = try await writer.finish()
        #expect(try Data(contentsOf: URL(filePath: path("f"))).prefix(4) == Data("PAR1".utf8))
    }

    @Test func errorsNameTheFile() async throws {
        let path = path("no/such/folder.parquet")
        #expect { try ParquetWriter(path: path, columns: columns) } throws: { "\($0)".contains(path) }
        let writer = try ParquetWriter(path: self.path("w"), columns: columns)
        await #expect(throws: ParquetWriterError.self) { try await writer.write(Batch([.init("id", .texts([]))])) }
        _ = try await writer.finish()
        await #expect(throws: ParquetWriterError.self) { try await writer.finish() }
        await #expect(throws: ParquetWriterError.self) { try await writer.write(self.batch(0..<1)) }
    }
}
