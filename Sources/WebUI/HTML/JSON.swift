/// A JSON value that writes itself in a form that is safe inside a script element.
///
/// Doubles are written to five significant digits, which is more than a chart shows; what is not finite becomes `null`.
enum JSON: Sendable {
    case null
    case bool(Bool)
    case int(Int)
    case number(Double)
    case text(String)
    case array([JSON])
    /// Keys in the order of writing, so that the same report gives the same page.
    case object([(String, JSON)])

    static func number(_ value: Double?) -> JSON { value.map { .number($0) } ?? .null }
    static func int(_ value: Int?) -> JSON { value.map { .int($0) } ?? .null }

    /// The value as JSON text.
    var text: String {
        var result = ""
        write(to: &result)
        return result
    }

    private func write(to result: inout String) {
        switch self {
        case .null: result += "null"
        case .bool(let value): result += value ? "true" : "false"
        case .int(let value): result += String(value)
        case .number(let value): result += value.isFinite ? Self.short(value) : "null"
        case .text(let value): Self.write(value, to: &result)
        case .array(let values):
            result += "["
            for (place, value) in values.enumerated() {
                if place > 0 { result += "," }
                value.write(to: &result)
            }
            result += "]"
        case .object(let members):
            result += "{"
            for (place, (key, value)) in members.enumerated() {
                if place > 0 { result += "," }
                Self.write(key, to: &result)
                result += ":"
                value.write(to: &result)
            }
            result += "}"
        }
    }

    private static func short(_ value: Double) -> String {
        let rounded = value.rounded(toSignificantDigits: 5)
        if let whole = Int(exactly: rounded), abs(whole) < 1_000_000_000 { return String(whole) }
        return "\(rounded)"
    }

    /// Besides what JSON asks for, escapes what could end a script element or start a comment in it, the two line
    /// separators, and characters that reverse the order of text.
    private static func write(_ value: String, to result: inout String) {
        result += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "<", ">", "&", "'", "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{200E}", "\u{200F}",
                "\u{2028}"..."\u{202E}", "\u{2066}"..."\u{2069}":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        result += "\""
    }
}
