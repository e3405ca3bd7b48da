extension SQL {
    /// The same statement with its values as literals, for statements that take no bindings, such as the definition of a
    /// view.
    package var inlined: SQL {
        var result = ""
        var values = bindings.makeIterator()
        var quote: Unicode.Scalar?
        // By scalars: a quote with a combining mark after it is one character, and still a quote.
        for scalar in text.unicodeScalars {
            if scalar == "?", quote == nil, let value = values.next() {
                result += SQL.literal(value).text
                continue
            }
            // A quote inside quotes is doubled, which ends them and starts them again.
            if scalar == quote { quote = nil } else if quote == nil, scalar == "\"" || scalar == "'" { quote = scalar }
            result.unicodeScalars.append(scalar)
        }
        return SQL(trusted: result)
    }

    private static func literal(_ value: SQLValue) -> SQL {
        switch value {
        case .null: "NULL"
        case .boolean(let value): value ? "TRUE" : "FALSE"
        case .integer(let value): literal(value)
        case .double(let value): literal(value)
        case .text(let value): literal(value)
        case .bytes(let value):
            SQL(trusted: "'" + value.map { "\\x" + String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() + "'::BLOB")
        }
    }
}
