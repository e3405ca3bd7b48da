package import Evaluation
package import Ingest
package import Store

/// What the server serves.
package struct ServerParts: Sendable {
    package let store: any RecordStore
    package let catalog: ModelCatalog
    package let keys: KeyRing
    package let ingestor: Ingestor
    package let served: ServedModels
    package let metrics = MetricRegistry()
    /// Whose size is measured; `nil` for a store in memory.
    let dataFolder: String?
    let version: String
    /// Where bodies and exports are put on their way.
    let spoolFolder: String
    let explanations: ExplanationRoom

    /// Reads what the store holds.
    ///
    /// - Parameters:
    ///   - version: the program's.
    ///   - makeEngine: an empty engine for each explanation.
    ///   - makeKeys: for tests with a clock of their own.
    package init(
        _ store: any RecordStore, limits: IngestLimits, dataFolder: String? = nil, version: String,
        makeEngine: @escaping @Sendable () throws -> any FileEngine, makeKeys: (any RecordStore) -> KeyRing = { KeyRing($0) }
    ) async throws {
        self.store = store
        self.dataFolder = dataFolder
        self.version = version
        spoolFolder = limits.spoolFolder
        explanations = ExplanationRoom(folder: limits.spoolFolder, makeEngine: makeEngine)
        served = ServedModels(store: store)
        keys = makeKeys(store)
        catalog = ModelCatalog(store)
        ingestor = Ingestor(store: store, catalog: catalog, limits: limits) { name, records in
            try await SchemaInference.definition(of: name, fromFirst: records, in: store.stagingStore).definition
        }
        try await keys.load()
        try await catalog.load()
    }
}
