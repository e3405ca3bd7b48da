internal import Domain
internal import Evaluation
internal import Ingest
internal import Store

/// Answers questions about the models of a store.
struct ModelQueries: Sendable {
    let store: any RecordStore
    let catalog: ModelCatalog
    let served: ServedModels
    let version: String

    /// The report that a call asks for.
    ///
    /// - Parameter adjust: narrows the question down.
    func report(_ call: Call, _ adjust: (inout ReportQuery) -> Void = { _ in }) async throws -> CheckReport {
        let (evaluation, query) = try await evaluation(call, adjust)
        return try await evaluation.report(query)
    }

    /// The report that a call asks for, with the saved slices that it names, or all of them, followed by themselves.
    func reportOfSlices(_ call: Call) async throws -> CheckReport {
        let (evaluation, query) = try await evaluation(call, following: { entry in
            guard call.query("slices") != nil else {
                return entry.slices.values.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
            }
            return try slices(call, "slices", of: entry)
        })
        return try await evaluation.report(query)
    }

    /// What a call wants followed over the windows of its report.
    ///
    /// - Parameter adjust: narrows the question down.
    func series(
        _ call: Call, _ adjust: (inout ReportQuery) -> Void
    ) async throws -> (report: CheckReport, series: [SignalSeries]) {
        let (evaluation, query) = try await evaluation(call, adjust)
        let answer = try await evaluation.series(query)
        return (answer.report, SignalSeries.all(in: answer.report) + SignalSeries.all(in: answer.freshness))
    }

    /// The slices that a call looks for.
    func foundSlices(_ call: Call, _ options: SliceDiscoveryOptions) async throws -> SliceReport {
        let entry = try await catalog.entry(of: call)
        return try await ServedSlices(store: store, definition: entry.definition, tables: entry.tables)
            .report(call.reportQuery(in: slice(call, of: entry)), options: options)
    }

    /// The records that a call wants a change of explained.
    func explanationQuery(_ call: Call) async throws -> ReportQuery {
        try call.reportQuery(in: slice(call, of: await catalog.entry(of: call)))
    }

    /// Why performance changed.
    func explanation(
        _ call: Call, _ query: ReportQuery, _ options: ExplanationOptions, in engine: any FileEngine, folder: String
    ) async throws -> ExplanationReport {
        let entry = try await catalog.entry(of: call)
        return try await ServedExplanation(store: store, definition: entry.definition, tables: entry.tables)
            .report(query, options: options, in: engine, folder: folder)
    }

    /// How the versions that a call names do on the same records.
    func comparison(_ call: Call, _ options: ComparisonOptions) async throws -> ComparisonReport {
        let entry = try await catalog.entry(of: call)
        var options = options
        options.slices = try slices(call, "slices", of: entry).map(\.slice)
        let margin = try call.number("margin", in: 0...Double.greatestFiniteMagnitude, default: 0)
        options.protected = try slices(call, "protect", of: entry).map { (slice: $0.slice, margin: margin) }
        guard !options.protected.isEmpty || call.query("margin") == nil else {
            throw Problem(
                .badRequest, "margin: it is of protected slices; name them with protect", faults: [.init("without protect", field: "margin")])
        }
        guard options.slices.count + options.protected.count <= VersionsQuery.mostSlices else {
            throw Problem(.badRequest, "slices: at most \(VersionsQuery.mostSlices) slices can be compared at once")
        }
        return try await ServedComparison(store: store, definition: entry.definition, tables: entry.tables)
            .report(call.reportQuery(in: slice(call, of: entry)), candidates: call.names("candidates"), options: options)
    }

    /// - Parameter following: the slices that are followed, of a model's saved ones.
    private func evaluation(
        _ call: Call, following: (ModelCatalog.Entry) throws -> [SavedSlice] = { _ in [] }, _ adjust: (inout ReportQuery) -> Void = { _ in }
    ) async throws -> (ServedEvaluation, ReportQuery) {
        let entry = try await catalog.entry(of: call)
        var query = try call.reportQuery(in: slice(call, of: entry))
        adjust(&query)
        guard let plan = try await served.refresh(entry.definition, entry.tables) else {
            throw Problem(.conflict, "the model has no records yet; send some first")
        }
        let followed = try following(entry).map { FollowedSlice($0.slice, name: $0.name) }
        guard followed.count <= FollowedSlice.limit else {
            throw Problem(
                .badRequest, "slices: \(followed.count) slices are too many to follow at once; name at most \(FollowedSlice.limit)",
                faults: [.init("more than \(FollowedSlice.limit)", field: "slices")])
        }
        let evaluation = ServedEvaluation(
            store: store, definition: entry.definition, tables: entry.tables, plan: plan, followed: followed, version: version)
        return (evaluation, query)
    }

    /// The saved slices that a parameter names.
    private func slices(_ call: Call, _ parameter: String, of entry: ModelCatalog.Entry) throws -> [SavedSlice] {
        try call.names(parameter, where: { entry.slices[$0] != nil }).map { try entry.slice($0) }
    }

    /// What `slice` and `where` say together.
    private func slice(_ call: Call, of entry: ModelCatalog.Entry) throws -> Slice? {
        let written = try call.slice()
        guard let name = call.query("slice"), !name.isEmpty else { return written }
        let saved = try entry.slice(name).slice
        guard let written else { return saved }
        // What is wrong with it is told by its place in what was written, not in both together.
        _ = try entry.tables.checked(written)
        return try saved.and(written)
    }

    /// Calls `body` with the records that a call asks for.
    ///
    /// - Parameter withShadows: whether versions that decide nothing are among them when no version is named.
    func withRecords<Answer>(
        _ call: Call, withShadows: Bool = false, _ body: (Relation, ModelCatalog.Entry) async throws -> Answer
    ) async throws -> Answer {
        let entry = try await catalog.entry(of: call)
        let query = try call.reportQuery(in: slice(call, of: entry))
        var selection = RecordSelection(
            environments: call.query("environment") == nil ? nil : [query.environment],
            versions: query.version.map { [$0] }, from: query.from, to: query.to, asOf: query.asOf)
        if query.version == nil, !withShadows { selection.withoutVersions = entry.definition.shadowVersions }
        return try await store.usingRecords(of: entry.tables, where: selection, in: query.slice) { records in
            try await body(records, entry)
        }
    }
}
