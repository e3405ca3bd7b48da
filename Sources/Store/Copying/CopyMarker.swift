internal import Domain
internal import Foundation

/// What says in a target of which store it is a copy, and whether that is finished.
enum Marker {
    private static let kind = Document.Kind.setting
    private static let name = "copy"
    private static let author = "assay store copy"

    private struct Body: Codable {
        var origin: String
        var isFinished: Bool
    }

    /// Everything that is written down in a store but its own marker, in the order in which it was.
    static func documents(of store: some RecordStore) async throws -> [Document] {
        var all: [Document] = []
        for kind in Document.Kind.allCases {
            // Newest first; in the order of revisions two of one number, by two processes, stay as they come.
            all += try await store.history(of: kind, named: nil, limit: .max).reversed().filter { !isMarker($0) }
        }
        return all.enumerated().sorted { ($0.element.revision, $0.offset) < ($1.element.revision, $1.offset) }.map(\.element)
    }

    /// What tells a store from others: what was written down in it first. A copy has that of its source.
    static func origin(of store: some RecordStore) async throws -> String {
        guard let first = try await documents(of: store).first else {
            throw StoreError(.badInput, "the source is an empty store: there is nothing to copy")
        }
        return "\(first.kind.rawValue) \(first.name) \(first.writtenAt.microseconds)"
    }

    /// Marks a target that is empty or an earlier copy.
    static func begin(in target: some CopyableStore, from origin: String) async throws {
        guard let body = try await body(in: target) else {
            let hasDocuments = try await !documents(of: target).isEmpty
            guard try await target.recordTables().isEmpty, !hasDocuments else {
                throw StoreError(.badInput, "the target is not empty: name a folder without a store, or another database of the cluster")
            }
            return try await write(Body(origin: origin, isFinished: false), in: target)
        }
        guard body.origin == origin else {
            throw StoreError(.badInput, "the target is a copy of another store: name a folder without a store, or another database of the cluster")
        }
        guard body.isFinished else { return }
        for tables in try await target.recordTables() {
            let copied = try await target.copiedStretches(of: tables)
            for kind in RecordKind.allCases {
                let wanted = copied.filter { $0.kind == kind }.reduce(0) { $0 + $1.checksum.rows }
                let found = try await target.keptRowCount(of: tables, kind)
                guard found == wanted else {
                    throw StoreError(
                        .badInput,
                        """
                        the target is a finished copy and has been changed since: model '\(tables.model)' has \(found) \(kind.rawValue), \
                        \(wanted) were copied; nothing was copied now
                        """)
                }
            }
        }
        try await write(Body(origin: origin, isFinished: false), in: target)
    }

    static func end(in target: some RecordStore, from origin: String) async throws {
        try await write(Body(origin: origin, isFinished: true), in: target)
    }

    static func isUnfinished(in store: some RecordStore) async throws -> Bool { try await body(in: store)?.isFinished == false }

    private static func isMarker(_ document: Document) -> Bool { document.kind == kind && document.name == name }

    private static func body(in store: some RecordStore) async throws -> Body? {
        guard let text = try await store.documents(of: kind).first(where: { isMarker($0) })?.body else { return nil }
        return try JSONDecoder().decode(Body.self, from: Data(text.utf8))
    }

    private static func write(_ body: Body, in store: some RecordStore) async throws {
        let text = String(decoding: try JSONEncoder().encode(body), as: UTF8.self)
        _ = try await store.write(kind, named: name, body: text, by: author)
    }
}

extension RecordStore {
    /// - Throws: `StoreError` when the store is the target of a copy that is not finished: it lacks rows.
    package func requireWhole() async throws {
        guard try await Marker.isUnfinished(in: self) else { return }
        throw StoreError(.badInput, "the store is a copy that is not finished: call 'assay store copy' with the same source again")
    }
}
