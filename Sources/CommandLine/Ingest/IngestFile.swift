internal import Foundation
internal import Ingest

/// A file, or standard input, whose rows go into a store.
struct IngestFile {
    /// `-` for standard input.
    let path: String
    let format: IngestFormat

    var name: String { path == "-" ? "standard input" : path }

    /// In bytes; `nil` when it is not known.
    var size: Int? {
        guard path != "-" else { return nil }
        return (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? nil  // only for progress
    }

    /// The files that the arguments name: paths, patterns, or `-`.
    ///
    /// - Parameter format: what they are whatever their names; `nil` to go by name.
    static func resolve(_ arguments: [String], format: IngestFormat?) throws -> [IngestFile] {
        try arguments.flatMap { argument -> [IngestFile] in
            if argument == "-" {
                guard format != .parquet else {
                    throw InputError("Parquet cannot be read from standard input, because its index is at the end; name the file")
                }
                return [IngestFile(path: argument, format: format ?? .ndjson)]
            }
            return try DataFiles.resolve(argument, part: nil).map { path in
                IngestFile(path: path, format: try format ?? self.format(of: path))
            }
        }
    }

    func open() throws -> FileHandle {
        if path == "-" { return .standardInput }
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw InputError("\(path) cannot be read; check its permissions")
        }
        return handle
    }

    private static func format(of path: String) throws -> IngestFormat {
        var name = path.lowercased()
        for packing in [".gz", ".zst"] where name.hasSuffix(packing) { name.removeLast(packing.count) }
        switch name.split(separator: ".").last {
        case "parquet", "pq": return .parquet
        case "csv", "tsv", "txt": return .csv
        case "ndjson", "jsonl": return .ndjson
        case "json": return try startsWithArray(path) ? .json : .ndjson
        default:
            throw InputError(
                "the format of \(path) is not known by its name; use .parquet, .csv, .tsv, .ndjson or .json (text also "
                    + "with .gz or .zst), or say it with --format")
        }
    }

    /// What is called JSON may be an array, or an object a line.
    private static func startsWithArray(_ path: String) throws -> Bool {
        let chunks = try UnpackedChunks(IngestFile(path: path, format: .json))
        while let chunk = try chunks.next() {
            if let first = chunk.first(where: { $0 > 32 && $0 < 0x80 }) { return first == UInt8(ascii: "[") }
        }
        return false
    }
}

/// The bytes of a file, unpacked, a piece at a time. How it is packed is seen from its first bytes.
final class UnpackedChunks {
    private let handle: FileHandle
    private let name: String
    private var decompressor: Decompressor?
    private var isPlain = false
    /// Bytes that were read, packed as they are.
    private(set) var readCount = 0

    init(_ file: IngestFile) throws {
        handle = try file.open()
        name = file.name
    }

    deinit {
        if handle !== FileHandle.standardInput { try? handle.close() }  // it was only read
    }

    /// - Returns: `nil` at the end.
    /// - Throws: `InputError` for a file that is packed badly.
    func next() throws -> [UInt8]? {
        let packed: Data
        do {
            // Little at a time of what may unfold to a thousand times as much.
            packed = try handle.read(upToCount: isPlain ? 1 << 20 : 64 << 10) ?? Data()
        } catch {
            throw InputError("\(name) cannot be read: \(error.localizedDescription)")
        }
        do {
            guard !packed.isEmpty else {
                try decompressor?.finish()
                return nil
            }
            readCount += packed.count
            if decompressor == nil {
                let coding = ContentCoding(magic: packed)
                isPlain = coding == .identity
                decompressor = try Decompressor(coding)
            }
            var bytes: [UInt8] = []
            try decompressor?.unpack([UInt8](packed)[...]) { bytes += $0 }
            return bytes
        } catch {
            throw InputError("\(name): \(error.description)")
        }
    }
}

extension ContentCoding {
    fileprivate init(magic bytes: Data) {
        if bytes.starts(with: [0x1F, 0x8B]) {
            self = .gzip
        } else if bytes.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) {
            self = .zstd
        } else {
            self = .identity
        }
    }
}
