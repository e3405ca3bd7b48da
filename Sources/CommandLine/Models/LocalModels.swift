internal import Domain
internal import DuckDBStore
internal import HTTPServer
internal import Ingest
internal import Store

/// The models of a store that this process opens.
struct LocalModels: ModelPlace {
    let folder: StoreFolder

    /// By whom the log says that a model was changed.
    private static let author = "assay model"

    func models() async throws -> [ModelView] {
        try await with(folder.openExisting()) { await $0.entries().map(ModelView.init) }
    }

    func model(_ name: String) async throws -> ModelView {
        try await with(folder.openExisting()) { ModelView(try await entry(name, in: $0)) }
    }

    func create(_ document: SourceDocument) async throws -> ModelView {
        // Before a store is made for it.
        let definition = try definition(in: document)
        return try await with(folder.open()) { catalog in
            try await explained(document) { ModelView(try await catalog.create(definition, by: Self.author)) }
        }
    }

    func replace(_ document: SourceDocument, from revision: Int64?) async throws -> ModelView {
        let definition = try definition(in: document)
        return try await with(folder.openExisting()) { catalog in
            _ = try await entry(definition.name, in: catalog)
            return try await explained(document) {
                ModelView(try await catalog.update(definition, from: revision, by: Self.author))
            }
        }
    }

    func confirm(_ name: String) async throws -> ModelView {
        try await with(folder.openExisting()) { catalog in
            ModelView(try await catalog.confirm(entry(name, in: catalog).definition.name, by: Self.author))
        }
    }

    func delete(_ name: String) async throws {
        try await folder.rewriting { store in
            let catalog = ModelCatalog(store)
            try await catalog.load()
            try await catalog.delete(entry(name, in: catalog).definition.name, by: Self.author)
            return ((), true)
        }
    }

    private func with<Result>(_ store: DuckDBStore, _ body: (ModelCatalog) async throws -> Result) async throws -> Result {
        let catalog = ModelCatalog(store)
        try await catalog.load()
        let result = try await body(catalog)
        try await store.close()
        return result
    }

    private func entry(_ name: String, in catalog: ModelCatalog) async throws -> ModelCatalog.Entry {
        if let entry = await catalog.entry(name) { return entry }
        let known = await catalog.entries().map(\.definition.name)
        throw InputError(
            "there is no model '\(name)'; "
                + (known.isEmpty ? "the store is empty" : "there are: \(known.prefix(20).joined(separator: ", "))"))
    }

    private func definition(in document: SourceDocument) throws -> ModelDefinition {
        do {
            let definition = try ModelDefinition(json: document.value)
            let problems = definition.problems()
            guard problems.isEmpty else { throw Problem(ModelError.invalid(problems)) }
            return definition
        } catch let error as Problem {
            throw document.error(error.detail, error.faults)
        }
    }

    /// Says which file a refusal is about.
    private func explained<Result>(_ document: SourceDocument, _ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch let error as ModelError {
            if case .exists(let name) = error {
                throw InputError("\(document.name): there is a model '\(name)' already; assay model replace changes it")
            }
            let problem = Problem(error)
            throw document.error(problem.detail, problem.faults)
        }
    }
}
