package import Domain

/// A key as it is kept: never its secret, only a digest of it.
package struct APIKey: Sendable, Hashable, Codable {
    /// What a key may do.
    package enum Scope: String, Sendable, Hashable, Codable, CaseIterable {
        /// Send records and actuals.
        case ingest
        /// Ask.
        case read
        /// Change models and keys; whatever the others may.
        case admin
    }

    /// Digest of the secret that a rotation has replaced, and until when it is still taken.
    package struct Previous: Sendable, Hashable, Codable {
        package var digest: String
        package var until: Timestamp
    }

    /// The public part, by which the key is found and named.
    package var id: String
    /// What people call it.
    package var name: String
    package var scopes: Set<Scope>
    /// The models it is limited to; `nil` for all.
    package var models: [String]?
    package var createdAt: Timestamp
    package var expiresAt: Timestamp?
    /// Written now and then, not at each use.
    package var lastUsedAt: Timestamp?
    /// SHA-256 of the secret, in hexadecimal. The secret is 32 random bytes: there is nothing to guess that a slower
    /// function would protect.
    var digest: String
    var previous: Previous?

    private enum CodingKeys: String, CodingKey {
        case id, name, scopes, models, previous
        case createdAt = "created_at"
        case expiresAt = "expires_at"
        case lastUsedAt = "last_used_at"
        case digest = "secret_sha256"
    }

    /// Members of a stored key that are nobody's business.
    static let secretMembers: Set<String> = [CodingKeys.digest.rawValue, CodingKeys.previous.rawValue]

    package func isExpired(at now: Timestamp) -> Bool { expiresAt.map { $0 <= now } ?? false }

    /// Whether it may do what needs this scope.
    package func may(_ scope: Scope) -> Bool { scopes.contains(scope) || scopes.contains(.admin) }

    /// Whether it may know of this model.
    package func mayUse(model: String) -> Bool { models?.contains(model) ?? true }

    /// By whom the log says that a document was written.
    package var author: String { "\(name) (\(id))" }
}
