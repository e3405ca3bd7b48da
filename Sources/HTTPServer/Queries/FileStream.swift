internal import Foundation

/// A file that is sent and then removed.
final class FileStream: Sendable {
    private let path: String
    /// Bytes.
    let count: Int

    init(path: String) throws {
        self.path = path
        count = (try FileManager.default.attributesOfItem(atPath: path)[.size] as? NSNumber)?.intValue ?? 0
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }  // what stays is removed when the server starts again

    /// Hands the bytes out, piece by piece.
    func write(_ consume: (Data) async throws -> Void) async throws {
        let handle = try FileHandle(forReadingFrom: URL(filePath: path))
        defer { try? handle.close() }  // it was only read
        while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty { try await consume(piece) }
    }
}
