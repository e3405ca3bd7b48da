internal import Yams

/// The lines on which the parts of a YAML document stand.
struct LineIndex: Sendable {
    struct Place {
        var line: Int
        /// Whether quotes would make a text of it.
        var wantsQuotes: Bool
    }

    private let places: [String: Place]

    init(_ root: Node) {
        var places: [String: Place] = [:]
        Self.add(root, at: "", to: &places)
        self.places = places
    }

    /// Where a field such as `columns.2.role` is; what is around it where it is missing.
    func find(_ field: String) -> Place? {
        if let place = places[field] { return place }
        guard !field.isEmpty else { return nil }
        return find(field.lastIndex(of: ".").map { String(field[..<$0]) } ?? "")
    }

    private static func add(_ node: Node, at field: String, to places: inout [String: Place]) {
        if let line = node.mark?.line {
            places[field] = Place(line: line, wantsQuotes: node.scalar?.style == .plain && node.tagName != .str && node.tagName != .null)
        }
        let prefix = field.isEmpty ? "" : field + "."
        for (index, element) in (node.sequence ?? []).enumerated() { add(element, at: "\(prefix)\(index)", to: &places) }
        for (key, value) in node.mapping ?? [:] {
            guard let name = key.scalar?.string else { continue }
            add(value, at: prefix + name, to: &places)
            // A mapping or list begins on the next line; the key is where people look.
            if let line = key.mark?.line { places[prefix + name]?.line = line }
        }
    }
}
