/// The name of an element. Called with attributes and content, it makes the element.
struct Tag: Sendable {
    let name: String
    /// Without content and end tag.
    var isVoid = false
    /// Followed by a line break, so that the page can be read and compared as text.
    var isBlock = true

    static let html = Tag(name: "html")
    static let head = Tag(name: "head")
    static let meta = Tag(name: "meta", isVoid: true)
    static let title = Tag(name: "title")
    static let style = Tag(name: "style")
    static let script = Tag(name: "script")
    static let noscript = Tag(name: "noscript")
    static let body = Tag(name: "body")
    static let header = Tag(name: "header")
    static let footer = Tag(name: "footer")
    static let main = Tag(name: "main")
    static let nav = Tag(name: "nav")
    static let section = Tag(name: "section")
    static let article = Tag(name: "article")
    static let div = Tag(name: "div")
    static let h1 = Tag(name: "h1")
    static let h2 = Tag(name: "h2")
    static let h3 = Tag(name: "h3")
    static let p = Tag(name: "p")
    static let ul = Tag(name: "ul")
    static let ol = Tag(name: "ol")
    static let li = Tag(name: "li")
    static let dl = Tag(name: "dl")
    static let dt = Tag(name: "dt")
    static let dd = Tag(name: "dd")
    static let details = Tag(name: "details")
    static let summary = Tag(name: "summary")
    static let table = Tag(name: "table")
    static let caption = Tag(name: "caption")
    static let thead = Tag(name: "thead")
    static let tbody = Tag(name: "tbody")
    static let tr = Tag(name: "tr")
    static let th = Tag(name: "th")
    static let td = Tag(name: "td")
    static let a = Tag(name: "a", isBlock: false)
    static let bdi = Tag(name: "bdi", isBlock: false)
    static let button = Tag(name: "button", isBlock: false)
    static let code = Tag(name: "code", isBlock: false)
    static let span = Tag(name: "span", isBlock: false)
    static let strong = Tag(name: "strong", isBlock: false)
    static let svg = Tag(name: "svg", isBlock: false)
    static let path = Tag(name: "path", isBlock: false)

    func callAsFunction(_ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { .empty }) -> HTML {
        HTML(self, attributes, content: content())
    }
}

/// A name and a value in a start tag. Values are escaped; names are ours.
struct Attribute: Sendable {
    let markup: String

    init(_ name: StaticString, _ value: String) {
        markup = " \(name)=\"\(value.escapedForHTML)\""
    }

    private init(markup: String) { self.markup = markup }

    /// Left out.
    static let none = Attribute(markup: "")
    static let hidden = Attribute(markup: " hidden")

    static func `class`(_ value: String) -> Attribute { Attribute("class", value) }
    static func id(_ value: String) -> Attribute { Attribute("id", value) }
    static func href(_ value: String) -> Attribute { Attribute("href", value) }
    static func scope(_ value: String) -> Attribute { Attribute("scope", value) }
    static func style(_ value: String) -> Attribute { Attribute("style", value) }
    static func label(_ value: String) -> Attribute { Attribute("aria-label", value) }
    static func labelled(by id: String) -> Attribute { Attribute("aria-labelledby", id) }
    /// What the cell's column is called, for narrow screens where the table's head is not shown.
    static func column(_ title: String) -> Attribute { Attribute("data-label", title) }
}
