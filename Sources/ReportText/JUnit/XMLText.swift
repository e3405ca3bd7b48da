/// Text inside XML 1.0.
enum XMLText {
    /// Escaped for content and for attributes in double quotes. Characters that XML 1.0 cannot hold (section 2.2)
    /// or advises against become U+FFFD; line feeds and tabs are kept by character references.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&apos;"
            case "\n": result += "&#10;"
            case "\r": result += "&#13;"
            case "\t": result += "&#9;"
            case _ where isIllegal(scalar.value): result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// An element; without children it closes itself.
    static func element(_ name: String, _ attributes: [(String, String)], _ children: [String] = []) -> String {
        let open = name + attributes.map { " \($0)=\"\(escaped($1))\"" }.joined()
        guard !children.isEmpty else { return "<\(open)/>\n" }
        let body = children.joined().split(separator: "\n").map { "  \($0)\n" }.joined()
        return "<\(open)>\n\(body)</\(name)>\n"
    }

    private static func isIllegal(_ value: UInt32) -> Bool {
        switch value {
        case 0..<0x20, 0x7F...0x9F: true
        // The last two code points of every plane are noncharacters.
        default: value & 0xFFFE == 0xFFFE || (0xFDD0...0xFDEF).contains(value)
        }
    }
}
