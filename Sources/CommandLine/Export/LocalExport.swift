internal import Domain
internal import DuckDBStore
internal import Store

/// Writes rows of a store here.
struct LocalExport {
    let folder: StoreFolder
    let model: String
    let selection: ExportSelection

    /// - Returns: how many rows.
    func write(to target: ExportTarget, _ status: StatusLine) async throws -> Int {
        let (records, slice) = (try selection.records(), try selection.slice.parsed())
        let store = try folder.openExisting()
        let tables = try await store.tables(of: model)
        status.show("finding records")
        func write(_ relation: Relation) async throws -> Int {
            status.show("writing \(relation.rowCount) rows")
            return try await store.export(relation, to: target.path, as: target.format)
        }
        if selection.actuals { return try await store.using(store.actuals(of: tables, asOf: records.asOf), write) }
        do {
            return try await store.usingRecords(of: tables, where: records, in: slice, write)
        } catch let error as StoreError {
            throw error.namingSlice
        }
    }
}
