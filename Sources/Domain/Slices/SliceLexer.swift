/// One word, sign or value of a slice's text.
struct SliceToken: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        /// A word that the language keeps for itself.
        case keyword(SliceKeyword)
        /// A column's name, bare or in backquotes.
        case name(String)
        case number(SliceValue)
        case text(String)
        /// `=`, `!=`, `<`, `<=`, `>`, `>=`; `==` is given as `=`.
        case comparison(SliceComparison)
        case open, close, comma
        case end
    }

    var kind: Kind
    var range: Range<String.Index>

    var place: SlicePlace { SlicePlace(index: range.lowerBound) }
}

/// Words that name a column only in backquotes, in capitals or small letters.
enum SliceKeyword: String, Sendable, Hashable, CaseIterable {
    case and, or, not, `in`, between, `true`, `false`
    case isNull = "is_null"
    case isNaN = "is_nan"
    case contains
    case startsWith = "starts_with"
}

/// Cuts a slice's text into tokens.
///
/// Goes by Unicode scalars, not characters: a quote with a combining mark after it is one character, and still a quote.
struct SliceLexer {
    let text: String
    private var place: String.Index

    private var scalars: String.UnicodeScalarView { text.unicodeScalars }

    init(_ text: String) {
        self.text = text
        place = text.startIndex
    }

    mutating func next() throws(SliceError) -> SliceToken {
        while let scalar = peek(), scalar.properties.isWhitespace { advance() }
        let start = place
        let kind = try kind()
        return SliceToken(kind: kind, range: start..<place)
    }

    private mutating func kind() throws(SliceError) -> SliceToken.Kind {
        guard let scalar = peek() else { return .end }
        switch scalar {
        case "(": return single(.open)
        case ")": return single(.close)
        case ",": return single(.comma)
        case "\"", "'": return .text(try quoted(by: scalar, as: "text"))
        case "`":
            let start = place
            let name = try quoted(by: scalar, as: "name")
            guard !name.isEmpty else { throw error("a column's name cannot be empty", at: start) }
            return .name(name)
        case "=", "!", "<", ">": return try comparison()
        case "0"..."9", "+", "-", ".": return try number()
        case _ where scalar.startsName: return word()
        default: throw unexpected(scalar)
        }
    }

    private mutating func single(_ kind: SliceToken.Kind) -> SliceToken.Kind {
        advance()
        return kind
    }

    private mutating func word() -> SliceToken.Kind {
        let word = String(take { $0.continuesName })
        return SliceKeyword(rawValue: word.lowercased()).map { .keyword($0) } ?? .name(word)
    }

    /// What stands between two marks; the mark itself is written twice.
    private mutating func quoted(by mark: Unicode.Scalar, as what: String) throws(SliceError) -> String {
        let start = place
        advance()
        var content = String.UnicodeScalarView()
        while let scalar = peek() {
            advance()
            if scalar == mark {
                guard peek() == mark else { return String(content) }
                advance()
            }
            content.append(scalar)
        }
        throw error("the \(what) is not closed: expected \(mark) after it", at: start)
    }

    private mutating func comparison() throws(SliceError) -> SliceToken.Kind {
        let start = place
        let signs = String(take { "=!<>".unicodeScalars.contains($0) })
        if let comparison = SliceComparison(rawValue: signs == "==" ? "=" : signs) { return .comparison(comparison) }
        let remedy = ["<>": "write !=", "!": "write not", "=<": "write <=", "=>": "write >="][signs]
        throw error("'\(signs.prefix(20))' is no comparison: \(remedy ?? "expected =, !=, <, <=, > or >=")", at: start)
    }

    private mutating func number() throws(SliceError) -> SliceToken.Kind {
        let start = place
        var sign = "+" as Unicode.Scalar
        if let first = peek(), first == "+" || first == "-" {
            sign = first
            advance()
        }
        // All that a number could be written with, so that 1.2.3 and 25abc are complained of as a whole.
        var previous = sign
        let digits = String(
            take { scalar in
                defer { previous = scalar }
                return scalar.continuesName || scalar == "."
                    || (scalar == "+" || scalar == "-") && (previous == "e" || previous == "E")
            })
        guard digits.wholeMatch(of: /(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?/) != nil,
            let number = Double(digits)
        else {
            throw error("'\(text[start..<place].prefix(40))' is no number: expected such as 25, -0.5 or 1e6", at: start)
        }
        guard number.isFinite else { throw error("the number is too large: expected at most about 1.8e308", at: start) }
        let isNegative = sign == "-"
        if let whole = Int64((isNegative ? "-" : "") + digits) { return .number(.integer(whole)) }
        return .number(SliceValue(number: isNegative ? -number : number))
    }

    private func unexpected(_ scalar: Unicode.Scalar) -> SliceError {
        let remedy: String =
            switch scalar {
            case "&": "write and"
            case "|": "write or"
            case "“", "”", "„", "‘", "’", "«", "»": "put texts in straight quotes, \"...\""
            default: "put names with such characters in backquotes, `...`, and texts in quotes, \"...\""
            }
        let shown = scalar.properties.generalCategory == .control ? "U+\(String(scalar.value, radix: 16))" : "\(scalar)"
        return error("'\(shown)' means nothing here: \(remedy)", at: place)
    }

    private func error(_ message: String, at place: String.Index) -> SliceError {
        SliceError(message, in: text, at: place)
    }

    private func peek() -> Unicode.Scalar? { place < text.endIndex ? scalars[place] : nil }

    private mutating func advance() { scalars.formIndex(after: &place) }

    private mutating func take(while isTaken: (Unicode.Scalar) -> Bool) -> Substring.UnicodeScalarView {
        let start = place
        while let scalar = peek(), isTaken(scalar) { advance() }
        return scalars[start..<place]
    }
}

extension Unicode.Scalar {
    /// Letters of any alphabet and the underscore (UAX 31).
    var startsName: Bool { self == "_" || properties.isXIDStart }

    /// Also digits and the marks that belong to letters.
    var continuesName: Bool { properties.isXIDContinue }
}
