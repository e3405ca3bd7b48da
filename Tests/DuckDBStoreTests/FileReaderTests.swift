import Foundation
import Store
import Testing

@testable import DuckDBStore

/// Protects files on their way to another engine: every cell, in order, in pieces, and errors that name the file.
@Suite struct FileReaderTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "assay-\(UUID().uuidString)")

    init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

    private func write(_ text: String, _ name: String) throws -> String {
        let file = folder.appending(path: name)
        try Data(text.utf8).write(to: file)
        return file.path
    }

    @Test func rowsComeInOrderAndInPieces() async throws {
        let lines = (0..<10_000).map { #"{"n": \#($0), "x": \#($0 % 7 == 0 ? "null" : "\($0).5"), "s": "t\#($0)", "b": \#($0 % 2 == 0), "l": [1, \#($0)]}"# }
        let path = try write(lines.joined(separator: "\n"), "rows.ndjson")
        var batches: [Batch] = []
        var columns: [StoredColumn] = []
        try await DuckDBStore().read(FileSet(paths: [path], format: .ndjson)) { table, next in
            columns = table.columns
            while let batch = try await next(3_000) { batches.append(batch) }
        }
        #expect(columns.map(\.name) == ["n", "x", "s", "b", "l"])
        #expect(batches.count > 1 && batches.dropLast().allSatisfy { $0.rowCount >= 3_000 })
        let numbers = batches.flatMap { batch -> [Int64] in if case .integers(let values) = batch.columns[0].values { values } else { [] } }
        #expect(numbers == Array(0..<10_000))
        let missing = batches.flatMap { batch in (0..<batch.rowCount).map { batch.columns[1].isNull($0) } }
        #expect(missing == (0..<10_000).map { $0 % 7 == 0 })
        let lists = batches.flatMap { batch -> [String] in if case .texts(let values) = batch.columns[4].values { values } else { [] } }
        #expect(lists.count == 10_000 && lists[3].contains("3"))
    }

    @Test func anEmptyFileIsATableWithoutRows() async throws {
        let path = try write("a,b\n", "empty.csv")
        var names: [String] = []
        var rows = 0
        try await DuckDBStore().read(FileSet(paths: [path], format: .csv)) { table, next in
            names = table.columns.map(\.name)
            while let batch = try await next(10) { rows += batch.rowCount }
        }
        #expect(names == ["a", "b"] && rows == 0)
    }

    @Test func aFileThatIsNoneIsNamed() async throws {
        let path = try write("PAR1 this is none", "broken.parquet")
        let error = await #expect(throws: StoreError.self) {
            try await DuckDBStore().read(FileSet(paths: [path], format: .parquet)) { _, _ in }
        }
        #expect(error?.kind == .badInput && error?.description.contains("broken.parquet") == true)
    }
}
