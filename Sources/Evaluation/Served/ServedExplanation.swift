package import Domain
package import Store

/// Why a served model's performance changed: what `ExplanationEvaluation` does with files.
package struct ServedExplanation: Sendable {
    private let store: any RecordStore
    private let definition: ModelDefinition
    private let tables: RecordTables

    package init(store: any RecordStore, definition: ModelDefinition, tables: RecordTables) {
        self.store = store
        self.definition = definition
        self.tables = tables
    }

    /// - Parameters:
    ///   - query: which of production's records are looked at, and what they are held against.
    ///   - folder: takes the records while they are looked at; its owner's to remove.
    ///   - engine: which looks at them.
    /// - Throws: `EvaluationError` for what cannot be explained, `StoreError` from the engines.
    package func report(
        _ query: ReportQuery, options: ExplanationOptions, in engine: any FileEngine, folder: String
    ) async throws -> ExplanationReport {
        var (query, options) = (query, options)
        switch query.baseline {
        case .usual, .environment(.training), .environment(.validation): break
        case .span(let from, let to):
            guard let span = options.span else {
                throw EvaluationError("baseline: say with since and until which records are compared with those of this time")
            }
            guard !span.overlaps(from..<to) else { throw EvaluationError("baseline: it overlaps since and until; a change is between two times that do not") }
            (options.against, query.baseline) = (from..<to, .usual)
        case .environment(.production), .trailing, .sameHourOfWeek:
            throw EvaluationError("baseline: a change is held against training, validation or a time of production, FROM/TO; not against windows before each")
        }
        let exported = ExportedModel(of: definition, query, in: folder)
        for part in exported.parts { try await store.export(part, of: tables, asOf: query.asOf, to: exported.path(of: part)) }
        return try await exported.explanation(options, in: engine).report
    }
}

extension RecordStore {
    /// Writes a part of a model's records, or its ground truth, as Parquet.
    package func export(_ part: ExportedModel.Part, of tables: RecordTables, asOf: Timestamp?, to path: String) async throws {
        func write(_ relation: Relation) async throws { _ = try await export(relation, to: path, as: .parquet) }
        if let selection = part.selection {
            try await usingRecords(of: tables, where: selection, in: part.slice, write)
        } else {
            try await using(actuals(of: tables, asOf: asOf), write)
        }
    }
}
