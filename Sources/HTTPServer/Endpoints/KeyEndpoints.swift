internal import Domain
internal import HTTPTypes
internal import Hummingbird

/// Keys: made, rotated, revoked.
struct KeyEndpoints: EndpointGroup {
    let keys: KeyRing

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/v1/keys", access: .wholeStoreAdmins,
                .init(id: "listKeys", summary: "All keys, without their secrets", answer: Schemas.keyList.reference)
            ) { _ in
                try Response(json: ["keys": await keys.all().map { KeyView($0) }])
            },
            Endpoint(
                .post, "/v1/keys", access: .wholeStoreAdmins,
                .init(
                    id: "createKey", summary: "Make a key", details: "Its token is in the answer, this once.",
                    body: .json(Schemas.keyRequest), status: .created, answer: Schemas.keyWithToken.reference)
            ) { call in
                guard let value = try await call.json() else { throw Problem(.badRequest, "the body is empty; name and scopes are wanted") }
                let body = try Schemas.keyRequest.decode(CreationBody.self, from: value)
                let made = try await keys.make(
                    .init(name: body.name, scopes: Set(body.scopes), models: body.models, expiresAt: body.expiresAt),
                    by: call.caller.author)
                return try Response(status: .created, json: KeyView(made.key, token: made.secret.token))
            },
            Endpoint(
                .post, "/v1/keys/{id}/rotation", access: .wholeStoreAdmins,
                .init(
                    id: "rotateKey", summary: "Give a key a new secret",
                    details: "The old one is taken for the time of grace.",
                    body: .json(Schemas.rotationRequest, isRequired: false), answer: Schemas.keyWithToken.reference)
            ) { call in
                let value = try await call.json() ?? .object([])
                let body = try Schemas.rotationRequest.decode(RotationBody.self, from: value)
                let made = try await keys.rotate(
                    call.parameter("id"), grace: body.graceSeconds ?? KeyRing.usualGrace, by: call.caller.author)
                return try Response(json: KeyView(made.key, token: made.secret.token))
            },
            Endpoint(
                .delete, "/v1/keys/{id}", access: .wholeStoreAdmins,
                .init(id: "revokeKey", summary: "End a key at once", status: .noContent)
            ) { call in
                try await keys.revoke(call.parameter("id"), by: call.caller.author)
                return Response(status: .noContent)
            },
        ]
    }

    private struct CreationBody: Decodable {
        var name: String
        var scopes: [APIKey.Scope]
        var models: [String]?
        var expiresAt: Timestamp?

        private enum CodingKeys: String, CodingKey {
            case name, scopes, models
            case expiresAt = "expires_at"
        }
    }

    private struct RotationBody: Decodable {
        var graceSeconds: Int?

        private enum CodingKeys: String, CodingKey {
            case graceSeconds = "grace_seconds"
        }
    }
}

/// A key as callers see it; with its token only when it is new.
package struct KeyView: Encodable {
    let key: APIKey
    let token: String?

    package init(_ key: APIKey, token: String? = nil) {
        self.key = key
        self.token = token
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(key.id, forKey: .id)
        try container.encode(key.name, forKey: .name)
        try container.encode(key.scopes.map(\.rawValue).sorted(), forKey: .scopes)
        try container.encodeIfPresent(key.models, forKey: .models)
        try container.encode(key.createdAt, forKey: .createdAt)
        try container.encodeIfPresent(key.expiresAt, forKey: .expiresAt)
        try container.encodeIfPresent(key.lastUsedAt, forKey: .lastUsedAt)
        try container.encodeIfPresent(key.previous?.until, forKey: .previousUntil)
        try container.encodeIfPresent(token, forKey: .token)
    }

    private enum CodingKeys: String, CodingKey {
        case id, name, scopes, models, token
        case createdAt = "created_at"
        case expiresAt = "expires_at"
        case lastUsedAt = "last_used_at"
        case previousUntil = "previous_secret_until"
    }
}
