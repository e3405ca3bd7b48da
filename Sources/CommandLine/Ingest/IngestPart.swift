internal import Crypto
internal import Foundation
internal import Ingest

/// What goes into a store as one request: all of a small file, or a stretch of rows of a large one.
struct IngestPart: Sendable {
    enum Body: Sendable {
        case bytes([UInt8])
        case file(path: String, size: Int)
    }

    var body: Body
    var format: IngestFormat
    /// Counted from zero in its file.
    var index: Int
    /// Lines (CSV: rows) of the file before the first of this part.
    var linesBefore: Int

    /// The body in pieces, as it is wanted.
    var chunks: BodyChunks { BodyChunks(body: body) }

    /// A name that is the same whenever these rows are sent for the same purpose.
    func idempotencyKey(_ purpose: String) throws -> String {
        var digest = SHA256()
        digest.update(data: Data("\(purpose)\u{0}\(format.rawValue)\u{0}\(index)\u{0}".utf8))
        switch body {
        case .bytes(let bytes): digest.update(data: bytes)
        case .file(let path, _):
            let handle = try IngestFile(path: path, format: format).open()
            defer { try? handle.close() }  // it was only read
            _ = try digest.update(readingFrom: handle)
        }
        return "file-" + digest.finalize().hexadecimal
    }
}

/// The bytes of a part in pieces; each time it is asked from the start again.
struct BodyChunks: AsyncSequence, Sendable {
    typealias Element = ArraySlice<UInt8>

    let body: IngestPart.Body

    struct Iterator: AsyncIteratorProtocol {
        fileprivate let body: IngestPart.Body
        fileprivate var position = 0
        fileprivate var handle: FileHandle?

        mutating func next() async throws -> ArraySlice<UInt8>? {
            let size = 256 << 10
            switch body {
            case .bytes(let bytes):
                guard position < bytes.count else { return nil }
                defer { position += size }
                return bytes[position..<Swift.min(position + size, bytes.count)]
            case .file(let path, _):
                if handle == nil { handle = try IngestFile(path: path, format: .parquet).open() }
                guard let data = try handle?.read(upToCount: size), !data.isEmpty else { return nil }
                return [UInt8](data)[...]
            }
        }
    }

    func makeAsyncIterator() -> Iterator { Iterator(body: body) }
}
