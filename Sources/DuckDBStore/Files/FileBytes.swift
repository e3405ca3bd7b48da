#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// A file's bytes as they lie on the disk, for saying what is wrong with it; the engine reads the data.
///
/// What cannot be read has no bytes: the engine says why.
struct FileBytes {
    let path: String

    var isThere: Bool { access(path, F_OK) == 0 }

    func prefix(_ count: Int) -> [UInt8] { bytes(count, from: 0, SEEK_SET) }

    func suffix(_ count: Int) -> [UInt8] { bytes(count, from: -count, SEEK_END) }

    /// The number of the line that the byte at `offset` is in, the first being 1. Lines end in LF or, in files without
    /// any before `offset`, in CR.
    func lineNumber(at offset: Int) -> Int {
        guard let file = fopen(path, "rb") else { return 1 }
        defer { fclose(file) }
        var (rest, feeds, returns) = (offset, 0, 0)
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while rest > 0 {
            let read = fread(&buffer, 1, min(rest, buffer.count), file)
            guard read > 0 else { break }
            for byte in buffer[..<read] {
                if byte == UInt8(ascii: "\n") { feeds += 1 } else if byte == UInt8(ascii: "\r") { returns += 1 }
            }
            rest -= read
        }
        return 1 + (feeds > 0 ? feeds : returns)
    }

    private func bytes(_ count: Int, from offset: Int, _ origin: Int32) -> [UInt8] {
        guard let file = fopen(path, "rb") else { return [] }
        defer { fclose(file) }
        guard fseek(file, offset, origin) == 0 else { return [] }
        var buffer = [UInt8](repeating: 0, count: count)
        let read = fread(&buffer, 1, count, file)
        return Array(buffer[..<read])
    }
}
