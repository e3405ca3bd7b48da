package import Domain
internal import FoundationEssentials

extension Schema {
    /// Reads a value that has fields of this schema and no others.
    func decode<Value: Decodable>(_ type: Value.Type, from value: JSONValue) throws -> Value {
        guard case .object = value else {
            throw Problem(.unprocessable, "an object is wanted, such as {\"name\": …}")
        }
        let faults = faults(in: value)
        guard faults.isEmpty else {
            throw Problem(.unprocessable, "this is not what is wanted here (\(name) in /openapi.json)", faults: faults)
        }
        do {
            return try JSONDecoder().decode(type, from: JSONEncoder().encode(value))
        } catch let error as DecodingError {
            throw Problem(error)
        }
    }
}

extension ModelDefinition {
    /// Reads a definition as the API takes it.
    ///
    /// - Parameter name: what it must be called, or is called where it does not say; `nil` when it must say.
    /// - Throws: `Problem`, with the places of everything that is wrong.
    package init(json value: JSONValue, named name: String? = nil) throws {
        var value = value
        if let name, case .object(let members) = value, value["name"] == nil {
            value = .object(members + [.init(name: "name", value: .text(name))])
        }
        self = try Schemas.definition.decode(ModelDefinition.self, from: value)
        guard name == nil || self.name == name else {
            throw Problem(
                .unprocessable, "a model cannot be renamed; create another one",
                faults: [.init("is not the name in the path", field: "name")])
        }
    }
}
