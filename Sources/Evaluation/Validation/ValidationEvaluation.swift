package import Domain
internal import Statistics
package import Store

/// The gate before a launch: whether a version meets its requirements.
///
/// All requirements on predictions are judged on the same records, those that every version looked at has predicted and whose ground truth
/// is known, which are read once.
package struct ValidationEvaluation: Sendable {
    let store: any PairingStore
    let options: ValidationOptions

    package init(store: any PairingStore, options: ValidationOptions) {
        self.store = store
        self.options = options
    }

    /// - Parameter progress: told what is being done, in a few words.
    /// - Throws: `EvaluationError` for requirements that cannot be judged on these data, with the place in the file that says them;
    ///   `StoreError` from the engine.
    package func report(
        on input: ValidationInput, requirements: [Requirement], progress: @Sendable (String) -> Void = { _ in }
    ) async throws -> ValidationReport {
        for requirement in requirements { try requirement.require(input) }
        for relation in [input.current, input.actuals, input.candidates, input.reference?.relation].compactMap(\.self) where relation.rowCount == 0 {
            throw EvaluationError("\(relation.name) has no rows; give files with records")
        }
        var notes: [String] = []
        var parts = Parts()
        if let current = input.current {
            for slice in requirements.flatMap(\.slices) { try slice.require(in: current) }
            progress("reading columns")
            let schema = try await schema(of: current, input, &notes)
            parts.data = DataRequirements(store: store, current: current, schema: schema)
            if requirements.contains(where: \.needsPredictions) {
                for requirement in requirements { try requirement.requireMetric(of: schema.task) }
                progress("reading predictions")
                let records = try await JudgedRecords.read(
                    input, current: current, schema: schema, requirements: requirements, options: options, store: store, notes: &notes)
                try requireRows(records)
                parts.records = records
                parts.search = SliceSearching(store: store, current: current, actuals: input.actuals, options: options)
            }
        }
        var results: [RequirementResult] = []
        for requirement in requirements { results += try await self.results(of: requirement, input, parts, progress) }
        let records = parts.records
        return ValidationReport(
            assayVersion: options.version, requirements: options.requirements, model: options.settings.modelName, task: records?.schema.task,
            version: records.map { $0.names[$0.judged] }, champion: records.flatMap { known in known.champion.map { known.names[$0] } },
            records: records?.records, results: results, notes: notes)
    }

    /// What requirements are judged with, as far as it was given.
    private struct Parts {
        var data: DataRequirements?
        var records: JudgedRecords?
        var search: SliceSearching?
    }

    private func results(
        of requirement: Requirement, _ input: ValidationInput, _ parts: Parts, _ progress: @Sendable (String) -> Void
    ) async throws -> [RequirementResult] {
        let skew = SkewRequirements(store: store, options: options, input: input)
        switch requirement.subject {
        case .sameRows(let except): return try await skew.sameRows(requirement, except: except, progress: progress)
        case .distributions(let except):
            guard let current = input.current else { return [] }
            return try await skew.distributions(requirement, except: except, current: current, progress: progress)
        case .missing(let columns, let except): return try await parts.data?.missing(requirement, columns: columns, except: except) ?? []
        case .records: return parts.data?.records(requirement) ?? []
        case .duplicates: return try await parts.data?.duplicates(requirement) ?? []
        case .metric, .champion, .fairness, .badSlices, .labelled: break
        }
        guard let records = parts.records, let search = parts.search else { return [] }
        switch requirement.subject {
        case .metric(let metric, let slices): return MetricRequirements(records: records).results(of: requirement, metric, slices)
        case .champion(let name, let slices, let settings):
            guard let champion = records.champion, let metric = ComparedMetric(rawValue: name) else { return [] }
            return try await ChampionRequirements(records: records, champion: champion, search: search, store: store)
                .results(of: requirement, metric, slices, settings, progress: progress)
        case .fairness(let attribute, let parity): return try FairnessRequirements(records: records).results(of: requirement, attribute.name, parity)
        case .badSlices(let settings):
            return try await BadSliceRequirements(records: records, search: search).results(of: requirement, settings, progress: progress)
        case .labelled: return parts.data?.labelled(requirement, records) ?? []
        case .sameRows, .distributions, .missing, .records, .duplicates: return []
        }
    }

    private func schema(of current: Relation, _ input: ValidationInput, _ notes: inout [String]) async throws -> ModelSchema {
        let sample = try await store.sample(of: current, rows: TypeInference.sampleRows)
        var (schema, found) = try await SchemaInference(store: store, settings: options.settings)
            .schema(reference: sample, labelled: [input.actuals, current].compactMap(\.self), current: current, actuals: input.actuals)
        if schema.task == .regression { schema.classes = [] }
        notes += found
        return schema
    }

    private func requireRows(_ records: JudgedRecords) throws {
        guard records.rows.count == 0 else { return }
        let pairs = records.rows.pairs
        throw EvaluationError(
            pairs.predictedByAll == 0
                ? "none of the \(pairs.records) records has a prediction of \(records.names.joined(separator: " and of ")); see that identities and columns are right"
                : "of the \(pairs.predictedByAll) records with predictions none has a known ground truth; see that the identities of records and actuals match")
    }
}

extension NamedSlice {
    /// - Throws: `EvaluationError` with the place in the file where the slice does not fit the records' columns.
    fileprivate func require(in relation: Relation) throws(EvaluationError) {
        guard let slice else { return }
        do {
            _ = try relation.checked(slice)
        } catch {
            throw EvaluationError("\(place): \(error)")
        }
    }
}
