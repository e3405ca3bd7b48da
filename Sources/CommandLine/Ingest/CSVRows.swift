/// Finds where rows of a CSV file end: at line ends that are not inside quotes.
///
/// As RFC 4180 has it, and as the engine reads: a quote opens a cell only as its first character, and is doubled inside.
struct CSVRows {
    private enum State {
        case cellStart, plain, quoted, quoteInQuoted
    }

    private let delimiter: UInt8
    private var state = State.cellStart

    init(delimiter: UInt8) { self.delimiter = delimiter }

    /// The delimiter that a header has most often outside quotes; a comma when it has none.
    init(header: some Sequence<UInt8>) {
        var isQuoted = false
        var counts: [UInt8: Int] = [:]
        for byte in header {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if !isQuoted { counts[byte, default: 0] += 1 }
        }
        var best = (delimiter: UInt8(ascii: ","), count: 0)
        for candidate in ",;\t|".utf8 where counts[candidate, default: 0] > best.count {
            best = (candidate, counts[candidate, default: 0])
        }
        self.init(delimiter: best.delimiter)
    }

    /// The header with its line's end, for which no delimiter needs to be known; `nil` while it is not whole.
    static func header(of bytes: [UInt8]) -> ArraySlice<UInt8>? {
        var isQuoted = false
        for (index, byte) in bytes.enumerated() {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if byte == UInt8(ascii: "\n"), !isQuoted { return bytes[...index] }
        }
        return nil
    }

    /// Takes the next byte.
    ///
    /// - Returns: whether a row ends with it.
    mutating func ends(with byte: UInt8) -> Bool {
        switch (state, byte) {
        case (.quoted, UInt8(ascii: "\"")): state = .quoteInQuoted
        case (.quoted, _): break
        case (.quoteInQuoted, UInt8(ascii: "\"")), (.cellStart, UInt8(ascii: "\"")): state = .quoted
        case (_, UInt8(ascii: "\n")):
            state = .cellStart
            return true
        case (_, delimiter): state = .cellStart
        default: state = .plain
        }
        return false
    }
}
