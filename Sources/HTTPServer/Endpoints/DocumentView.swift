internal import Domain

/// One version of a document as callers see it: without secrets.
struct DocumentView: Encodable {
    let document: Document

    init(_ document: Document) {
        self.document = document
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(document.revision, forKey: .revision)
        try container.encode(document.kind, forKey: .kind)
        try container.encode(document.name, forKey: .name)
        try container.encode(document.writtenAt, forKey: .at)
        try container.encode(document.author, forKey: .author)
        try container.encode(document.body == nil, forKey: .deleted)
        try container.encodeIfPresent(try visibleBody, forKey: .body)
    }

    private var visibleBody: JSONValue? {
        get throws {
            guard let body = document.body else { return nil }
            let value = try JSONParser.parse(body.utf8)
            guard document.kind == .key else { return value }
            return .object(value.members.filter { !APIKey.secretMembers.contains($0.name) })
        }
    }

    private enum CodingKeys: String, CodingKey {
        case revision, kind, name, at, author, deleted, body
    }
}

extension OperationDescription.Parameter {
    /// How many entries of a list.
    static let limit = Self(
        name: "limit", description: "At most so many, the newest; usual: 100.", schema: .integerSchema(from: 1, to: 1_000))
}

extension Call {
    func limit() throws -> Int { try integer("limit", in: 1...1_000, default: 100) }
}
