internal import Domain

/// A JSON Schema of the OpenAPI document, by its name there.
struct Schema: Sendable {
    let name: String
    let value: JSONValue

    /// How other parts of the document speak of it.
    var reference: JSONValue { ["$ref": .text("#/components/schemas/\(name)")] }

    /// What a value has that the schema does not admit, each with its place: fields that it does not know, values of
    /// another type, choices that are none. Lengths and ranges are left to those who use the value.
    func faults(in value: JSONValue) -> [Problem.Fault] { Self.faults(in: value, schema: self.value, at: "") }

    private static func faults(in value: JSONValue, schema: JSONValue, at place: String) -> [Problem.Fault] {
        let schema = resolve(schema)
        if let type = schema["type"]?.text, !value.isOf(type: type) {
            let remedy = value == .null ? "; leave the field out to say nothing" : ""
            return [.init("a value of type \(type) is wanted here\(remedy)", field: place)]
        }
        if let choices = schema["enum"]?.elements, !choices.contains(value) {
            return [.init("one of \(choices.compactMap(\.text).joined(separator: ", ")) is wanted here", field: place)]
        }
        let prefix = place.isEmpty ? "" : place + "."
        let properties = schema["properties"] ?? .object([])
        let missing = (schema["required"]?.elements ?? []).compactMap(\.text).filter { value[$0] == nil }
        return value.elements.enumerated().flatMap { faults(in: $1, schema: schema["items"] ?? .null, at: "\(prefix)\($0)") }
            + missing.map { .init("missing", field: prefix + $0) }
            + value.members.flatMap { member -> [Problem.Fault] in
                if let property = properties[member.name] {
                    return faults(in: member.value, schema: property, at: prefix + member.name)
                }
                guard schema["additionalProperties"] == .boolean(false) else { return [] }
                let known = properties.members.map(\.name).joined(separator: ", ")
                return [.init("unknown; known are \(known)", field: prefix + member.name)]
            }
    }

    private static func resolve(_ schema: JSONValue) -> JSONValue {
        guard let reference = schema["$ref"]?.text else { return schema }
        return Schemas.all.first { reference.hasSuffix("/\($0.name)") }?.value ?? schema
    }
}

extension JSONValue {
    /// Whether this is what JSON Schema calls a value of this type.
    fileprivate func isOf(type: String) -> Bool {
        switch (self, type) {
        case (.text, "string"), (.boolean, "boolean"), (.integer, "integer"), (.integer, "number"),
            (.number, "number"), (.array, "array"), (.object, "object"):
            true
        case (.number(let value), "integer"): value == value.rounded()
        default: false
        }
    }
}

// MARK: Building schemas

extension JSONValue {
    /// An object with exactly these members.
    static func objectSchema(_ properties: [(String, JSONValue)], required: [String], open: Bool = false) -> JSONValue {
        var members: [Member] = [
            .init(name: "type", value: "object"),
            .init(name: "properties", value: .object(properties.map { .init(name: $0, value: $1) })),
            .init(name: "required", value: .array(required.map(JSONValue.text))),
        ]
        if !open { members.append(.init(name: "additionalProperties", value: false)) }
        return .object(members)
    }

    static func textSchema(
        _ description: String? = nil, limit: Int? = nil, format: String? = nil, pattern: String? = nil
    ) -> JSONValue {
        typed(
            "string", description,
            [
                ("maxLength", limit.map { .integer(Int64($0)) }), ("format", format.map(JSONValue.text)),
                ("pattern", pattern.map(JSONValue.text)),
            ])
    }

    /// A name as `ModelDefinition.problem(ofName:)` admits it: lengths here are of characters, there of bytes.
    static func nameSchema(_ description: String? = nil) -> JSONValue {
        typed(
            "string", description,
            [
                ("minLength", 1), ("maxLength", .integer(Int64(ModelDefinition.nameLimit))),
                ("pattern", "^[^\\u0000-\\u001f\\u007f]+$"),
            ])
    }

    static func integerSchema(_ description: String? = nil, from minimum: Int64? = nil, to maximum: Int64? = nil) -> JSONValue {
        typed("integer", description, [("minimum", minimum.map(JSONValue.integer)), ("maximum", maximum.map(JSONValue.integer))])
    }

    static func numberSchema(_ description: String? = nil, above: Int64? = nil) -> JSONValue {
        typed("number", description, [("exclusiveMinimum", above.map(JSONValue.integer))])
    }

    static func booleanSchema(_ description: String? = nil) -> JSONValue { typed("boolean", description, []) }

    static func arraySchema(of items: JSONValue, _ description: String? = nil, atLeast count: Int64? = nil) -> JSONValue {
        typed("array", description, [("items", items), ("minItems", count.map(JSONValue.integer))])
    }

    static func choiceSchema(_ values: [String], _ description: String? = nil) -> JSONValue {
        typed("string", description, [("enum", .array(values.map(JSONValue.text)))])
    }

    private static func typed(_ type: String, _ description: String?, _ more: [(String, JSONValue?)]) -> JSONValue {
        var members: [Member] = [.init(name: "type", value: .text(type))]
        if let description { members.append(.init(name: "description", value: .text(description))) }
        for case (let name, let value?) in more { members.append(.init(name: name, value: value)) }
        return .object(members)
    }
}
