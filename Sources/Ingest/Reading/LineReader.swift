internal import Store

/// Cuts a stream of bytes into lines. Lines of nothing but blanks are passed over, but counted.
struct LineReader {
    /// A longer line is refused: no record is that large.
    static let lineLimit = 4 << 20

    private(set) var block = LineBlock()
    /// The bytes of a line whose end has not come yet start here.
    private var lineStart = 0
    private var lineNumber = 1
    private var isFirst = true

    mutating func append(_ piece: ArraySlice<UInt8>) throws(IngestError) {
        var searched = block.bytes.count
        block.bytes += piece
        while let end = block.bytes[searched...].firstIndex(of: UInt8(ascii: "\n")) {
            try endLine(at: end)
            searched = end + 1
            lineStart = searched
        }
        if block.bytes.count - lineStart > Self.lineLimit { throw tooLong() }
    }

    /// Ends the last line, which needs no line's end.
    mutating func finish() throws(IngestError) {
        guard lineStart < block.bytes.count else { return }
        try endLine(at: block.bytes.count)
        lineStart = block.bytes.count
    }

    /// Takes out the whole lines that have come.
    mutating func takeBlock() -> LineBlock {
        let rest = Array(block.bytes[lineStart...])
        defer {
            block = LineBlock(bytes: rest)
            lineStart = 0
        }
        return LineBlock(bytes: Array(block.bytes[..<lineStart]), lines: block.lines)
    }

    private mutating func endLine(at end: Int) throws(IngestError) {
        guard end - lineStart <= Self.lineLimit else { throw tooLong() }
        var bytes = lineStart..<end
        if isFirst, block.bytes[bytes].starts(with: [0xEF, 0xBB, 0xBF]) {
            // A byte order mark is no part of the first line.
            bytes = (lineStart + 3)..<end
        }
        isFirst = false
        if block.bytes[bytes].contains(where: { $0 > 32 }) {
            block.lines.append(.init(request: 0, number: lineNumber, bytes: bytes))
        }
        lineNumber += 1
    }

    private func tooLong() -> IngestError {
        IngestError(
            .tooLarge, "line \(lineNumber) is longer than \(Self.lineLimit >> 20) MiB; one record a line is wanted",
            line: lineNumber)
    }
}
