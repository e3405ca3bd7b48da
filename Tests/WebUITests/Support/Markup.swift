/// Finds what a browser would have to repair in a page: tags not closed or closed in the wrong order, attributes without
/// quotes, an id given twice.
struct Markup {
    private(set) var faults: [String] = []
    private(set) var ids: Set<String> = []
    private var open: [Substring] = []

    private static let void: Set<Substring> = ["meta", "link", "br", "hr", "img", "input"]

    init(_ page: String) {
        var rest = Substring(page)
        while let less = rest.firstIndex(of: "<") {
            rest = rest[rest.index(after: less)...]
            guard let greater = rest.firstIndex(of: ">") else {
                faults.append("a tag has no end")
                break
            }
            let tag = rest[..<greater]
            rest = rest[rest.index(after: greater)...]
            if tag.hasPrefix("!") { continue }
            if tag.hasPrefix("/") { close(tag.dropFirst()) } else { start(tag) }
            if let last = open.last, last == "script" || last == "style" {
                guard let end = rest.firstRange(of: "</\(last)>") else {
                    faults.append("<\(last)> has no end")
                    break
                }
                rest = rest[end.lowerBound...]
            }
        }
        if !open.isEmpty { faults.append("not closed: \(open)") }
    }

    private mutating func close(_ name: Substring) {
        if open.last == name { open.removeLast() } else { faults.append("</\(name)> closes <\(open.last ?? "")>") }
    }

    private mutating func start(_ tag: Substring) {
        let name = tag.prefix { !$0.isWhitespace }
        let attributes = tag.dropFirst(name.count)
        if attributes.count(where: { $0 == "\"" }) % 2 != 0 { faults.append("quotes of <\(tag)>") }
        if let start = attributes.firstRange(of: " id=\"") {
            let id = String(attributes[start.upperBound...].prefix { $0 != "\"" })
            if !ids.insert(id).inserted { faults.append("id \(id) is given twice") }
        }
        if !Self.void.contains(name) { open.append(name) }
    }
}
