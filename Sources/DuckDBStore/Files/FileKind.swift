internal import Store

/// Says of files whose first bytes belie their name what they are, in place of what a reader makes of them.
enum FileKind {
    static func checkParquet(_ path: String) throws(StoreError) {
        let bytes = FileBytes(path: path)
        let (start, end) = (bytes.prefix(4), bytes.suffix(4))
        // What is not there is for the engine to say.
        guard bytes.isThere, start != parquet || end != parquet else { return }
        if start == encryptedParquet {
            throw StoreError(.badInput, "\(path) is an encrypted Parquet file; give one that is not")
        }
        throw StoreError(
            .badInput,
            start == parquet
                ? "\(path): the end of this Parquet file is missing; write or copy it again"
                : "\(path) is no Parquet file; write it again, or name it by what it is: .csv, .tsv or .ndjson")
    }

    static func checkText(_ path: String) throws(StoreError) {
        let start = FileBytes(path: path).prefix(4)
        if start == parquet {
            throw StoreError(.badInput, "\(path) is a Parquet file by its content; name it .parquet")
        }
        if start == [0x50, 0x4B, 0x03, 0x04] {
            throw StoreError(.badInput, "\(path) is an Excel workbook or a ZIP archive; export or unpack it as CSV")
        }
        let isNamedCompressed = path.isNamedCompressed
        if start.starts(with: [0x1F, 0x8B]), !isNamedCompressed {
            throw StoreError(.badInput, "\(path) is compressed with gzip; add .gz to its name")
        }
        if start == [0x28, 0xB5, 0x2F, 0xFD], !isNamedCompressed {
            throw StoreError(.badInput, "\(path) is compressed with Zstandard; add .zst to its name")
        }
        if path.lowercased().hasSuffix(".gz"), !start.isEmpty, !start.starts(with: [0x1F, 0x8B]) {
            throw StoreError(.badInput, "\(path) is not compressed with gzip; take .gz off its name")
        }
        if start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) {
            throw StoreError(.badInput, "\(path) is UTF-16 text; \(toUTF8(from: "UTF-16"))")
        }
    }

    /// The remedy for text in another encoding.
    static func toUTF8(from encoding: String) -> String {
        "save it as UTF-8, such as with: iconv -f \(encoding) -t UTF-8"
    }

    /// The remedy for what is no text, or looks like none.
    static let asText = "name it by its format, or \(toUTF8(from: "UTF-16"))"

    private static let parquet = Array("PAR1".utf8)
    private static let encryptedParquet = Array("PARE".utf8)
}

extension String {
    /// Whether a path's name says that the file is compressed.
    var isNamedCompressed: Bool { [".gz", ".zst"].contains { lowercased().hasSuffix($0) } }
}
