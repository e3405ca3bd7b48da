/// A piece of markup. It can only be made from escaped text, from tags of ours and from other pieces, so nothing that
/// data says can become markup.
package struct HTML: Sendable, Hashable {
    /// The markup itself.
    package private(set) var markup: String

    private init(markup: String) { self.markup = markup }

    /// Nothing.
    package static let empty = HTML(markup: "")

    /// Text that a reader sees as it is.
    package init(text: String) {
        markup = text.escapedForHTML
    }

    /// An element around `content`.
    init(_ tag: Tag, _ attributes: [Attribute], content: HTML) {
        var markup = "<\(tag.name)"
        for attribute in attributes { markup += attribute.markup }
        markup += ">"
        if !tag.isVoid { markup += "\(content.markup)</\(tag.name)>" }
        if tag.isBlock { markup += "\n" }
        self.init(markup: markup)
    }

    /// A style sheet or a script of ours, or data that is already escaped for a script element. Should a text hold the
    /// end of its own element, it is broken up in the way that both languages read as the same text.
    init(rawText: String, in tag: Tag, _ attributes: [Attribute]) {
        var markup = "<\(tag.name)"
        for attribute in attributes { markup += attribute.markup }
        markup += ">\(rawText.withoutEnd(of: tag))</\(tag.name)>\n"
        self.init(markup: markup)
    }

    mutating func append(_ other: HTML) { markup += other.markup }
}

extension String {
    /// The text with all characters that mean something in markup replaced, and those that HTML does not allow made
    /// visible as U+FFFD. Fit for text and for attributes in double quotes.
    package var escapedForHTML: String {
        var result = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            switch scalar {
            case "&": result.append(contentsOf: "&amp;".unicodeScalars)
            case "<": result.append(contentsOf: "&lt;".unicodeScalars)
            case ">": result.append(contentsOf: "&gt;".unicodeScalars)
            case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
            case "'": result.append(contentsOf: "&#39;".unicodeScalars)
            case "\t", "\n": result.append(scalar)
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}": result.append("\u{FFFD}")
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    /// `</script` as `<\/script`; the chart library is a megabyte, so it is copied only when there is something to do.
    fileprivate func withoutEnd(of tag: Tag) -> String {
        let pieces = utf8.split(separator: UInt8(ascii: "<"), omittingEmptySubsequences: false)
        let end = "/\(tag.name)".utf8
        guard pieces.dropFirst().contains(where: { $0.prefix(end.count).elementsEqual(end) }) else { return self }
        return pieces.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "<")
            .replacing("</\(tag.name)", with: "<\\/\(tag.name)")
    }
}

/// Collects pieces of a page; texts among them are escaped.
@resultBuilder
package enum HTMLBuilder {
    package static func buildExpression(_ html: HTML) -> HTML { html }
    package static func buildExpression(_ text: String) -> HTML { HTML(text: text) }
    package static func buildExpression(_ html: HTML?) -> HTML { html ?? .empty }

    package static func buildBlock(_ parts: HTML...) -> HTML { joined(parts) }
    package static func buildArray(_ parts: [HTML]) -> HTML { joined(parts) }
    package static func buildOptional(_ part: HTML?) -> HTML { part ?? .empty }
    package static func buildEither(first: HTML) -> HTML { first }
    package static func buildEither(second: HTML) -> HTML { second }

    private static func joined(_ parts: [HTML]) -> HTML {
        var result = HTML.empty
        for part in parts { result.append(part) }
        return result
    }
}
