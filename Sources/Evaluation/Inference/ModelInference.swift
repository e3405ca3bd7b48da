package import Domain
package import Store

extension SchemaInference {
    /// The definition of a model that nobody has described, of its first records; not confirmed by anyone.
    ///
    /// - Returns: the definition, and what the reader should know of the guesses.
    package func definition(
        named name: String, of records: Relation
    ) async throws -> (definition: ModelDefinition, notes: [String]) {
        let sample = try await store.sample(of: records, rows: TypeInference.sampleRows)
        let inferred = try await schema(
            reference: sample, labelled: [sample], current: sample, actuals: nil)
        if sample.id != records.id { try await (store as? any RecordStore)?.release(sample) }
        var definition = ModelDefinition(name: name, inferredAs: inferred.schema)
        let roles = Set(settings.roles.values).union(settings.tags).union(settings.ignored).union(settings.types.keys)
        definition.columns.removeAll { column in
            // Every record has these by itself.
            if ModelDefinition.reservedNames.contains(column.name), !column.role.isKeptByEveryRecord { return true }
            // What has no value yet is judged when it has one, unless somebody has said what it is.
            if case .other? = records.column(column.name)?.type { return !roles.contains(column.name) }
            return false
        }
        return (definition, inferred.notes.filter { !$0.hasPrefix("Left out:") })
    }
}
