import Foundation
import Ingest
import Store
import Testing

/// Protects against bodies that are packed badly, or that unpack to more than anyone can hold.
@Suite struct PackedBodyTests {
    private static let line = #"{"prediction_id":"a","x":1}"#

    /// Packs with the system's program; `nil` where there is none.
    private static func pack(_ bytes: [UInt8], with program: String) throws -> [UInt8]? {
        let path = "/usr/bin/\(program)"
        guard FileManager.default.isExecutableFile(atPath: path) else { return nil }
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try Data(bytes).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }  // a folder of the system's to clean
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = ["-c", file.path]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let packed = [UInt8](try pipe.fileHandleForReading.readToEnd() ?? Data())
        process.waitUntilExit()
        return packed
    }

    @Test(arguments: [(ContentCoding.gzip, "gzip"), (.zstd, "zstd")])
    func packedBodiesAreUnpacked(_ coding: ContentCoding, _ program: String) async throws {
        guard let packed = try Self.pack(Array(Self.line.utf8), with: program) else { return }
        let bench = try await Bench()
        try await bench.running { (ingestor: Ingestor) async throws in
            #expect(try await ingestor.send(packed, coding: coding, pieces: 5).receipt.rows == 1)
            // Several one after the other are one.
            let lines = try Self.pack(Array("\n{\"x\":2}".utf8), with: program) ?? []
            #expect(try await ingestor.send(packed + lines, coding: coding).receipt.rows == 2)
            for broken in [Array(packed.dropLast(5)), Array(Self.line.utf8), Array(packed.prefix(12)) + [1, 2, 3, 4, 5, 6, 7, 8]] {
                let error = await #expect(throws: IngestError.self) { try await ingestor.send(broken, coding: coding) }
                #expect(error?.kind == .unreadable)
            }
        }
    }

    @Test func aBombIsRefusedBeforeItUnfolds() async throws {
        let spaces = [UInt8](repeating: 32, count: 64 << 20)
        guard let packed = try Self.pack(spaces, with: "gzip") else { return }
        #expect(packed.count < 1 << 20)
        let spool = FileManager.default.temporaryDirectory.appending(path: "assay-spool").path
        let bench = try await Bench(limits: IngestLimits(requestBytes: 16 << 20, spoolFolder: spool))
        try await bench.running { (ingestor: Ingestor) async throws in
            for format in IngestFormat.allCases {
                let error = await #expect(throws: IngestError.self) {
                    try await ingestor.send(packed, as: format, coding: .gzip)
                }
                #expect(error?.kind == .tooLarge)
            }
            #expect(ingestor.heldBytes == 0)
        }
    }
}
