internal import Domain
package import Store

extension RecordStore {
    /// Examines a whole store: its tables, and whether models' definitions, tables and slices belong together.
    package func verifyWithDefinitions() async throws -> StoreCheck {
        var check = try await verify()
        // Nothing of a store that cannot be read.
        guard check.documents > 0 else { return check }
        var tables: [String: RecordTables] = [:]
        var models: Set<String> = []
        for table in try await recordTables() { tables[table.model] = table }
        for document in try await documents(of: .model) {
            models.insert(document.name)
            do {
                let definition = try ModelCatalog.definition(of: document)
                guard let own = tables.removeValue(forKey: document.name) else {
                    check.problems.append("model '\(document.name)' has no tables")
                    continue
                }
                for (name, type) in definition.storedColumns where own.column(name)?.type != type {
                    check.problems.append("model '\(document.name)': column '\(name)' is not stored as \(type.rawValue)")
                }
            } catch let error as StoreError {
                check.problems.append(error.description)
            }
        }
        // A crash between two steps of making a model leaves this; nothing that was acknowledged is in it.
        for name in tables.keys.sorted() { check.problems.append("the tables of model '\(name)' have no definition") }
        for document in try await documents(of: .slice) {
            do {
                let (model, _) = try SavedSlice.reading(document)
                if !models.contains(model) { check.problems.append("slice '\(document.name)' has no model") }
            } catch let error as StoreError {
                check.problems.append(error.description)
            }
        }
        return check
    }
}
