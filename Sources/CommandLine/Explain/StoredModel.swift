internal import Domain
internal import DuckDBStore
internal import Evaluation
internal import Foundation
internal import HTTPServer
internal import Ingest
internal import Store

/// A model of a store, whose records are brought into files.
struct StoredModel {
    enum Place {
        case folder(StoreFolder)
        case server(RemoteServer)
    }

    let name: String
    let place: Place

    /// - Parameters:
    ///   - query: which of production's records.
    ///   - folder: takes the files.
    func exported(_ query: ReportQuery, to folder: String, _ status: StatusLine) async throws -> ExportedModel {
        switch place {
        case .folder(let place):
            try await StorePlace.closing(place.openExisting()) { store in try await exported(from: store, query, to: folder, status) }
        case .server(let server): try await exported(from: server, query, to: folder, status)
        }
    }

    private func exported(from store: DuckDBStore, _ query: ReportQuery, to folder: String, _ status: StatusLine) async throws -> ExportedModel {
        let tables = try await store.tables(of: name)
        let catalog = ModelCatalog(store)
        try await catalog.load()
        guard let definition = await catalog.entry(name)?.definition else { throw InputError("--model: '\(name)' has no definition; make it with assay model create") }
        let model = ExportedModel(of: definition, query, in: folder)
        for part in model.parts {
            status.show("copying \(part.name)")
            do {
                try await store.export(part, of: tables, asOf: query.asOf, to: model.path(of: part))
            } catch let error as StoreError {
                throw error.namingSlice
            }
        }
        return model
    }

    private func exported(from server: RemoteServer, _ query: ReportQuery, to folder: String, _ status: StatusLine) async throws -> ExportedModel {
        let definition = try await RemoteModels(server: server).model(name).definition
        let model = ExportedModel(of: definition, query, in: folder)
        for part in model.parts {
            let target = try ExportTarget(output: model.path(of: part), format: .parquet)
            let slice = part.slice?.description
            let parameters = (part.selection ?? RecordSelection()).parameters(part.selection == nil ? .actuals : .records, in: slice)
            _ = try await RemoteExport(server: server, model: name, query: parameters, slice: slice).write(to: target, status)
        }
        return model
    }
}
