package import Ingest
package import Store

/// What the server serves.
package struct ServerParts: Sendable {
    package var store: any RecordStore
    package var catalog: ModelCatalog
    package var keys: KeyRing
    package var metrics: MetricRegistry
    /// Whose size is measured; `nil` for a store in memory.
    package var dataFolder: String?
    package var version: String

    package init(
        store: any RecordStore, catalog: ModelCatalog, keys: KeyRing, metrics: MetricRegistry = MetricRegistry(),
        dataFolder: String? = nil, version: String
    ) {
        self.store = store
        self.catalog = catalog
        self.keys = keys
        self.metrics = metrics
        self.dataFolder = dataFolder
        self.version = version
    }
}
