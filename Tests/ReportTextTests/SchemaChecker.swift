/// Checks JSON against the part of JSON Schema (draft 2020-12) that our schema uses. A keyword it does not know is a
/// complaint, so that the schema cannot say more than is checked.
struct SchemaChecker {
    let root: JSONValue

    private static let annotations: Set = ["$schema", "$id", "$defs", "title", "description", "format"]

    /// What is wrong, each with its path; empty when the value is valid.
    func complaints(about value: JSONValue) -> [String] { complaints(value, against: root, at: "$") }

    private func complaints(_ value: JSONValue, against schema: JSONValue, at path: String) -> [String] {
        guard let keywords = schema.members else { return ["\(path): a schema is not an object"] }
        return keywords.flatMap { keyword, argument in
            complaints(value, keyword, argument, keywords, path)
        }
    }

    private func complaints(
        _ value: JSONValue, _ keyword: String, _ argument: JSONValue, _ keywords: [String: JSONValue], _ path: String
    ) -> [String] {
        func unless(_ fine: Bool) -> [String] { fine ? [] : ["\(path): \(keyword)"] }
        switch keyword {
        case _ where Self.annotations.contains(keyword): return []
        case "$ref":
            guard let name = argument.text?.split(separator: "/").last, argument.text == "#/$defs/\(name)",
                let target = root.members?["$defs"]?.members?[String(name)]
            else { return ["\(path): $ref leads nowhere"] }
            return complaints(value, against: target, at: path)
        case "type":
            let types = argument.items?.compactMap(\.text) ?? [argument.text].compactMap { $0 }
            return unless(types.contains { Self.isOf(value, type: $0) })
        case "const": return unless(value == argument)
        case "enum": return unless(argument.items?.contains(value) ?? false)
        case "anyOf":
            return unless((argument.items ?? []).contains { complaints(value, against: $0, at: path).isEmpty })
        case "pattern":
            // Of patterns only a fixed beginning is checked; all others are a complaint.
            guard let pattern = argument.text, pattern.wholeMatch(of: /\^[a-z_:]+/) != nil else { return ["\(path): the pattern is not checked"] }
            return unless(value.text?.hasPrefix(pattern.dropFirst()) ?? true)
        case "minimum": return unless(value.number.flatMap { v in argument.number.map { v >= $0 } } ?? true)
        case "maximum": return unless(value.number.flatMap { v in argument.number.map { v <= $0 } } ?? true)
        case "required":
            guard let members = value.members else { return [] }
            return (argument.items ?? []).compactMap(\.text).filter { members[$0] == nil }
                .map { "\(path).\($0): required" }
        case "properties":
            guard let members = value.members else { return [] }
            return (argument.members ?? [:]).flatMap { name, schema in
                members[name].map { complaints($0, against: schema, at: "\(path).\(name)") } ?? []
            }
        case "additionalProperties":
            let known = Set((keywords["properties"]?.members ?? [:]).keys)
            let others = (value.members ?? [:]).filter { !known.contains($0.key) }
            if argument == .bool(false) { return others.keys.map { "\(path).\($0): unknown" } }
            return others.flatMap { complaints($1, against: argument, at: "\(path).\($0)") }
        case "items":
            return (value.items ?? []).enumerated().flatMap {
                complaints($1, against: argument, at: "\(path)[\($0)]")
            }
        default: return ["\(path): the keyword \(keyword) is not checked"]
        }
    }

    private static func isOf(_ value: JSONValue, type: String) -> Bool {
        switch (value, type) {
        case (.null, "null"), (.bool, "boolean"), (.number, "number"), (.string, "string"), (.array, "array"),
            (.object, "object"):
            true
        case (.number(let number), "integer"): number == number.rounded()
        default: false
        }
    }
}
