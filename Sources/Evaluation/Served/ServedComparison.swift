package import Domain
package import Store

/// Compares versions of a served model on the same records: what `ComparisonEvaluation` does with files.
package struct ServedComparison: Sendable {
    private let store: any RecordStore
    private let definition: ModelDefinition
    private let tables: RecordTables

    package init(store: any RecordStore, definition: ModelDefinition, tables: RecordTables) {
        self.store = store
        self.definition = definition
        self.tables = tables
    }

    /// - Parameters:
    ///   - query: which of production's records; its version, if any, is the one that others are compared with.
    ///   - candidates: the versions that are compared; all shadow versions where there are none.
    /// - Throws: `EvaluationError` for what cannot be compared, `StoreError` from the engine.
    package func report(_ query: ReportQuery, candidates: [String], options: ComparisonOptions) async throws -> ComparisonReport {
        let asked = candidates
        let candidates = candidates.isEmpty ? definition.shadowVersions : candidates
        guard !candidates.isEmpty else {
            throw EvaluationError("candidates: the model has no shadow versions; say which versions are to be compared, separated by commas")
        }
        if let version = query.version, candidates.contains(version) {
            throw EvaluationError("candidates: '\(version)' is the version that others are compared with; leave one of both out")
        }
        var live = RecordSelection(
            environments: [.production], versions: query.version.map { [$0] }, from: query.from, to: query.to, asOf: query.asOf)
        if query.version == nil { live.withoutVersions = candidates + definition.shadowVersions.filter { !candidates.contains($0) } }
        let shadow = RecordSelection(environments: [.production], versions: candidates, from: query.from, to: query.to, asOf: query.asOf)
        return try await store.usingRecords(of: tables, where: live, in: query.slice) { current in
            guard current.rowCount > 0 else {
                if query.version == nil, !asked.isEmpty {
                    throw EvaluationError(
                        "candidates: beside \(asked.joined(separator: ", ")) production has no records to compare with; is that the version that decides?")
                }
                throw EvaluationError("no records of production\(query.version.map { " of version '\($0)'" } ?? "") are there to compare with")
            }
            // Of the same predictions; whether candidates' records lie in the slice is not asked, as theirs may lack its columns.
            return try await store.using(store.records(of: tables, where: shadow)) { others in
                guard others.rowCount > 0 else {
                    throw EvaluationError("candidates: there are no predictions of \(candidates.joined(separator: ", ")) in production yet; send some")
                }
                let known = try await RecordedVersions(store: store, schema: definition.storedSchema).filters(of: others).compactMap { $0?.value }
                if let unknown = asked.first(where: { !known.contains($0) }) {
                    throw EvaluationError("candidates: there are no predictions of '\(unknown)' in production; there are of \(known.joined(separator: ", "))")
                }
                return try await store.using(store.actuals(of: tables, asOf: query.asOf)) { actuals in
                    try await ComparisonEvaluation(store: store, options: options).report(
                        on: ComparisonInput(current: current, actuals: actuals, candidates: others), schema: schema, notes: [])
                }
            }
        }
    }

    /// With the time at which ground truth came: the order in which differences are looked at.
    private var schema: ModelSchema {
        var schema = definition.storedSchema
        schema.columns.removeAll { $0.role == .actualTimestamp }
        schema.columns.append(.init(name: "received_at", role: .actualTimestamp, type: nil, origin: .set))
        return schema
    }
}
