internal import Ingest

/// Cuts a file into parts, so that only one of them is in memory at a time.
final class PartReader {
    /// Where a part ends, when the file does not end before.
    struct Limits {
        var rows = 100_000
        var bytes = 64 << 20
    }

    private let file: IngestFile
    private let limits: Limits
    private let chunks: UnpackedChunks
    private var buffer: [UInt8] = []
    /// Up to here rows have been looked for.
    private var searched = 0
    /// The end of the last whole row, and how many there are.
    private var end = 0
    private var rows = 0
    private var rowsBefore = 0
    private var index = 0
    private var isAtEnd = false
    private var csv: CSVRows?
    private var header: [UInt8] = []

    init(_ file: IngestFile, limits: Limits = Limits()) throws {
        self.file = file
        self.limits = limits
        chunks = try UnpackedChunks(file)
    }

    /// Bytes of the file that were read, packed as they are.
    var readCount: Int { file.format == .parquet ? (index > 0 ? file.size ?? 0 : 0) : chunks.readCount }

    /// - Returns: `nil` at the end.
    func next() throws -> IngestPart? {
        switch file.format {
        case .parquet:
            guard index == 0 else { return nil }
            return part(.file(path: file.path, size: file.size ?? 0))
        case .json:
            guard index == 0 else { return nil }
            while let chunk = try chunks.next() {
                buffer += chunk
                guard buffer.count <= limits.bytes else {
                    throw InputError(
                        "\(file.name) is one JSON document of more than \(limits.bytes >> 20) MiB; write it as NDJSON, an object a line")
                }
            }
            return part(.bytes(buffer))
        case .ndjson, .csv: return try nextRows()
        }
    }

    private func nextRows() throws -> IngestPart? {
        while !isFull {
            if searched == buffer.count {
                guard !isAtEnd, let chunk = try chunks.next() else {
                    isAtEnd = true
                    break
                }
                buffer += chunk
            }
            findRows()
        }
        if isRowTooLong || (isAtEnd && !isFull) {
            if end < buffer.count { rows += 1 }
            end = buffer.count
        }
        // A header without rows is sent all the same: what is wrong with it is said by who reads it.
        guard end > 0, rows > 0 || (index == 0 && isAtEnd) else { return nil }
        let body = header.isEmpty || index == 0 ? Array(buffer[..<end]) : header + buffer[..<end]
        buffer.removeFirst(end)
        searched -= end
        let part = part(.bytes(body))
        rowsBefore += rows
        (end, rows) = (0, 0)
        return part
    }

    private var isFull: Bool { rows >= limits.rows || end >= limits.bytes || isRowTooLong }

    /// A row that is longer than a part is sent as it is, to be refused by who reads it.
    private var isRowTooLong: Bool { rows == 0 && searched == buffer.count && buffer.count > limits.bytes + header.count }

    private func findRows() {
        if file.format == .csv, csv == nil {
            guard let found = CSVRows.header(of: buffer) else {
                searched = buffer.count
                return
            }
            header = Array(found)
            csv = CSVRows(header: header)
            (searched, end) = (header.count, header.count)
        }
        let limit = limits
        while searched < buffer.count, rows < limit.rows, end < limit.bytes {
            if csv != nil {
                while searched < buffer.count, csv?.ends(with: buffer[searched]) != true { searched += 1 }
                guard searched < buffer.count else { return }
            } else {
                guard let found = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) else {
                    searched = buffer.count
                    return
                }
                searched = found
            }
            searched += 1
            end = searched
            rows += 1
        }
    }

    private func part(_ body: IngestPart.Body) -> IngestPart {
        defer { index += 1 }
        return IngestPart(body: body, format: file.format, index: index, linesBefore: rowsBefore)
    }
}
