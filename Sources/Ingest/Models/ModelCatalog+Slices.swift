package import Domain
internal import Store

extension ModelCatalog.Entry {
    /// The slice of this name.
    ///
    /// - Throws: `SavedSliceError.unknown`.
    package func slice(_ name: String) throws -> SavedSlice {
        guard let slice = slices[name] else { throw SavedSliceError.unknown(name, model: definition.name) }
        return slice
    }
}

extension ModelCatalog {
    /// Saves a slice under a name, in place of one that has it.
    ///
    /// - Parameter revision: the one that the change was made from, when another change in between shall not be lost.
    /// - Throws: `ModelError.unknown`, `SavedSliceError`, or what `RecordTables.checked` throws.
    package func save(
        _ slice: Slice, named name: String, explanation: String?, of model: String, from revision: Int64? = nil,
        by author: String
    ) async throws -> SavedSlice {
        if let problem = SavedSlice.problem(ofName: name) { throw SavedSliceError.invalid(field: "slice", problem) }
        if let explanation, explanation.unicodeScalars.count > SavedSlice.explanationLimit {
            throw SavedSliceError.invalid(
                field: "description", "longer than \(SavedSlice.explanationLimit) characters; shorten it")
        }
        return try await change(model) { catalog, entry in
            let earlier = entry.slices[name]
            if let revision, earlier?.revision != revision {
                throw SavedSliceError.changed(name, revision: earlier?.revision, wanted: revision)
            }
            _ = try entry.tables.checked(slice)
            // Under its first spelling: equal names can be other bytes (composed and decomposed letters).
            let name = earlier?.name ?? name
            let document = try await catalog.store.write(
                .slice, named: SavedSlice.documentName(of: name, of: entry.definition.name),
                body: SavedSlice.body(of: slice, explanation: explanation), by: author)
            let saved = try SavedSlice.reading(document).slice
            catalog.models[model]?.slices[name] = saved
            return saved
        }
    }

    /// Deletes a saved slice. What it said stays in the log.
    ///
    /// - Throws: `ModelError.unknown` or `SavedSliceError.unknown`.
    package func deleteSlice(_ name: String, of model: String, by author: String) async throws {
        try await change(model) { catalog, entry in
            try await catalog.delete(entry.slice(name), of: entry, by: author)
            catalog.models[model]?.slices[name] = nil
        }
    }

    /// Deletes the slices of a model that goes.
    func deleteSlices(of model: Entry, by author: String) async throws {
        for slice in model.slices.values { try await delete(slice, of: model, by: author) }
    }

    private func delete(_ slice: SavedSlice, of model: Entry, by author: String) async throws {
        let name = SavedSlice.documentName(of: slice.name, of: model.definition.name)
        _ = try await store.write(.slice, named: name, body: nil, by: author)
    }

    /// Reads the saved slices, and deletes those whose model a crash left half deleted.
    func loadSlices(into models: inout [String: Entry]) async throws {
        for document in try await store.documents(of: .slice) {
            let (model, slice) = try SavedSlice.reading(document)
            if models[model] == nil {
                _ = try await store.write(.slice, named: document.name, body: nil, by: "assay")
            } else {
                models[model]?.slices[slice.name] = slice
            }
        }
    }
}
