/// Text inside Markdown as GitHub and GitLab read it.
enum MarkdownText {
    /// Prose with names from outside in it: on one line, with nothing that Markdown, HTML or the forge would read as more than text.
    ///
    /// Punctuation becomes character references, which mean no structure (CommonMark 0.31, section 2.5). What forges make links of by themselves,
    /// mentions, numbers of issues and addresses, is broken by an empty comment, which they leave out.
    static func escaped(_ text: String) -> String {
        var result = ""
        let scalars = Array(SafeText.prose(text).unicodeScalars)
        for (place, scalar) in scalars.enumerated() {
            if structural.contains(scalar) {
                result += "&#\(scalar.value);"
            } else {
                result.unicodeScalars.append(scalar)
            }
            if breaks(scalars, at: place) { result += "<!-- -->" }
        }
        return result
    }

    /// A name, a slice: in a font of its own, in which forges make no links.
    static func code(_ text: String) -> String {
        let name = SafeText.name(text)
        return "<code>" + name.unicodeScalars.map { structural.contains($0) ? "&#\($0.value);" : String($0) }.joined() + "</code>"
    }

    /// A row of a table.
    static func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }

    private static let structural: Set<Unicode.Scalar> = [
        "\\", "`", "*", "_", "[", "]", "<", ">", "#", "!", "|", "~", "&", "@", "$",
    ]

    /// Whether a link could begin with what comes next.
    private static func breaks(_ scalars: [Unicode.Scalar], at place: Int) -> Bool {
        switch scalars[place] {
        case "@", "#", "!", "~", "&", "$": return true
        case ":": return scalars.dropFirst(place + 1).starts(with: "//".unicodeScalars)
        case ".":
            return place >= 3 && String(String.UnicodeScalarView(scalars[(place - 3)..<place])).lowercased() == "www"
        default: return false
        }
    }
}
