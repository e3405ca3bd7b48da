/// What is wrong with a slice, and where.
package struct SliceError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong and what was expected, or what to write instead; one line.
    package let message: String
    /// The slice as it was written.
    package let text: String
    /// Where it is wrong, in characters from 1; one after the last when something is missing at the end.
    package let offset: Int

    init(_ message: String, in text: String, at place: String.Index) {
        self.message = String(message.map { $0.isVisible ? $0 : " " })
        self.text = text
        // A place between the scalars of a character counts as that character.
        offset =
            place >= text.endIndex
            ? text.count + 1 : max(1, text.indices.prefix { $0 <= place }.count)
    }

    /// What somebody else found wrong with a slice.
    package init(_ message: String, in text: String, offset: Int) {
        self.message = String(message.map { $0.isVisible ? $0 : " " })
        self.text = text
        self.offset = max(1, min(offset, text.count + 1))
    }

    /// The message, and the text with a caret under the place.
    package var description: String {
        let reach = 60
        let (start, end) = (max(0, offset - 1 - reach), offset + reach)
        let shown = text.dropFirst(start).prefix(end - start)
        let lead = start > 0 ? "…" : ""
        let tail = shown.endIndex < text.endIndex ? "…" : ""
        let line = lead + String(shown.map { $0.isVisible ? $0 : " " }) + tail
        let caret = String(repeating: " ", count: lead.count + offset - 1 - start) + "^"
        return "\(message) (character \(offset))\n  \(line)\n  \(caret)"
    }
}

extension Character {
    /// Whether it takes its place on a line: line breaks, tabs and codes that steer a terminal do not.
    fileprivate var isVisible: Bool {
        unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: false
            default: true
            }
        }
    }
}
