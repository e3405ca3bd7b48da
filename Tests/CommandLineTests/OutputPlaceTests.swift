import Foundation
import Testing

@testable import CommandLine

/// Protects what lies where a report is written to: a link stays a link, a pipe or a device what it is.
@Suite final class OutputPlaceTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "assay-\(UUID().uuidString)")

    init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(at: folder) }  // a folder of the system's to clean

    @Test func aFileIsReplaced() throws {
        let file = folder.appending(path: "report.json").path
        for text in ["long before", "new"] {
            try OutputOptions.save(Data(text.utf8), to: file)
            #expect(try String(contentsOfFile: file, encoding: .utf8) == text)
        }
    }

    @Test func aLinkIsFollowed() throws {
        let (file, link) = (folder.appending(path: "report.json"), folder.appending(path: "link.json"))
        try Data("before".utf8).write(to: file)
        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: file)
        try OutputOptions.save(Data("after".utf8), to: link.path)
        #expect(try String(contentsOf: file, encoding: .utf8) == "after")
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link.path) == file.path)
    }

    @Test func aPipeIsWrittenTo() throws {
        let pipe = folder.appending(path: "pipe").path
        try #require(mkfifo(pipe, 0o600) == 0)
        let reader = open(pipe, O_RDONLY | O_NONBLOCK)
        defer { close(reader) }
        try OutputOptions.save(Data("report".utf8), to: pipe)
        var bytes = [UInt8](repeating: 0, count: 20)
        let count = read(reader, &bytes, bytes.count)
        #expect(count == 6 && String(decoding: bytes.prefix(6), as: UTF8.self) == "report")
        #expect(try FileManager.default.attributesOfItem(atPath: pipe)[.type] as? FileAttributeType != .typeRegular)
    }

    @Test func aFolderIsRefused() {
        #expect(throws: InputError.self) { try OutputOptions.save(Data(), to: folder.path) }
    }
}
