package import Domain
internal import Statistics
package import Store

/// How a served model's records are counted and what they are held against; kept as a document, because everything that
/// is written down of the past was counted by it.
package struct EvaluationPlan: Sendable, Hashable, Codable {
    /// Which records the bins were taken from.
    package enum Source: String, Sendable, Hashable, Codable {
        case validation, training
        /// No training or validation records have come: the first of production's.
        case firstProduction = "first_production"

        /// The environment of those records.
        package var environment: Environment {
            switch self {
            case .validation: .validation
            case .training: .training
            case .firstProduction: .production
            }
        }
    }

    package var columns: [ColumnBinning.Plan]
    package var prediction: PerformanceQuery.Prediction?
    package var source: Source
    /// Records that the bins were taken from.
    package var sourceRows: Int

    package var rollups: RollupPlan {
        RollupPlan(
            columns: columns.map(\.binned), numeric: columns.filter { $0.column.type == .numeric }.map(\.column.name),
            prediction: prediction)
    }
}

/// Makes plans of what records there are.
struct EvaluationPlanner {
    let store: any RecordStore
    let definition: ModelDefinition
    let tables: RecordTables
    /// What had come when it was asked: all sources are looked at as they were then.
    let arrivals: ArrivalMark

    /// Production's first records that stand in for a baseline.
    static let firstRows = 50_000
    /// A plan that was made of few records is made again when there are several times as many.
    private static let growth = 4

    /// A plan that counts the same columns in the same way and, at its end, those that `known` has not; `nil` when there
    /// are none, or nothing to take their bins from.
    func extended(_ known: EvaluationPlan) async throws -> EvaluationPlan? {
        let planned = Set(known.columns.map(\.column.name))
        let added = watched.filter { !planned.contains($0.name) }
        guard !added.isEmpty else { return nil }
        let records = try await store.records(of: tables, where: selection(of: known.source))
        return try await store.using(records) { records in
            guard records.rowCount > 0 else { return nil }
            var plan = known
            plan.columns += try await columns(added, of: records).columns
            return plan
        }
    }

    private func selection(of source: EvaluationPlan.Source) -> RecordSelection {
        var selection = RecordSelection(environments: [source.environment])
        selection.withoutVersions = definition.shadowVersions
        selection.mark = arrivals
        if source == .firstProduction { selection.firstArrived = Self.firstRows }
        return selection
    }

    /// A plan that is better than `known`; `nil` when there is none.
    func better(than known: EvaluationPlan?) async throws -> EvaluationPlan? {
        for source in [EvaluationPlan.Source.validation, .training, .firstProduction] {
            let found = try await store.using(store.records(of: tables, where: selection(of: source))) { records in
                let isWanted = records.rowCount > 0 && isWorthAnother(than: known, source: source, rows: records.rowCount)
                return (rows: records.rowCount, plan: isWanted ? try await make(of: records, source: source) : nil)
            }
            if found.rows > 0 { return found.plan }
        }
        return nil
    }

    private func isWorthAnother(than known: EvaluationPlan?, source: EvaluationPlan.Source, rows: Int) -> Bool {
        guard let known, known.source == source else { return true }
        let planned = Set(known.columns.map(\.column.name))
        let wanted = Set(watched.map(\.name))
        return !wanted.isSubset(of: planned) || rows >= known.sourceRows * Self.growth
    }

    private var watched: [ModelSchema.Column] {
        definition.schema.watched.filter { tables.column($0.name) != nil }
    }

    private func make(of records: Relation, source: EvaluationPlan.Source) async throws -> EvaluationPlan {
        let (columns, moments) = try await columns(watched, of: records)
        var performance = PerformancePlan(schema: definition.schema)
        if let predicted = definition.schema.column(.predictionScore) ?? definition.schema.column(.predictionLabel),
            let moments = moments[predicted.name]
        {
            performance.centre = moments.mean
        }
        return EvaluationPlan(
            columns: columns,
            prediction: performance.prediction(in: records, resolution: .arcsineBins(RollupPlan.scoreBins)), source: source,
            sourceRows: records.rowCount)
    }

    /// Bins of columns, and the moments of those that are numbers.
    private func columns(
        _ columns: [ModelSchema.Column], of records: Relation
    ) async throws -> (columns: [ColumnBinning.Plan], moments: [String: Moments]) {
        let numeric = columns.filter { $0.type == .numeric }
        let found = try await store.moments(
            of: numeric.map { CountedColumn($0.name, .numeric) }, in: records, by: .whole
        ).first?.columns.map(\.moments) ?? []
        let moments = Dictionary(uniqueKeysWithValues: zip(numeric.map(\.name), found))
        let plans = try await store.usingSample(of: records, rows: TypeInference.sampleRows) { sample in
            try await ColumnBinning(store: store).plans(
                for: columns, reference: records, sample: sample, moments: moments)
        }
        return (plans, moments)
    }
}
