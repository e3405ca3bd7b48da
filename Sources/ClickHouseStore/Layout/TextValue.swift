internal import Domain

/// What a text is when it is read as something else.
enum TextValue {
    /// A decimal number, `nan` or `inf`, with white space around it.
    static func number(_ text: String) -> Double? {
        var bytes = Substring(text).utf8
        while let first = bytes.first, isSpace(first) { bytes = bytes.dropFirst() }
        while let last = bytes.last, isSpace(last) { bytes = bytes.dropLast() }
        // Mostly a word: seen at its first letter. And Swift reads numbers of base sixteen, too.
        guard let first = bytes.first, mayBeginNumber(first), bytes.count < 1_000,
            !bytes.contains(where: { $0 | 0x20 == UInt8(ascii: "x") })
        else { return nil }
        return Double(Substring(bytes))
    }

    /// Microseconds since 1970 in UTC.
    static func time(_ text: String) -> Int64? {
        let bytes = Array(text.utf8.prefix(5))
        guard bytes.count == 5, bytes[4] == UInt8(ascii: "-"), bytes[..<4].allSatisfy(isDigit) else { return nil }
        return Timestamp(text: text)?.microseconds
    }

    /// A number as the text of a category: whole ones without a fraction, whatever type their file gave them.
    static func category(_ number: Double) -> String {
        number.rounded() == number && abs(number) < 1e15 ? String(Int64(number)) : "\(number)"
    }

    /// A moment as the text of a category: `1970-01-01 00:00:00.25`.
    static func category(time: Int64) -> String {
        let text = Timestamp(microseconds: time).description.replacing("T", with: " ").replacing("Z", with: "")
        guard text.contains(".") else { return text }
        return String(text.reversed().drop { $0 == "0" }.reversed())
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

    private static func mayBeginNumber(_ byte: UInt8) -> Bool {
        isDigit(byte) || "+-.nNiI".utf8.contains(byte)
    }
}
