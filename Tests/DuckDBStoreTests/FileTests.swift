import Domain
import Foundation
import Store
import Testing

@testable import DuckDBStore

/// Protects the reading of files: nothing lost, nothing guessed silently, errors that say where.
@Suite final class FileTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "assay \(UUID().uuidString)")

    init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(at: folder) }  // a folder of the system's to clean

    private func write(_ name: String, _ text: String) throws -> String {
        let file = folder.appending(path: name)
        try Data(text.utf8).write(to: file)
        return file.path
    }

    private func refusal(_ files: FileSet) async throws -> String {
        let store = try DuckDBStore()
        do {
            let relation = try await store.open(files)
            Issue.record("\(files) was read as \(relation)")
            return ""
        } catch {
            guard let error = error as? StoreError else { throw error }
            #expect(error.kind == .badInput)
            return error.description
        }
    }

    @Test func aLateMisfitMakesItsColumnText() async throws {
        let rows = (0..<30_000).map { "\($0),\($0)\n" }.joined()
        let path = try write("late.csv", "id,x\n\(rows)30000,oops\n")
        let store = try DuckDBStore()
        let table = try await store.open(FileSet(paths: [path], format: .csv))
        #expect(table.rowCount == 30_001)
        #expect(table.columns == [StoredColumn("id", .integer), StoredColumn("x", .text)])
        let x = try await store.identity(of: "x", in: table)
        #expect(x.distinct == 30_001)
    }

    @Test func aLateKeyIsAColumn() async throws {
        let rows = (0..<30_000).map { "{\"a\":\($0)}\n" }.joined()
        let store = try DuckDBStore()
        let path = try write("late.ndjson", rows + "{\"a\":1,\"b\":2}\n")
        let table = try await store.open(FileSet(paths: [path], format: .ndjson))
        #expect(table.columns.map(\.name) == ["a", "b"])
    }

    @Test(arguments: ["4,5", "4,5,6,7"], [1, 100, 30_000])
    func aRowOfAnotherLengthIsNamed(_ row: String, after count: Int) async throws {
        let good = try write("good.csv", "a,b,c\n1,2,3\n")
        let bad = try write("bad.csv", "a,b,c\n" + String(repeating: "1,2,3\n", count: count) + row + "\n")
        for paths in [[bad], [good, bad]] {
            let message = try await refusal(FileSet(paths: paths, format: .csv))
            #expect(message.contains("bad.csv") && message.contains("line \(count + 2)"), "\(message)")
        }
    }

    @Test(arguments: ["g[1]", "a*b?", "it's", "\"quoted\"", "spaces and 😀 é", "{a,b}", "100%"])
    func namesAreNames(_ name: String) async throws {
        _ = try write("g1.csv", "x\n1\n2\n3\n")
        _ = try write("axxbz.csv", "x\n1\n2\n3\n")
        let store = try DuckDBStore()
        let path = try write(name + ".csv", "x\n7\n")
        #expect(try await store.open(FileSet(paths: [path], format: .csv)).rowCount == 1)
        let parquet = folder.appending(path: name + ".parquet").path
        let writer = try ParquetWriter(path: parquet, columns: [StoredColumn("x", .integer)])
        try await writer.write(Batch([.init("x", .integers([1, 2]))]))
        _ = try await writer.finish()
        let twice = try await store.open(FileSet(paths: [parquet, parquet], format: .parquet))
        #expect(twice.rowCount == 4)
    }

    @Test func parquetColumnsAreMatchedByName() async throws {
        var paths: [String] = []
        for (place, columns) in [["a", "b"], ["b", "c"]].enumerated() {
            let path = folder.appending(path: "\(place).parquet").path
            let writer = try ParquetWriter(path: path, columns: columns.map { StoredColumn($0, .integer) })
            try await writer.write(Batch(columns.map { .init($0, .integers([Int64(place), 9])) }))
            _ = try await writer.finish()
            paths.append(path)
        }
        let store = try DuckDBStore()
        let table = try await store.open(FileSet(paths: paths, format: .parquet))
        #expect(table.columns == ["a", "b", "c"].map { StoredColumn($0, .integer) })
        #expect(try await store.identity(of: "a", in: table).nulls == 2)
        #expect(try await store.values(of: "b", in: table, by: Windowing(.rows(1), timeColumn: nil)).map(\.values) == [[0], [9], [1], [9]])
    }

    private func parquet(_ name: String, _ column: String, _ values: [Int64]) async throws -> String {
        let path = folder.appending(path: name).path
        let writer = try ParquetWriter(path: path, columns: [StoredColumn(column, .integer)])
        try await writer.write(Batch([.init(column, .integers(values))]))
        _ = try await writer.finish()
        return path
    }

    @Test func columnsNamedAsThoseOfTheReader() async throws {
        let paths = [try await parquet("1.parquet", "filename", [1, 2]), try await parquet("2.parquet", "filename", [3])]
        let store = try DuckDBStore()
        let table = try await store.open(FileSet(paths: paths, format: .parquet))
        #expect(table.columns == [StoredColumn("filename", .integer)])
        let rows = try await store.values(of: "filename", in: table, by: Windowing(.rows(1), timeColumn: nil))
        #expect(rows.map(\.values) == [[1], [2], [3]])
        let row = try await parquet("row.parquet", "file_row_number", [1])
        for paths in [[row], [row, row]] {
            let message = try await refusal(FileSet(paths: paths, format: .parquet))
            #expect(message.contains("row.parquet") && message.contains("'file_row_number'") && message.contains("rename"))
        }
    }

    @Test func headersAloneAreNoRows() async throws {
        let table = try await DuckDBStore().open(FileSet(paths: [try write("h.csv", "a,b\n")], format: .csv))
        #expect(table.rowCount == 0 && table.columns.map(\.name) == ["a", "b"])
    }

    @Test func whatIsNotThereOrNoParquetIsRefusedByName() async throws {
        #expect(try await refusal(FileSet(paths: [folder.path + "/no.csv"], format: .csv)).contains("no.csv"))
        let path = try write("text.parquet", "this is no Parquet file at all")
        #expect(try await refusal(FileSet(paths: [path], format: .parquet)).contains("text.parquet"))
        #expect(try await refusal(FileSet(paths: [try write("none.csv", "")], format: .csv)).contains("none.csv"))
        let json = try write("broken.ndjson", "{\"a\":1}\n{\"a\":\n")
        #expect(try await refusal(FileSet(paths: [json], format: .ndjson)).contains("broken.ndjson"))
    }
}
