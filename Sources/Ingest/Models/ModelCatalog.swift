package import Domain
package import Store

/// The models of a store: definitions and tables, kept together.
///
/// Definitions are documents, tables are the engine's; no transaction spans both. The order of steps makes up for that:
/// tables come before the definition that speaks of them, and go after it. A crash in between leaves tables without a
/// definition, in which no acknowledged record can be; `load` drops them.
package actor ModelCatalog {
    /// A model as it is now.
    package struct Entry: Sendable, Hashable {
        package var definition: ModelDefinition
        package var tables: RecordTables
        /// Of the document that holds the definition.
        package var revision: Int64
        package var writtenAt: Timestamp
        /// Saved slices by their names.
        package var slices: [String: SavedSlice] = [:]
    }

    let store: any RecordStore
    /// Changed within `changes` only.
    var models: [String: Entry] = [:]
    private let changes = ChangeQueue()

    /// Call `load` before anything else.
    package init(_ store: any RecordStore) {
        self.store = store
    }

    /// Reads what the store holds, and mends what a crash left behind.
    package func load() async throws {
        try await changes.run(on: self) { try await $0.reload() }
    }

    /// Within `changes` only.
    private func reload() async throws {
        try await store.requireWhole()
        var tables: [String: RecordTables] = [:]
        for table in try await store.recordTables() { tables[table.model] = table }
        var models: [String: Entry] = [:]
        for document in try await store.documents(of: .model) {
            let definition = try Self.definition(of: document)
            let own = try await self.tables(tables.removeValue(forKey: document.name), holding: definition)
            models[document.name] = Entry(
                definition: definition, tables: own, revision: document.revision, writtenAt: document.writtenAt)
        }
        // Another process may be about to write the definition: who makes the model takes the tables that are there.
        if !store.isShared { for orphan in tables.values { try await store.dropRecordTables(orphan) } }
        try await loadSlices(into: &models)
        self.models = models
    }

    /// What other processes have changed.
    private func catchUp() async throws { if store.isShared { try await reload() } }

    private func makeTables(for name: String) async throws -> RecordTables {
        if store.isShared, let known = try await store.recordTables().first(where: { $0.model == name }) { return known }
        return try await store.makeRecordTables(for: name)
    }

    /// The model of this name.
    package func entry(_ name: String) -> Entry? { models[name] }

    /// All models, in the order of their names' UTF-8 bytes.
    package func entries() -> [Entry] {
        models.values.sorted { $0.definition.name.utf8.lexicographicallyPrecedes($1.definition.name.utf8) }
    }

    /// All versions of a model's definition, newest first, also of a deleted one.
    package func history(of name: String, limit: Int) async throws -> [Document] {
        try await store.history(of: .model, named: models[name]?.definition.name ?? name, limit: limit)
    }

    /// Makes a model.
    ///
    /// - Throws: `ModelError.invalid` or `.exists`.
    package func create(_ definition: ModelDefinition, by author: String) async throws -> Entry {
        try Self.check(definition)
        return try await changes.run(on: self) { catalog in
            try await catalog.catchUp()
            guard catalog.models[definition.name] == nil else { throw ModelError.exists(definition.name) }
            let tables = try await catalog.makeTables(for: definition.name)
            do {
                return try await catalog.write(definition, in: catalog.tables(tables, holding: definition), by: author)
            } catch {
                try await catalog.store.dropRecordTables(tables)
                throw error
            }
        }
    }

    /// Gives a model a new definition.
    ///
    /// - Parameter revision: the one that the change was made from, when another change in between shall not be lost.
    /// - Throws: `ModelError.unknown`, `.invalid` or `.refused`.
    package func update(
        _ definition: ModelDefinition, from revision: Int64? = nil, by author: String
    ) async throws -> Entry {
        try Self.check(definition)
        return try await change(definition.name) { catalog, model in
            if let revision, revision != model.revision {
                throw ModelError.refused([
                    "the model was changed meanwhile: it is at revision \(model.revision), not \(revision); read it again and repeat the change"
                ])
            }
            var definition = definition
            definition.name = model.definition.name
            let reasons = definition.conflicts(with: model.definition, storedIn: model.tables)
            guard reasons.isEmpty else { throw ModelError.refused(reasons) }
            return try await catalog.write(definition, in: catalog.tables(model.tables, holding: definition), by: author)
        }
    }

    /// Notes that a person has looked at an inferred definition and found it right.
    package func confirm(_ name: String, by author: String) async throws -> Entry {
        try await change(name) { catalog, model in
            guard !model.definition.isConfirmed else { return model }
            var definition = model.definition
            definition.isConfirmed = true
            return try await catalog.write(definition, in: model.tables, by: author)
        }
    }

    /// Adds columns that a model has not yet; those that it has are left as they are.
    ///
    /// - Throws: `ModelError.unknown`, or `.invalid` when the whole would be no definition.
    package func add(_ columns: [ModelDefinition.Column], to name: String, by author: String) async throws -> Entry {
        try await change(name) { catalog, model in
            let added = columns.filter { model.definition.column($0.name) == nil }
            guard !added.isEmpty else { return model }
            var definition = model.definition
            definition.columns += added
            try Self.check(definition)
            return try await catalog.write(definition, in: catalog.tables(model.tables, holding: definition), by: author)
        }
    }

    /// Deletes a model with all its records, actuals and saved slices. What its definitions said stays in the log.
    ///
    /// - Throws: `ModelError.unknown`.
    package func delete(_ name: String, by author: String) async throws {
        try await change(name) { catalog, model in
            // Under its own spelling: equal names can be other bytes (composed and decomposed letters).
            _ = try await catalog.store.write(.model, named: model.definition.name, body: nil, by: author)
            catalog.models[name] = nil
            try await catalog.deleteSlices(of: model, by: author)
            try await catalog.store.dropRecordTables(model.tables)
        }
    }
}

extension ModelCatalog {
    private static func check(_ definition: ModelDefinition) throws {
        let problems = definition.problems()
        guard problems.isEmpty else { throw ModelError.invalid(problems) }
    }

    /// Changes a model that is there, after all changes before.
    ///
    /// - Throws: `ModelError.unknown`.
    func change<Result: Sendable>(
        _ name: String, _ body: @Sendable @escaping (isolated ModelCatalog, Entry) async throws -> Result
    ) async throws -> Result {
        try await changes.run(on: self) { catalog in
            try await catalog.catchUp()
            guard let model = catalog.models[name] else { throw ModelError.unknown(name) }
            return try await body(catalog, model)
        }
    }

    /// The model's tables with all columns that the definition needs.
    private func tables(_ tables: RecordTables?, holding definition: ModelDefinition) async throws -> RecordTables {
        var own: RecordTables
        if let tables { own = tables } else { own = try await store.makeRecordTables(for: definition.name) }
        let missing = definition.storedColumns.filter { own.column($0.name) == nil }
        if !missing.isEmpty {
            own = try await store.addColumns(missing, to: own)
            // At once: they are there even when the definition that wants them cannot be written.
            models[definition.name]?.tables = own
        }
        return own
    }

    private func write(
        _ definition: ModelDefinition, in tables: RecordTables, by author: String
    ) async throws -> Entry {
        let document = try await store.write(
            .model, named: definition.name, body: try Self.body(of: definition), by: author)
        let entry = Entry(
            definition: definition, tables: tables, revision: document.revision, writtenAt: document.writtenAt,
            slices: models[definition.name]?.slices ?? [:])
        models[definition.name] = entry
        return entry
    }
}
