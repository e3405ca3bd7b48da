internal import Foundation

/// A body on disk while the engine reads it.
final class SpoolFile {
    let path: String
    private let handle: FileHandle

    init(in folder: String) throws {
        path = folder + "/" + UUID().uuidString
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            guard FileManager.default.createFile(atPath: path, contents: nil), let handle = FileHandle(forWritingAtPath: path)
            else { throw IngestError(.unavailable, "no file can be made for the body; see that there is room") }
            self.handle = handle
        } catch let error as CocoaError {
            throw IngestError(.unavailable, "no file can be made for the body: \(error.localizedDescription)")
        }
    }

    func write(_ bytes: ArraySlice<UInt8>) throws(IngestError) {
        do {
            try handle.write(contentsOf: bytes)
        } catch {
            let isFull = (error as? CocoaError)?.code == .fileWriteOutOfSpace
            throw IngestError(isFull ? .noRoom : .unavailable, "the body cannot be put on disk: \(error.localizedDescription)")
        }
    }

    /// What is left behind when this fails is removed when the program starts again.
    func remove() {
        try? handle.close()
        try? FileManager.default.removeItem(atPath: path)
    }
}
