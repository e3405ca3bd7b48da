/// The same texts, written in another way.
package enum TextFamily {
    /// Ways of writing by name, and what each makes of a text.
    private static let ways: [(name: String, kind: Transformation.Kind, write: @Sendable (String) -> String)] = [
        ("lower case", .letterCase, { $0.lowercased() }),
        ("upper case", .letterCase, { $0.uppercased() }),
        ("first letter in capitals", .letterCase, { $0.prefix(1).uppercased() + $0.dropFirst().lowercased() }),
        ("without spaces around", .whitespace, { trimmed($0) }),
        ("with a space before", .whitespace, { " " + $0 }),
        ("with a space behind", .whitespace, { $0 + " " }),
        ("without spaces", .whitespace, { $0.filter { !$0.isWhitespace } }),
        ("with _ for spaces", .whitespace, { String($0.map { $0.isWhitespace ? "_" : $0 }) }),
        ("with - for spaces", .whitespace, { String($0.map { $0.isWhitespace ? "-" : $0 }) }),
        ("with _ for -", .whitespace, { String($0.map { $0 == "-" ? "_" : $0 }) }),
        ("in lower case and without spaces around", .letterCase, { trimmed($0).lowercased() }),
        ("in upper case and without spaces around", .letterCase, { trimmed($0).uppercased() }),
    ]

    /// `text` as the way of that name writes it; `nil` for none of that name.
    static func written(_ text: String, as name: String) -> String? { ways.first { $0.name == name }?.write(text) }

    private static func trimmed(_ text: String) -> String {
        let front = text.drop { $0.isWhitespace }
        return String(front.reversed().drop { $0.isWhitespace }.reversed())
    }

    /// All ways of writing, and texts cut at the length of the longest online.
    package static func candidates(_ pairs: [(String, String)]) -> [Transformation] {
        var result = ways.map { Transformation($0.kind, name: $0.name) }
        if let length = pairs.map(\.1.count).max(), length > 0 { result.append(Transformation(.truncatedText, ["length": Double(length)])) }
        return result
    }
}
