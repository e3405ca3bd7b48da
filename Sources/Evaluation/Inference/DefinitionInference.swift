package import Domain
package import Store

extension SchemaInference {
    /// What the first records of a model show of it: to be looked at and confirmed by a person.
    package static func definition(
        of name: String, fromFirst records: Relation, in store: any RecordStore
    ) async throws -> ModelDefinition {
        let sample = try await store.sample(of: records, rows: TypeInference.sampleRows)
        let inference = SchemaInference(
            store: store, settings: SchemaSettings(modelName: name, types: Self.storedNumbers(in: records)))
        var schema = try await inference.schema(
            reference: sample, labelled: [sample], current: sample, actuals: nil
        ).schema
        if sample.id != records.id { try await store.release(sample) }
        schema.columns.removeAll { column in
            // A column that had no value yet is new when it has one; what every record has needs no word.
            column.role == .ignored
                || (!column.role.isKeptByEveryRecord && ModelDefinition.reservedNames.contains(column.name.lowercased()))
        }
        return ModelDefinition(name: name, inferredAs: schema)
    }

    /// Numbers stay numbers: a few rows show too few values to tell codes from quantities, and a column of texts would
    /// be a loss that cannot be mended. Whole numbers that were predicted are more often classes.
    private static func storedNumbers(in records: Relation) -> [String: FeatureType] {
        records.columns.reduce(into: [:]) { types, column in
            let isNumber = column.type == .double || column.type == .integer && ColumnNames.role(of: column.name) != .predictionLabel
            if isNumber { types[column.name] = .numeric }
        }
    }
}
