internal import Domain
internal import Store

/// Finds out what staged rows are to their model, and changes the model where they bring something new.
struct Preparation: Sendable {
    let store: any RecordStore
    let catalog: ModelCatalog
    let infer: @Sendable (_ name: String, _ records: Relation) async throws -> ModelDefinition

    /// What a model is to rows that come for it.
    struct Prepared: Sendable {
        var model: ModelCatalog.Entry
        var newColumns: [String]
    }

    func stage(_ source: StagingSource, for model: String, _ kind: RecordKind) async throws -> StagedRows {
        let entry = await catalog.entry(model)
        let known = entry?.knownNames ?? ModelDefinition.reservedNames
        do {
            guard kind == .records else {
                return try await store.stage(source, known: known.union(actualNames), numbers: [])
            }
            return try await store.stage(source, known: known, numbers: entry?.numberNames ?? [])
        } catch let error as StoreError {
            throw IngestError(error)
        }
    }

    /// The model with all columns that these rows have; made of them when there is none.
    func prepare(_ parts: [StagedRows], for name: String, _ kind: RecordKind, by author: String) async throws -> Prepared {
        if let model = await catalog.entry(name) {
            guard kind == .records else { return Prepared(model: model, newColumns: []) }
            return try await add(newColumns(in: parts, to: model), to: model, by: author)
        }
        guard kind == .records, let first = parts.first(where: { $0.relation.rowCount > 0 }) else {
            throw IngestError(
                .unknownModel, "there is no model '\(name)'; create it, or send its first records, of which it is made")
        }
        let model = try await make(name, of: first.relation, by: author)
        let whole = try await add(newColumns(in: parts, to: model), to: model, by: author)
        return Prepared(model: whole.model, newColumns: whole.model.definition.columns.filter { !$0.role.isKeptByEveryRecord }.map(\.name))
    }

    private func make(_ name: String, of records: Relation, by author: String) async throws -> ModelCatalog.Entry {
        do {
            return try await catalog.create(try await infer(name, records), by: author)
        } catch ModelError.exists {
            // Another request was faster; its columns and ours come together.
            guard let model = await catalog.entry(name) else { throw ModelError.unknown(name) }
            return model
        }
    }

    private func add(
        _ columns: [ModelDefinition.Column], to model: ModelCatalog.Entry, by author: String
    ) async throws -> Prepared {
        guard !columns.isEmpty else { return Prepared(model: model, newColumns: []) }
        let changed = try await catalog.add(columns, to: model.definition.name, by: author)
        return Prepared(model: changed, newColumns: columns.map(\.name))
    }

    /// The columns that the model has not yet and that have a value.
    private func newColumns(in parts: [StagedRows], to model: ModelCatalog.Entry) -> [ModelDefinition.Column] {
        let known = model.knownNames
        var columns: [ModelDefinition.Column] = []
        for column in parts.flatMap(\.relation.columns) where !known.contains(column.name) {
            guard let type = column.type.featureType, !columns.contains(where: { $0.name == column.name }),
                !known.contains(where: { $0.lowercased() == column.name.lowercased() })
            else { continue }
            columns.append(.init(name: column.name, role: .feature, type: type))
        }
        return columns
    }
}

/// What ground truth is called in rows that bring nothing else.
private let actualNames: Set<String> = ["actual", "actual_timestamp"]

extension ModelCatalog.Entry {
    /// Names whose meaning is settled.
    var knownNames: Set<String> {
        ModelDefinition.reservedNames.union(definition.columns.map(\.name))
    }

    /// Names whose values are kept as numbers.
    var numberNames: Set<String> {
        Set(tables.columns.filter { $0.type == .number }.map(\.name)).subtracting(sources.values)
    }

    /// The staged column for what every record or actual has, where the model calls it otherwise.
    var sources: [String: String] {
        let roles: [(ColumnRole, String)] = [
            (.predictionID, "prediction_id"), (.timestamp, "timestamp"), (.receivedAt, "received_at"),
            (.modelVersion, "model_version"), (.actual, "actual"), (.actualTimestamp, "actual_timestamp"),
        ]
        return Dictionary(
            uniqueKeysWithValues: roles.compactMap { role, name in definition.column(role).map { (name, $0.name) } })
    }
}

extension StoredType {
    /// How a new column of such values is counted; `nil` when there was no value to tell by.
    fileprivate var featureType: FeatureType? {
        switch self {
        case .integer, .double: .numeric
        case .boolean, .text: .categorical
        case .timestamp: .timestamp
        case .other: nil
        }
    }
}

extension IngestError {
    /// What the store says of a request.
    init(_ error: StoreError) {
        let kind: Kind =
            switch error.kind {
            case .badInput: .unreadable
            case .noRoom: .noRoom
            case .memoryLimit: .noMemory
            case .unavailable, .engine: .unavailable
            }
        self.init(kind, kind == .noMemory ? "\(error.description); send fewer rows at once, or give the server more with --memory" : error.description)
    }
}
