import DuckDBStore
import Foundation
import Store
import Testing

/// Protects that a file is whole or not there, whoever is killed or writes the same.
@Suite struct PartFileTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "assay-\(UUID().uuidString)")

    private func target() throws -> String {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder.appending(path: "file").path
    }

    private func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }

    @Test func itAppearsWhenItIsWhole() throws {
        let target = try target()
        defer { try? FileManager.default.removeItem(at: folder) }  // a folder of the system's to clean
        for leftover in ["file", "file.part", "file.part.wal"] { try Data("before".utf8).write(to: folder.appending(path: leftover)) }
        do {
            let part = try PartFile(for: target)
            try part.append("new".utf8)
            #expect(try names() == ["file", "file.part"])
            try part.append(Array(" text".utf8))
            #expect(try String(contentsOfFile: target, encoding: .utf8) == "before")
            try part.putInPlace()
        }
        #expect(try names() == ["file"])
        #expect(try String(contentsOfFile: target, encoding: .utf8) == "new text")
        do { try PartFile(for: target).append("x".utf8) }
        #expect(try names() == ["file"], "what is given up is gone")
        #expect(try String(contentsOfFile: target, encoding: .utf8) == "new text")
    }

    @Test func ofTwoWritersOneIsRefused() throws {
        let target = try target()
        defer { try? FileManager.default.removeItem(at: folder) }  // a folder of the system's to clean
        do {
            let first = try PartFile(for: target)
            try first.append("first".utf8)
            let second = try PartFile(for: target)
            let error = try #require(throws: StoreError.self) { try first.putInPlace() }
            #expect(error.description.contains("writes the same file"))
            try second.append("second".utf8)
            try second.putInPlace()
        }
        #expect(try names() == ["file"])
        #expect(try String(contentsOfFile: target, encoding: .utf8) == "second")
    }

    @Test func whatCannotBeWrittenIsNamed() throws {
        let target = try target()
        defer { try? FileManager.default.removeItem(at: folder) }  // a folder of the system's to clean
        let missing = try #require(throws: StoreError.self) { _ = try PartFile(for: target + "/no/file") }
        #expect(missing.description.contains("\(target)/no/file") && missing.description.contains("cannot be written"))
        try FileManager.default.createDirectory(atPath: target + ".part", withIntermediateDirectories: true)
        #expect(throws: StoreError.self) { _ = try PartFile(for: target) }
        #expect(try names() == ["file.part"], "what is not ours stays")
    }
}
