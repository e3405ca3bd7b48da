/// A JSON Schema of the OpenAPI document, by its name there.
struct Schema: Sendable {
    let name: String
    let value: JSONValue

    /// How other parts of the document speak of it.
    var reference: JSONValue { ["$ref": .text("#/components/schemas/\(name)")] }

    /// Members of a value that the schema does not know, in objects that admit no others.
    func unknownFields(in value: JSONValue) -> [Problem.Fault] { Self.unknownFields(in: value, schema: self.value, path: "") }

    private static func unknownFields(in value: JSONValue, schema: JSONValue, path: String) -> [Problem.Fault] {
        let schema = resolve(schema)
        var faults: [Problem.Fault] = []
        for (index, element) in value.elements.enumerated() {
            faults += unknownFields(in: element, schema: schema["items"] ?? .null, path: "\(path)\(index).")
        }
        let properties = schema["properties"]
        for member in value.members {
            if let property = properties?[member.name] {
                faults += unknownFields(in: member.value, schema: property, path: "\(path)\(member.name).")
            } else if schema["additionalProperties"] == .boolean(false) {
                let known = properties?.members.map(\.name).joined(separator: ", ") ?? ""
                faults.append(.init("unknown; known are \(known)", field: path + member.name))
            }
        }
        return faults
    }

    private static func resolve(_ schema: JSONValue) -> JSONValue {
        guard let reference = schema["$ref"]?.text else { return schema }
        return Schemas.all.first { reference.hasSuffix("/\($0.name)") }?.value ?? schema
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

    static func textSchema(_ description: String? = nil, limit: Int? = nil, format: String? = nil) -> JSONValue {
        typed("string", description, [("maxLength", limit.map { .integer(Int64($0)) }), ("format", format.map(JSONValue.text))])
    }

    static func integerSchema(_ description: String? = nil, from minimum: Int64? = nil, to maximum: Int64? = nil) -> JSONValue {
        typed("integer", description, [("minimum", minimum.map(JSONValue.integer)), ("maximum", maximum.map(JSONValue.integer))])
    }

    static func numberSchema(_ description: String? = nil, above: Int64? = nil) -> JSONValue {
        typed("number", description, [("exclusiveMinimum", above.map(JSONValue.integer))])
    }

    static func booleanSchema(_ description: String? = nil) -> JSONValue { typed("boolean", description, []) }

    static func arraySchema(of items: JSONValue, _ description: String? = nil) -> JSONValue {
        typed("array", description, [("items", items)])
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
