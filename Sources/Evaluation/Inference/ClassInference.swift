internal import Domain
internal import Store

extension SchemaInference {
    /// Some of the ground truth: what the task is guessed from.
    struct SampledLabels {
        var distinct: Int
        var type: StoredType
    }

    /// Labels of the first of these relations that has any; `nil` when no relation has a column of labels.
    func sampledLabels(_ columns: [ModelSchema.Column], in relations: [Relation]) async throws -> SampledLabels? {
        guard let name = columns.first(where: { $0.role == .actual })?.name else { return nil }
        var labels: SampledLabels?
        for relation in relations {
            guard let column = relation.column(name) else { continue }
            let sample = try await store.sample(of: relation, rows: TypeInference.sampleRows)
            let table = try await table(name, in: sample)
            labels = labels ?? SampledLabels(distinct: 0, type: column.type)
            // Spellings of one class count once; values beyond the limit are taken as they are.
            let distinct = Set(table.entries.map { className($0.value) }).count + table.distinct - table.entries.count
            if distinct > 0 { return SampledLabels(distinct: distinct, type: column.type) }
        }
        return labels
    }

    /// The classes that a model knows from its labels: those of the records it was trained and judged with.
    ///
    /// What only production's labels have is no class beside them; only where the others have no label, or just one
    /// class of two, production's tell what there is.
    func classes(
        of schema: ModelSchema, labelled: [Relation], others: [Relation]
    ) async throws -> [String] {
        guard schema.task != .regression, let name = schema.column(.actual)?.name else { return [] }
        let known = try await names(name, in: labelled)
        if known.count > 1 || (schema.task == .multiclass && !known.isEmpty) { return known }
        let new = try await names(name, in: others).filter { !known.contains($0) }
        return known.isEmpty ? new : known + new.prefix(1)
    }

    /// Different classes, each relation's most frequent first.
    private func names(_ column: String, in relations: [Relation]) async throws -> [String] {
        var names: [String] = []
        for relation in relations where relation.column(column) != nil {
            for entry in try await table(column, in: relation).entries where !names.contains(className(entry.value)) {
                names.append(className(entry.value))
            }
        }
        return names
    }

    private func table(_ column: String, in relation: Relation) async throws -> CategoryTable {
        try await store.categories(
            of: [CountedColumn(column, .categorical)], in: relation, limit: TypeInference.dictionaryLimit)[0]
    }
}
