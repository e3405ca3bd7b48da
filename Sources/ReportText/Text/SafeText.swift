/// Makes text from outside harmless to print: it can neither steer the terminal nor reorder or hide what is beside it.
package enum SafeText {
    /// More of one text is never shown; guards against cells of a hundred kilobytes.
    private static let longest = 4_000
    /// More marks on one letter would run into the lines above and below.
    private static let mostMarks = 4

    /// The text on one line with control characters made visible: escape becomes `␛`, line feed `␊`; invisible
    /// formatting (bidirectional overrides, byte order marks), private and unassigned scalars become `�`.
    /// Joiners stay: emoji and several scripts need them. Idempotent.
    package static func clean(_ text: String) -> String {
        if text.utf8.count <= longest, text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return text }
        var scalars = String.UnicodeScalarView()
        var marks = 0
        for scalar in text.unicodeScalars.prefix(longest) {
            guard let visible = visible(scalar) else { continue }
            if DisplayWidth.of(visible) == 0 {
                // A mark needs something to sit on, or it would change the character before the text.
                if scalars.isEmpty { scalars.append("◌") }
                marks += 1
                if marks > mostMarks { continue }
            } else {
                marks = 0
            }
            scalars.append(visible)
        }
        if text.unicodeScalars.dropFirst(longest).first != nil { scalars.append("…") }
        return String(scalars)
    }

    /// Prose: as `clean`, with runs of white space made one space.
    package static func prose(_ text: String) -> String {
        clean(text.prefix(longest).split(whereSeparator: \.isWhitespace).joined(separator: " "))
    }

    /// A name: as `clean`, in quotation marks where nothing would be seen.
    package static func name(_ text: String) -> String {
        let name = clean(text)
        return name.allSatisfy { $0 == " " } ? "\"\(name)\"" : name
    }

    private static func visible(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        let value = scalar.value
        if value < 0x20 { return Unicode.Scalar(0x2400 + value) }
        if value == 0x7F { return "␡" }
        // Tag characters only choose among flags: the flag without them is good enough.
        if (0xE0000...0xE007F).contains(value) { return nil }
        if value == 0x200C || value == 0x200D { return scalar }
        switch scalar.properties.generalCategory {
        case .control, .format, .privateUse, .unassigned, .surrogate, .lineSeparator, .paragraphSeparator:
            return "\u{FFFD}"
        case .spaceSeparator:
            return " "
        default:
            return scalar
        }
    }
}
