internal import CCompression

/// How a request's body is packed.
package enum ContentCoding: String, Sendable, Hashable, CaseIterable {
    case identity, gzip, zstd

    /// Reads the value of a `Content-Encoding` header; `nil` for one that is not understood.
    package init?(header: String) {
        switch header.lowercased() {
        case "", "identity": self = .identity
        case "gzip", "x-gzip": self = .gzip
        case "zstd": self = .zstd
        default: return nil
        }
    }
}

/// Unpacks a stream piece by piece, so that only a piece of it is ever in memory.
package struct Decompressor: ~Copyable {
    private enum Engine {
        case identity
        case gzip(GzipStream)
        case zstd(ZstdStream)
    }

    private let engine: Engine

    package init(_ coding: ContentCoding) throws(IngestError) {
        switch coding {
        case .identity: engine = .identity
        case .gzip: engine = .gzip(try GzipStream())
        case .zstd: engine = .zstd(try ZstdStream())
        }
    }

    /// Unpacks `input`, giving pieces of at most `pieceSize` bytes to `consume`, which may throw to stop.
    package func unpack(
        _ input: ArraySlice<UInt8>, _ consume: (ArraySlice<UInt8>) throws(IngestError) -> Void
    ) throws(IngestError) {
        switch engine {
        case .identity: try consume(input)
        case .gzip(let stream): try stream.unpack(input, consume)
        case .zstd(let stream): try stream.unpack(input, consume)
        }
    }

    /// - Throws: when the packed stream is cut off.
    package func finish() throws(IngestError) {
        let isWhole =
            switch engine {
            case .identity: true
            case .gzip(let stream): stream.isAtEnd
            case .zstd(let stream): stream.isAtEnd
            }
        guard isWhole else {
            throw IngestError(.unreadable, "the packed body is cut off; send the whole of it")
        }
    }
}

private let pieceSize = 256 * 1024

/// zlib's inflate, for one or more gzip members one after the other.
private final class GzipStream {
    private var stream = z_stream()
    private(set) var isAtEnd = true

    init() throws(IngestError) {
        let state = inflateInit2_(
            &stream, Int32(ASSAY_Z_GZIP_WINDOW), zlibVersion(), Int32(MemoryLayout<z_stream>.size))
        guard state == ASSAY_Z_OK else { throw IngestError(.unavailable, "no memory to unpack gzip") }
    }

    deinit { inflateEnd(&stream) }

    func unpack(
        _ input: ArraySlice<UInt8>, _ consume: (ArraySlice<UInt8>) throws(IngestError) -> Void
    ) throws(IngestError) {
        var rest = input
        var piece = [UInt8](repeating: 0, count: pieceSize)
        while true {
            // What is left after a member's end is another member.
            if isAtEnd {
                guard !rest.isEmpty else { return }
                inflateReset(&stream)
                isAtEnd = false
            }
            let (state, read, written) = step(rest, into: &piece)
            rest = rest.dropFirst(read)
            if written > 0 { try consume(piece[..<written]) }
            switch Int(state) {
            case ASSAY_Z_STREAM_END: isAtEnd = true
            case ASSAY_Z_OK where written > 0 || read > 0: continue
            case ASSAY_Z_OK where rest.isEmpty, ASSAY_Z_BUF_ERROR where rest.isEmpty: return
            default:
                let reason = stream.msg.map { String(cString: $0) } ?? "code \(state)"
                throw IngestError(.unreadable, "the body is no gzip: \(reason)")
            }
        }
    }

    private func step(_ input: ArraySlice<UInt8>, into piece: inout [UInt8]) -> (Int32, read: Int, written: Int) {
        input.withUnsafeBufferPointer { input in
            piece.withUnsafeMutableBufferPointer { output in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(output.count)
                let state = inflate(&stream, Int32(ASSAY_Z_NO_FLUSH))
                return (state, input.count - Int(stream.avail_in), output.count - Int(stream.avail_out))
            }
        }
    }
}

/// Zstandard's streaming decoder, for one or more frames one after the other.
private final class ZstdStream {
    private let stream: OpaquePointer
    private(set) var isAtEnd = true

    init() throws(IngestError) {
        guard let stream = ZSTD_createDStream() else { throw IngestError(.unavailable, "no memory to unpack zstd") }
        self.stream = stream
    }

    deinit { ZSTD_freeDStream(stream) }

    func unpack(
        _ input: ArraySlice<UInt8>, _ consume: (ArraySlice<UInt8>) throws(IngestError) -> Void
    ) throws(IngestError) {
        var rest = input
        var piece = [UInt8](repeating: 0, count: pieceSize)
        var isFull = false
        while !rest.isEmpty || isFull {
            let (state, read, written) = step(rest, into: &piece)
            guard ZSTD_isError(state) == 0 else {
                throw IngestError(.unreadable, "the body is no zstd: \(String(cString: ZSTD_getErrorName(state)))")
            }
            isAtEnd = state == 0
            isFull = written == piece.count
            rest = rest.dropFirst(read)
            if written > 0 { try consume(piece[..<written]) }
        }
    }

    private func step(_ input: ArraySlice<UInt8>, into piece: inout [UInt8]) -> (Int, read: Int, written: Int) {
        input.withUnsafeBufferPointer { input in
            piece.withUnsafeMutableBufferPointer { output in
                var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
                var target = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
                let state = ZSTD_decompressStream(stream, &target, &source)
                return (state, source.pos, target.pos)
            }
        }
    }
}
