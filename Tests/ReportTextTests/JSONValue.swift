/// Any JSON, for tests that look at its structure.
enum JSONValue: Equatable, Decodable {
    case null, bool(Bool), number(Double), string(String), array([JSONValue]), object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {  // `try?`: the next type is tried
            self = .bool(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    var members: [String: JSONValue]? { if case .object(let members) = self { members } else { nil } }
    var items: [JSONValue]? { if case .array(let items) = self { items } else { nil } }
    var text: String? { if case .string(let text) = self { text } else { nil } }
    var number: Double? { if case .number(let number) = self { number } else { nil } }

    /// With the value at a path replaced; `nil` removes it. Paths that lead nowhere change nothing.
    func replacing(_ path: ArraySlice<String>, with value: JSONValue?) -> JSONValue {
        guard let key = path.first else { return value ?? .null }
        switch self {
        case .object(var members):
            members[key] = path.count == 1 ? value : members[key]?.replacing(path.dropFirst(), with: value)
            return .object(members)
        case .array(var items):
            if let place = Int(key), items.indices.contains(place) {
                items[place] = items[place].replacing(path.dropFirst(), with: value)
            }
            return .array(items)
        default: return self
        }
    }
}
