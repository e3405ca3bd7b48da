package import Domain
package import Store

extension SchemaInference {
    /// What the first records of a model show of it: to be looked at and confirmed by a person.
    ///
    /// - Parameter settings: what the user has said of its columns.
    /// - Returns: the definition, and what the reader should know of the guesses.
    package static func definition(
        of name: String, fromFirst records: Relation, in store: any RecordStore, settings: SchemaSettings = SchemaSettings()
    ) async throws -> (definition: ModelDefinition, notes: [String]) {
        let said = Set(settings.roles.values).union(settings.tags).union(settings.ignored).union(settings.types.keys)
        var settings = settings
        settings.modelName = name
        settings.types.merge(storedNumbers(in: records)) { said, _ in said }
        let inference = SchemaInference(store: store, settings: settings)
        var inferred = try await store.usingSample(of: records, rows: TypeInference.sampleRows) { sample in
            try await inference.schema(reference: sample, labelled: [sample], current: sample, actuals: nil)
        }
        inferred.schema.columns.removeAll { column in
            // A column that had no value yet is new when it has one; what every record has needs no word.
            (column.role == .ignored && !said.contains(column.name))
                || (!column.role.isKeptByEveryRecord && ModelDefinition.reservedNames.contains(column.name.lowercased()))
        }
        return (
            ModelDefinition(name: name, inferredAs: inferred.schema), inferred.notes.filter { !$0.hasPrefix("Left out:") }
        )
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
