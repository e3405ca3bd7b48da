internal import Domain
internal import DuckDBStore
internal import Evaluation
internal import Foundation
internal import Ingest
internal import Store
internal import Synchronization

/// Where rows are for, and what holds for those that do not say.
struct IngestTarget: Sendable {
    var model: String
    var kind: RecordKind
    var environment: Environment
    var version: String?
    /// Makes the same rows other ones, so that they are stored again.
    var salt = ""

    /// The same rows sent for another purpose are another request.
    var purpose: String { [model, kind.rawValue, environment.rawValue, version ?? "", salt].joined(separator: "\u{0}") }
}

/// What takes in rows: a store here, or a server somewhere.
protocol RecordSender: Sendable {
    /// - Returns: when the rows are durable.
    /// - Throws: `IngestError`; nothing of the part was stored then.
    func send(_ part: IngestPart, to target: IngestTarget) async throws -> IngestAnswer
}

/// Brings rows into a store that this process has open.
struct LocalSender: RecordSender {
    let ingestor: Ingestor

    func send(_ part: IngestPart, to target: IngestTarget) async throws -> IngestAnswer {
        let request = IngestRequest(
            model: target.model, kind: target.kind, format: part.format, environment: target.environment,
            version: target.version, idempotencyKey: try part.idempotencyKey(target.purpose), author: "assay ingest")
        return try await ingestor.ingest(request, body: part.chunks)
    }

    /// Runs `body` while what it sends is committed.
    ///
    /// - Parameter note: told what was guessed of a model that is made of its first records.
    static func with<Result: Sendable>(
        _ folder: StoreFolder, inferring settings: SchemaSettings, note: @escaping @Sendable (String) -> Void,
        _ body: @Sendable @escaping (LocalSender) async throws -> Result
    ) async throws -> Result {
        let store = try folder.open()
        let catalog = ModelCatalog(store)
        try await catalog.load()
        // One request at a time, of which files may be large: the engine reads these by itself.
        let limits = IngestLimits(requestBytes: 1 << 50, spoolFolder: "\(folder.path)/spool")
        let ingestor = Ingestor(store: store, catalog: catalog, limits: limits) { name, records in
            let (definition, notes) = try await SchemaInference.definition(
                of: name, fromFirst: records, in: store.stagingStore, settings: settings)
            notes.forEach(note)
            return definition
        }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await ingestor.run() }
            do {
                let result = try await body(LocalSender(ingestor: ingestor))
                await ingestor.stop()
                try await group.waitForAll()
                return result
            } catch {
                await ingestor.stop()
                throw error
            }
        }
    }
}
