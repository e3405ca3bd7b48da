import Domain
import DuckDBStore
import Foundation
import Ingest
import Store

/// A store in memory with all that brings records into it.
struct Bench {
    let store: DuckDBStore
    let catalog: ModelCatalog
    let ingestor: Ingestor

    init(limits: IngestLimits? = nil, store: DuckDBStore? = nil) async throws {
        let store = try store ?? DuckDBStore()
        self.store = store
        catalog = ModelCatalog(store)
        try await catalog.load()
        let spool = FileManager.default.temporaryDirectory.appending(path: "assay-spool").path
        ingestor = Ingestor(store: store, catalog: catalog, limits: limits ?? IngestLimits(spoolFolder: spool)) { name, relation in
            // Enough for a test: what a person would have written.
            ModelDefinition(
                name: name, task: .binary,
                columns: relation.columns.filter { !ModelDefinition.reservedNames.contains($0.name) }.map {
                    .init(name: $0.name, role: .feature, type: $0.type == .text ? .categorical : .numeric)
                }, isConfirmed: false)
        }
    }

    /// Runs `body` while requests are committed.
    func running<Result: Sendable>(_ body: @Sendable @escaping (Ingestor) async throws -> Result) async throws -> Result {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await ingestor.run() }
            let result: Result
            do {
                result = try await body(ingestor)
            } catch {
                await ingestor.stop()
                throw error
            }
            await ingestor.stop()
            try await group.waitForAll()
            return result
        }
    }

    /// How many records of a model hold.
    func records(_ model: String) async throws -> Int {
        guard let entry = await catalog.entry(model) else { return 0 }
        let relation = try await store.records(of: entry.tables, where: RecordSelection())
        try await store.release(relation)
        return relation.rowCount
    }

    func actuals(_ model: String) async throws -> Int {
        guard let entry = await catalog.entry(model) else { return 0 }
        let relation = try await store.actuals(of: entry.tables, asOf: nil)
        try await store.release(relation)
        return relation.rowCount
    }
}

extension Ingestor {
    /// Sends a body in pieces, as it would come from a network.
    func send(
        _ body: [UInt8], to model: String = "m", _ kind: RecordKind = .records, as format: IngestFormat = .ndjson,
        coding: ContentCoding = .identity, key: String? = nil, pieces: Int = 7
    ) async throws -> IngestAnswer {
        let request = IngestRequest(
            model: model, kind: kind, format: format, coding: coding, idempotencyKey: key, author: "test")
        let size = max(1, body.count / pieces + 1)
        let stream = AsyncStream<ArraySlice<UInt8>> { continuation in
            for start in stride(from: 0, to: body.count, by: size) {
                continuation.yield(body[start..<min(start + size, body.count)])
            }
            continuation.finish()
        }
        return try await ingest(request, body: stream)
    }

    func send(
        _ text: String, to model: String = "m", _ kind: RecordKind = .records, as format: IngestFormat = .ndjson,
        key: String? = nil
    ) async throws -> IngestAnswer {
        try await send(Array(text.utf8), to: model, kind, as: format, key: key)
    }
}
