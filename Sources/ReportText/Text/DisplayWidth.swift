/// How many terminal cells a text takes.
///
/// A character (grapheme cluster) that is shown as an emoji takes two cells; otherwise its scalars' widths add up:
/// two for wide East Asian scalars (Unicode Standard Annex 11, classes W and F), none for combining marks, joiners
/// and the vowels and finals of a conjoining Hangul syllable, one for the rest. Terminals disagree on joined emoji;
/// this follows those that draw them as one picture.
package enum DisplayWidth {
    package static func of(_ text: some StringProtocol) -> Int {
        let bytes = text.utf8
        return bytes.allSatisfy { $0 < 0x80 && $0 != 0x0D } ? bytes.count : text.reduce(0) { $0 + of($1) }
    }

    package static func of(_ character: Character) -> Int {
        let scalars = character.unicodeScalars
        if let first = scalars.first, isEmoji(first, followedBy: scalars.dropFirst().first) { return 2 }
        return scalars.reduce(0) { $0 + of($1) }
    }

    /// Cells of one scalar on its own.
    package static func of(_ scalar: Unicode.Scalar) -> Int {
        if scalar.isASCII { return 1 }
        if isZero(scalar) { return 0 }
        return isWide(scalar) ? 2 : 1
    }

    private static func isEmoji(_ first: Unicode.Scalar, followedBy second: Unicode.Scalar?) -> Bool {
        if first.properties.isEmojiPresentation { return true }
        // U+FE0F asks for the emoji form of a character that also has a text form.
        return first.properties.isEmoji && second?.value == 0xFE0F
    }

    private static func isZero(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: true
        default: (0x1160...0x11FF).contains(scalar.value) || (0xD7B0...0xD7FF).contains(scalar.value)
        }
    }

    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isEmojiPresentation || wide.contains { $0.contains(scalar.value) }
    }

    /// Blocks of wide scalars, generously: a cell too many is a gap, a cell too few breaks a table.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
        0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF,
        0x1AFF0...0x1B2FF, 0x1D300...0x1D37F, 0x1F200...0x1F2FF, 0x1F300...0x1F64F, 0x1F680...0x1F6FF,
        0x1F900...0x1FAFF, 0x20000...0x3FFFD,
    ]
}
