package import Domain
package import Store

extension SchemaInference {
    /// What the first records of a model show of it: to be looked at and confirmed by a person.
    package static func definition(
        of name: String, fromFirst records: Relation, in store: any Store
    ) async throws -> ModelDefinition {
        let sample = try await store.sample(of: records, rows: TypeInference.sampleRows)
        let inference = SchemaInference(store: store, settings: SchemaSettings(modelName: name))
        var schema = try await inference.schema(reference: sample, current: sample, actuals: nil).schema
        schema.columns.removeAll { column in
            // A column that had no value yet is new when it has one; what every record has needs no word.
            column.role == .ignored
                || (!column.role.isKeptByEveryRecord && ModelDefinition.reservedNames.contains(column.name.lowercased()))
        }
        return ModelDefinition(name: name, inferredAs: schema)
    }
}
