/// Colours and weights of terminal text.
enum Ink: Sendable, Hashable {
    case plain, bold, dim, red, yellow, green, blue

    /// Select Graphic Rendition (ECMA-48) parameters; `nil` for the terminal's own.
    var code: String? {
        switch self {
        case .plain: nil
        case .bold: "1"
        case .dim: "2"
        case .red: "1;31"
        case .yellow: "33"
        case .green: "32"
        case .blue: "34"
        }
    }
}

/// Text with inks. What goes in is made safe first, so that escape sequences can only come from `rendered`.
struct StyledText: Sendable, Hashable {
    struct Span: Sendable, Hashable {
        var text: String
        var ink: Ink
    }

    private(set) var spans: [Span]

    init(_ text: String, _ ink: Ink = .plain) {
        spans = [Span(text: SafeText.clean(text), ink: ink)]
    }

    private init(spans: [Span]) {
        self.spans = spans
    }

    static func + (left: Self, right: Self) -> Self { Self(spans: left.spans + right.spans) }

    var width: Int { spans.reduce(0) { $0 + DisplayWidth.of($1.text) } }
    var plain: String { spans.map(\.text).joined() }

    static func spaces(_ count: Int) -> Self { Self(String(repeating: " ", count: max(0, count))) }

    /// At most `limit` cells: the middle gives way to an ellipsis, since names often differ at their ends.
    func shortenedInTheMiddle(to limit: Int) -> Self {
        guard width > limit else { return self }
        let head = limit / 2
        return keeping(head: head, tail: limit - 1 - head)
    }

    /// At most `limit` cells: the end gives way.
    func shortenedAtTheEnd(to limit: Int) -> Self {
        width > limit ? keeping(head: limit - 1, tail: 0) : self
    }

    private func keeping(head: Int, tail: Int) -> Self {
        guard head + tail >= 0 else { return Self(spans: []) }
        let characters = spans.flatMap { span in span.text.map { Span(text: String($0), ink: span.ink) } }
        let front = Self.fitting(characters, into: head)
        let back = Self.fitting(characters.reversed(), into: tail).reversed()
        return Self(spans: front + [Span(text: "…", ink: front.last?.ink ?? .plain)] + back)
    }

    private static func fitting(_ characters: [Span], into limit: Int) -> [Span] {
        var left = limit
        return Array(characters.prefix { character in
            left -= DisplayWidth.of(character.text)
            return left >= 0
        })
    }

    /// With escape sequences for the inks, or without.
    func rendered(_ style: TerminalReport.Style) -> String {
        guard style == .ansi else { return plain }
        var text = ""
        var rest = spans[...]
        while let ink = rest.first?.ink {
            let run = rest.prefix { $0.ink == ink }
            rest = rest.dropFirst(run.count)
            let body = run.map(\.text).joined()
            text += ink.code.map { "\u{1B}[\($0)m\(body)\u{1B}[0m" } ?? body
        }
        return text
    }
}
