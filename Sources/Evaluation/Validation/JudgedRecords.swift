internal import Domain
internal import Statistics
internal import Store

/// The records that a version is judged on, those of all versions looked at whose ground truth is known, with the slices they are in.
struct JudgedRecords {
    let rows: ComparedRows
    let schema: ModelSchema
    /// In the order of the rows' versions; the first has the features.
    let names: [String]
    /// The places of the version that is judged, and of the one it is compared with.
    let judged: Int
    let champion: Int?
    /// The places of slices, by their text.
    private let places: [String: Int]
    /// Attributes asked for, each with the place of its first group.
    private let attributes: [String: (groups: ProtectedAttributes, first: Int)]
    private let query: VersionsQuery

    /// - Throws: `EvaluationError` where there is nothing to judge, or requirements name what there is not; `StoreError`.
    static func read(
        _ input: ValidationInput, current: Relation, schema: ModelSchema, requirements: [Requirement], options: ValidationOptions,
        store: any Store, notes: inout [String]
    ) async throws -> JudgedRecords {
        let versions = try await versions(input, current, schema, options, store, &notes)
        var slices: [Slice] = []
        var places: [String: Int] = [:]
        func add(_ slice: Slice) {
            guard places[slice.description] == nil else { return }
            places[slice.description] = slices.count
            slices.append(slice)
        }
        for slice in requirements.flatMap(\.slices).compactMap(\.slice) { add(slice) }
        var attributes: [String: (groups: ProtectedAttributes, first: Int)] = [:]
        for requirement in requirements {
            guard case .fairness(let attribute, _) = requirement.subject, attributes[attribute.name] == nil else { continue }
            let groups = try await ProtectedAttributes([attribute.name], of: current, store: store, asked: "\(attribute.place)", notes: &notes)
            attributes[attribute.name] = (groups, slices.count)
            slices += groups.slices
        }
        guard slices.count <= VersionsQuery.mostSlices else {
            throw EvaluationError(
                "\(options.requirements): \(slices.count) slices and groups are more than the \(VersionsQuery.mostSlices) that can be looked at at once; "
                    + "part the file in two")
        }
        let identity = schema.column(.predictionID).flatMap { current.column($0.name) == nil ? nil : $0.name }
        let query = VersionsQuery(
            versions: versions.queries, identity: identity,
            time: schema.column(.timestamp).flatMap { current.column($0.name) == nil ? nil : $0.name }, slices: slices)
        let pairs = try await store.versions(query)
        let rows = ComparedRows(task: schema.task, pairs: pairs, classCount: schema.classes.count, costs: nil)
        return JudgedRecords(
            rows: rows, schema: schema, names: versions.names, judged: versions.judged, champion: versions.champion, places: places,
            attributes: attributes, query: query)
    }

    /// The version that is judged, and the others that it is judged beside.
    private static func versions(
        _ input: ValidationInput, _ current: Relation, _ schema: ModelSchema, _ options: ValidationOptions, _ store: any Store,
        _ notes: inout [String]
    ) async throws -> (names: [String], queries: [PerformanceQuery], judged: Int, champion: Int?) {
        if let candidates = input.candidates {
            let all = try await ComparedVersions.find(
                in: ComparisonInput(current: current, actuals: input.actuals, candidates: candidates), schema: schema, baseline: options.champion,
                store: store, notes: &notes)
            let others = all.names.indices.filter { $0 != all.baseline }
            let judged: Int
            if let name = options.candidate {
                guard let place = others.first(where: { all.names[$0] == name }) else { throw noVersion(name, others.map { all.names[$0] }) }
                judged = place
            } else {
                guard others.count == 1 else {
                    throw EvaluationError(
                        "--candidate: there are predictions of several versions (\(others.map { all.names[$0] }.joined(separator: ", "))); "
                            + "say which one is judged with --candidate-version")
                }
                judged = others[0]
            }
            // The first has the features, whether it is the champion or not.
            let kept = [0, all.baseline, judged].reduce(into: [Int]()) { if !$0.contains($1) { $0.append($1) } }
            return (kept.map { all.names[$0] }, kept.map { all.queries[$0] }, kept.firstIndex(of: judged) ?? 0, kept.firstIndex(of: all.baseline))
        }
        let filters = try await RecordedVersions(store: store, schema: schema).filters(of: current)
        let known = filters.compactMap { $0?.value }
        var chosen = filters.count == 1 ? filters[0] : nil
        if let name = options.candidate {
            guard let found = filters.first(where: { $0?.value == name }) else { throw noVersion(name, known) }
            chosen = found
        } else if filters.count > 1 {
            notes.append(
                "The records are of \(filters.count) versions (\(known.prefix(5).joined(separator: ", "))), judged together; "
                    + "--candidate-version names one of them.")
        }
        let plan = PerformancePlan(schema: schema)
        guard let query = plan.query(current, windowing: .whole, actuals: input.actuals, filter: chosen, rows: 0) else {
            throw EvaluationError(plan.whyNot(current, input.actuals))
        }
        return ([chosen?.value ?? schema.modelName ?? "model"], [query], 0, nil)
    }

    private static func noVersion(_ name: String, _ known: [String]) -> EvaluationError {
        let nearest = NearestName.nearest(to: name, among: known).map { "; did you mean '\($0)'?" } ?? ""
        return EvaluationError("--candidate-version: there are no predictions of '\(name)'; there are: \(known.joined(separator: ", "))\(nearest)")
    }

    /// The rows in a slice; all for `nil`.
    func rows(in slice: Slice?) -> [Int] { rows.rows(inSlice: slice.flatMap { places[$0.description] }) }

    func place(of slice: Slice) -> Int? { places[slice.description] }

    /// Parities of the version that is judged; `nil` without decisions between two classes.
    func fairness(by attribute: String, confidence: Confidence) -> FairnessReport? {
        guard let (groups, first) = attributes[attribute] else { return nil }
        return Fairness(rows: rows, attributes: groups, firstSlice: first, confidence: confidence).reports(of: judged, name: names[judged]).first
    }

    /// The half of the records in which no search has looked for slices, with their places in these. A record of several is in the first, as the
    /// search has it, so that none is told for what another loses.
    func heldOut(with slices: [Slice], store: any Store) async throws -> ComparedRows {
        var query = query
        query.slices = slices
        var pairs = try await store.versions(query)
        pairs.membership = pairs.membership.map { $0 & -$0 }
        let all = ComparedRows(task: rows.task, pairs: pairs, classCount: rows.classCount, costs: nil)
        return all.keeping(all.pairs.places.indices.filter { SliceRecords.isHeldOut(all.pairs.places[$0]) })
    }

    var records: ValidationReport.Records {
        .init(all: rows.pairs.records, predicted: rows.pairs.predictedByAll, unknownClass: rows.pairs.unknownClass, judged: rows.count)
    }
}

extension Requirement {
    /// The confidence of its intervals with the quantile that belongs to it.
    var normalConfidence: Confidence { Confidence(level: confidence, z: StandardNormal.upperQuantile((1 - confidence) / 2)) }
}
