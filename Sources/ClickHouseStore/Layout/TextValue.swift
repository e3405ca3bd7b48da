internal import Domain

/// What a text is when it is read as something else.
enum TextValue {
    /// A decimal number, `nan` or `inf`, with white space around it.
    static func number(_ text: String) -> Double? {
        guard looksLike(text, { mayBeNumber($0) }) else { return nil }
        var bytes = Substring(text).utf8
        while let first = bytes.first, isSpace(first) { bytes = bytes.dropFirst() }
        while let last = bytes.last, isSpace(last) { bytes = bytes.dropLast() }
        return Double(Substring(bytes))
    }

    /// Microseconds since 1970 in UTC.
    static func time(_ text: String) -> Int64? {
        guard looksLike(text, { $0.count >= 10 && $0[4] == UInt8(ascii: "-") && $0[..<4].allSatisfy(isDigit) }) else { return nil }
        return Timestamp(text: text)?.microseconds
    }

    /// Most texts are words, and are told by a look at their bytes.
    private static func looksLike(_ text: String, _ test: (UnsafeBufferPointer<UInt8>) -> Bool) -> Bool {
        text.utf8.withContiguousStorageIfAvailable(test) ?? true
    }

    /// Swift reads numbers of base sixteen, too, and as far as a NUL, which are none here.
    private static func mayBeNumber(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard bytes.count < 1_000, let first = bytes.first(where: { !isSpace($0) }), mayBeginNumber(first) else { return false }
        return !bytes.contains { $0 | 0x20 == UInt8(ascii: "x") || $0 == 0 }
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
