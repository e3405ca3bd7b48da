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
        guard !slices.isEmpty, plan.prediction != nil else { return [] }
        return try await store.using(store.actuals(of: tables, asOf: query.asOf)) { actuals in
            var result: [FollowedSliceFigures] = []
            for slice in slices {
                let (own, rest) = try parts(of: slice)
                result.append(
                    FollowedSliceFigures(
                        slice: slice, own: try await figures(of: own, actuals), rest: try await figures(of: rest, actuals)))
            }
            return result
        }
    }

    /// The slice and the rest, of the records that are asked for.
    private func parts(of slice: FollowedSlice) throws -> (own: Slice, rest: Slice) {
        do {
            let rest = try Slice(.not(slice.slice.expression))
            guard let asked = query.slice else { return (slice.slice, rest) }
            return (try asked.and(slice.slice), try asked.and(rest))
        } catch {
            throw EvaluationError("slice \(slice.name): it cannot be followed, as the rest of the records cannot be written: \(error)")
        }
    }

    private func figures(of slice: Slice, _ actuals: Relation) async throws -> SliceFigures {
        var references: [SliceFigures.Part] = []
        for (name, selection) in pasts { references.append(try await part(name, selection, slice, actuals)) }
        let current = try await part("current", selection(from: query.from, to: query.to, in: query.environment), slice, actuals)
        return SliceFigures(
            references: references, current: current, windows: frame.aligned(current.windows, key: \.key, \.summary).map { $0?.usable })
    }

    private func part(_ name: String, _ selection: RecordSelection, _ slice: Slice, _ actuals: Relation) async throws -> SliceFigures.Part {
        try await store.usingRecords(of: tables, where: selection, in: slice) { records in
            guard let prediction = plan.prediction, records.rowCount > 0 else { return SliceFigures.Part(name: name, rows: records.rowCount) }
            let windows = try await store.performance(
                PerformanceQuery(
                    records: records, windowing: Windowing(query.granularity, timeColumn: "timestamp"),
                    labels: .joined(
                        .init(
                            actuals: actuals, recordID: "prediction_id", actualID: "prediction_id", actual: "actual", arrival: nil, isUnique: true)),
                    prediction: prediction))
            return SliceFigures.Part(
                name: name, rows: records.rowCount, whole: try PerformanceSummary.merged(windows.map(\.summary))?.usable,
                windows: windows.filter { $0.key != nil && $0.summary.labelled > 0 })
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
