internal import Domain
internal import Store

/// The versions of a comparison: what each is called, and where its predictions are.
struct ComparedVersions {
    var names: [String]
    var queries: [PerformanceQuery]
    var baseline: Int

    /// More are hardly meant, and each is joined with all others.
    static let most = 20

    static func find(
        in input: ComparisonInput, schema: ModelSchema, baseline: String?, store: any Store, notes: inout [String]
    ) async throws -> ComparedVersions {
        guard let id = schema.column(.predictionID)?.name else {
            throw EvaluationError("no column is known as the identity that pairs are made by; name it with --column prediction_id=NAME")
        }
        for (part, relation) in [("current", input.current), ("candidate", input.candidates)] where relation.column(id) == nil {
            throw EvaluationError(
                "--\(part): \(relation.name) needs the column of identities '\(id)' that pairs are made by; "
                    + "name another with --column prediction_id=NAME")
        }
        notes += try await RepeatedRows(store: store, schema: schema).notes(on: input)
        let plan = PerformancePlan(schema: schema)
        let truth = try truth(of: input, schema: schema, identity: id)
        let recorded = RecordedVersions(store: store, schema: schema)
        var (names, queries): ([String], [PerformanceQuery]) = ([], [])
        func add(_ name: String, _ records: Relation, _ part: String, _ filter: PerformanceQuery.Filter?, actuals: Relation?) throws {
            guard !names.contains(name) else {
                throw EvaluationError(
                    "--\(part): a version '\(name)' is in production's records, too; give candidates a name of their own in the column of versions")
            }
            let query = plan.query(records, windowing: .whole, actuals: actuals, filter: filter, rows: 0)
            guard let query else {
                throw EvaluationError("--\(part): \(plan.whyNot(records, actuals))")
            }
            names.append(name)
            queries.append(query)
        }
        let live = try await recorded.filters(of: input.current)
        let chosen = live.first { $0?.value == baseline && baseline != nil } ?? nil
        let production = chosen?.value ?? (live.count == 1 ? live[0]?.value : nil) ?? "production"
        if live.count > 1, chosen == nil {
            notes.append(
                "Production's records are of \(live.count) versions (\(live.compactMap { $0?.value }.prefix(5).joined(separator: ", "))), "
                    + "taken together as 'production'; --baseline names one of them.")
        }
        try add(production, input.current, "current", chosen ?? nil, actuals: input.actuals)
        let others = try await recorded.filters(of: input.candidates)
        guard others.count < most else {
            throw EvaluationError("--candidate: \(others.count) versions are too many to be compared at once; give at most \(most - 1)")
        }
        for filter in others { try add(filter?.value ?? "candidate", input.candidates, "candidate", filter, actuals: truth) }
        guard let baseline else { return ComparedVersions(names: names, queries: queries, baseline: 0) }
        guard let place = names.firstIndex(of: baseline) else {
            throw EvaluationError("--baseline: there is no version '\(baseline)'; there are: \((names + live.compactMap { $0?.value }.filter { !names.contains($0) }).joined(separator: ", "))")
        }
        return ComparedVersions(names: names, queries: queries, baseline: place)
    }

    /// Where candidates' ground truth is: the actuals, or production's records.
    private static func truth(of input: ComparisonInput, schema: ModelSchema, identity: String) throws -> Relation {
        guard let actual = schema.column(.actual)?.name else {
            throw EvaluationError("no ground truth was given to compare by; give --actuals, or name its column with --column actual=NAME")
        }
        let known = [input.actuals, input.current].compactMap(\.self).first { $0.column(actual) != nil && $0.column(identity) != nil }
        guard let known else {
            throw EvaluationError(
                "--actuals: the ground truth '\(actual)' and the identity '\(identity)' are in no file together; "
                    + "name the columns with --column actual=NAME and --column prediction_id=NAME")
        }
        return known
    }
}
