package import Domain
internal import FoundationEssentials
package import Store

/// The keys of a store: who may call, and as whom.
package actor KeyRing {
    /// What a new key shall be.
    package struct Request: Sendable {
        package var name: String
        package var scopes: Set<APIKey.Scope>
        package var models: [String]?
        package var expiresAt: Timestamp?

        package init(
            name: String, scopes: Set<APIKey.Scope>, models: [String]? = nil, expiresAt: Timestamp? = nil
        ) {
            self.name = name
            self.scopes = scopes
            self.models = models
            self.expiresAt = expiresAt
        }
    }

    /// How long a secret that was replaced is still taken, unless told otherwise: a day, in seconds.
    package static let usualGrace = 86_400
    /// Uses are noted in the store at most this often, in microseconds: each is a line of the audit log.
    private static let noteInterval: Int64 = TimeBucket.hour.length

    private let store: any RecordStore
    private let now: @Sendable () -> Timestamp
    private var keys: [String: APIKey] = [:]
    private let changes = ChangeQueue()
    private var lastUses: [String: Timestamp] = [:]

    /// Call `load` before anything else.
    package init(_ store: any RecordStore, now: @escaping @Sendable () -> Timestamp = { Timestamp(Date()) }) {
        self.store = store
        self.now = now
    }

    /// Reads what the store holds, not between a change and its being written.
    package func load() async throws {
        try await changes.run(on: self) { ring in
            var keys: [String: APIKey] = [:]
            for document in try await ring.store.documents(of: .key) {
                do {
                    keys[document.name] = try JSONDecoder().decode(APIKey.self, from: Data((document.body ?? "").utf8))
                } catch {
                    throw StoreError(.engine, "the key '\(document.name)' is damaged: \(error)", cause: error)
                }
            }
            ring.keys = keys
        }
    }

    /// All keys, oldest first, with their uses up to now.
    package func all() -> [APIKey] {
        keys.values.map(withLastUse).sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
    }

    /// Whether anybody can get in.
    package var hasLiveKey: Bool { keys.values.contains { !$0.isExpired(at: now()) } }

    /// An admin's key for a store that never had a key; `nil` for any other.
    package func makeFirstKey() async throws -> KeySecret? {
        guard try await store.history(of: .key, named: nil, limit: 1).isEmpty else { return nil }
        return try await make(Request(name: "first key", scopes: [.admin]), by: "assay").secret
    }

    /// - Throws: `KeyError.invalid`.
    package func make(_ request: Request, by author: String) async throws -> (key: APIKey, secret: KeySecret) {
        if let problem = ModelDefinition.problem(ofName: request.name) { throw KeyError.invalid("name: \(problem)") }
        guard !request.scopes.isEmpty else { throw KeyError.invalid("scopes: at least one of ingest, read, admin") }
        for model in request.models ?? [] {
            if let problem = ModelDefinition.problem(ofName: model) { throw KeyError.invalid("models: \(problem)") }
        }
        if let models = request.models, models.isEmpty {
            throw KeyError.invalid("models: name at least one, or leave it out for all")
        }
        if let expiresAt = request.expiresAt, expiresAt <= now() {
            throw KeyError.invalid("expires_at: \(expiresAt) is over")
        }
        let secret = KeySecret(id: KeySecret.newID())
        let key = APIKey(
            id: secret.id, name: request.name, scopes: request.scopes, models: request.models, createdAt: now(),
            expiresAt: request.expiresAt, lastUsedAt: nil, digest: secret.digest)
        try await changes.run(on: self) { try await $0.write(key, by: author) }
        return (key, secret)
    }

    /// Gives a key a new secret; the old one is taken for `grace` more seconds.
    ///
    /// - Throws: `KeyError.unknown` or `.invalid`.
    package func rotate(
        _ id: String, grace: Int = usualGrace, by author: String
    ) async throws -> (key: APIKey, secret: KeySecret) {
        guard (0...31_536_000).contains(grace) else {
            throw KeyError.invalid("grace_seconds: from 0 to 31536000 (a year)")
        }
        return try await changes.run(on: self) { ring in
            guard var key = ring.keys[id] else { throw KeyError.unknown(id) }
            let secret = KeySecret(id: id)
            let until = ring.now().advanced(byMicroseconds: Int64(grace) * 1_000_000)
            key.previous = .init(digest: key.digest, until: until)
            key.digest = secret.digest
            try await ring.write(key, by: author)
            return (key, secret)
        }
    }

    /// Ends a key at once.
    ///
    /// - Throws: `KeyError.unknown`.
    package func revoke(_ id: String, by author: String) async throws {
        try await changes.run(on: self) { ring in
            guard let key = ring.keys.removeValue(forKey: id) else { throw KeyError.unknown(id) }
            do {
                _ = try await ring.store.write(.key, named: id, body: nil, by: author)
            } catch {
                // It still holds for the store, and would be back after the next start.
                ring.keys[id] = key
                throw error
            }
        }
    }

    /// The key that this token is of; `nil` for any reason why it is of none.
    package func key(of token: some StringProtocol) -> APIKey? {
        guard let secret = KeySecret(token: token), let key = keys[secret.id], !key.isExpired(at: now()) else { return nil }
        let isPrevious = key.previous.map { now() < $0.until && secret.matches($0.digest) } ?? false
        guard secret.matches(key.digest) || isPrevious else { return nil }
        lastUses[key.id] = now()
        return key
    }

    /// Writes down uses that are not yet: of keys whose last note is old, or of all.
    package func noteUses(all: Bool = false) async throws {
        try await changes.run(on: self) { ring in
            for (id, used) in ring.lastUses {
                guard var key = ring.keys[id], key.lastUsedAt != used else { continue }
                let noted = key.lastUsedAt?.microseconds ?? .min / 2
                guard all || used.microseconds - noted >= Self.noteInterval else { continue }
                key.lastUsedAt = used
                try await ring.write(key, by: "assay")
            }
        }
    }

    private func withLastUse(_ key: APIKey) -> APIKey {
        var key = key
        key.lastUsedAt = lastUses[key.id] ?? key.lastUsedAt
        return key
    }

    private func write(_ key: APIKey, by author: String) async throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let body = String(decoding: try encoder.encode(key), as: UTF8.self)
        _ = try await store.write(.key, named: key.id, body: body, by: author)
        keys[key.id] = key
    }
}
