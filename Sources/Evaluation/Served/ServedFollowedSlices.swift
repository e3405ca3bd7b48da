internal import Domain
internal import Statistics
internal import Store

/// What is known of the slices that are followed of a served model, from the rows: what `CheckEvaluation` reads of files.
struct ServedFollowedSlices {
    let store: any RecordStore
    let definition: ModelDefinition
    let tables: RecordTables
    let plan: EvaluationPlan
    let query: ReportQuery
    let served: ServedWindows
    let frame: WindowFrame

    /// - Throws: `EvaluationError` for a slice that cannot be followed, `StoreError` for one that the records have no columns for.
    func figures(_ slices: [FollowedSlice]) async throws -> [FollowedSliceFigures] {
        guard !slices.isEmpty, let prediction = plan.prediction else { return [] }
        let all = try slices.withRests()
        var references = all.map { _ in [SliceFigures.Part]() }
        for (name, selection) in pasts {
            for (place, part) in try await parts(name, selection, all, prediction).enumerated() { references[place].append(part) }
        }
        let current = try await parts("current", selection(from: query.from, to: query.to, in: query.environment), all, prediction)
        return slices.paired(
            zip(references, current).map { references, current in
                SliceFigures(
                    references: references, current: current, windows: frame.aligned(current.windows, key: \.key, \.summary).map { $0?.usable })
            })
    }

    /// Slices of some records, as far as these are asked for.
    private func parts(
        _ name: String, _ selection: RecordSelection, _ slices: [Slice], _ prediction: PerformanceQuery.Prediction
    ) async throws -> [SliceFigures.Part] {
        try await store.usingRecords(of: tables, where: selection, in: query.slice) { records in
            guard records.rowCount > 0 else { return slices.map { _ in SliceFigures.Part(name: name, rows: 0) } }
            return try await store.using(store.actuals(of: tables, asOf: query.asOf)) { actuals in
                let query = PerformanceQuery(
                    records: records, windowing: Windowing(query.granularity, timeColumn: "timestamp"),
                    labels: .joined(
                        .init(
                            actuals: actuals, recordID: "prediction_id", actualID: "prediction_id", actual: "actual", arrival: nil, isUnique: true)),
                    prediction: prediction)
                return try await store.performance(query, within: nil, in: slices).map { answer in
                    let whole = try PerformanceSummary.merged(answer.all.map(\.summary))
                    return SliceFigures.Part(
                        name: name, rows: whole.map { $0.labelled + $0.unlabelled + $0.unknownClass } ?? 0, whole: whole?.usable,
                        windows: answer.all.filter { $0.key != nil && $0.summary.labelled > 0 })
                }
            }
        }
    }

    /// The baseline, and training's records where these are not the baseline.
    private var pasts: [(name: String, selection: RecordSelection)] {
        let baseline: (name: String, selection: RecordSelection)
        switch query.baseline {
        case .environment(let environment): baseline = (environment.rawValue, selection(in: environment))
        case .span(let from, let to): baseline = ("production", selection(from: from, to: to, in: .production))
        case .usual, .trailing, .sameHourOfWeek:
            baseline = plan.source == .firstProduction
                ? ("production", firstProduction) : (plan.source.environment.rawValue, selection(in: plan.source.environment))
        }
        guard baseline.name != SliceFigures.training else { return [baseline] }
        return [baseline, (SliceFigures.training, selection(in: .training))]
    }

    /// The windows that stand in for a baseline.
    private var firstProduction: RecordSelection {
        let spans = served.baseline.compactMap { window in
            window.key.flatMap { Windowing(query.granularity, timeColumn: "timestamp").span(of: $0) }
        }
        return selection(from: spans.map(\.start).min(), to: spans.map(\.end).max(), in: .production)
    }

    private func selection(from: Timestamp? = nil, to: Timestamp? = nil, in environment: Environment) -> RecordSelection {
        query.selection(of: definition, from: from, to: to, in: environment)
    }
}
