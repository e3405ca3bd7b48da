package import Domain
internal import Statistics
package import Store

/// Finds the slices of some records in which a model loses most, or more than it did earlier.
///
/// Records are read once, as codes. In one half of them slices are looked for, all conjunctions of up to three conditions; those that are found
/// are tried on the other half, so that the search's luck is not taken for an effect.
package struct SliceDiscovery: Sendable {
    let store: any Store
    let options: SliceDiscoveryOptions

    package init(store: any Store, options: SliceDiscoveryOptions) {
        self.store = store
        self.options = options
    }

    /// - Parameter progress: told what is being done, in a few words.
    /// - Throws: `EvaluationError` for data without what is looked for, `StoreError` from the engine.
    package func report(
        on input: SliceDiscoveryInput, progress: @Sendable (String) -> Void = { _ in }
    ) async throws -> SliceReport {
        for relation in [input.current, input.actuals, input.earlier].compactMap(\.self) where relation.rowCount == 0 {
            throw EvaluationError("\(relation.name) has no rows; give files with records")
        }
        progress("reading columns")
        let known = input.earlier ?? input.current
        let sample = try await store.sample(of: known, rows: TypeInference.sampleRows)
        let (schema, notes) = try await SchemaInference(store: store, settings: options.settings)
            .schema(reference: sample, labelled: [known], current: input.current, actuals: input.actuals)
        return try await report(on: input, schema: schema, notes: notes, progress: progress)
    }

    /// The same of records whose columns are known.
    ///
    /// - Parameter notes: what the reader should know of how the schema came about.
    func report(
        on input: SliceDiscoveryInput, schema: ModelSchema, notes: [String] = [], progress: @Sendable (String) -> Void = { _ in }
    ) async throws -> SliceReport {
        var notes = notes
        let all = try await SliceColumns(store: store).columns(schema, wanted: options.columns, input: input, notes: &notes)
        guard !all.isEmpty else { throw EvaluationError("\(input.current.name) has no feature or tag that slices could be made of") }

        progress("reading \(all.count) columns of \(input.current.rowCount + (input.earlier?.rowCount ?? 0)) records")
        var loss = options.loss
        if loss == nil { loss = try await unlikeProbabilities(schema, input, notes: &notes) }
        let reader = try await SliceReader(store: store, schema: schema, columns: all, loss: loss, given: input.losses)
            .choosingColumns(in: input.current, actuals: input.actuals, support: options.support)
        let columns = reader.columns
        if columns.count < all.count {
            notes.append("Of \(all.count) columns the \(columns.count) are looked at by which losses differ most; name others with --columns.")
        }
        let current = try await reader.records(of: input.current, actuals: input.actuals)
        let earlier = try await earlier(input, reader, &notes)

        let support = options.support.count(of: current.count)
        let vocabulary = SliceVocabulary(columns, half: current.searched, support: max(1, support / 2))
        let searched = SliceWindows(current: vocabulary.table(current.searched), earlier: earlier.map { vocabulary.table($0.searched) })
        let heldOut = SliceWindows(current: vocabulary.table(current.heldOut), earlier: earlier.map { vocabulary.table($0.heldOut) })
        let earlierSupport = earlier.map { options.support.count(of: $0.count) / 2 } ?? 1
        let folding = SliceFolding(
            vocabulary: vocabulary, options: options, support: max(1, support / 2), earlierSupport: max(1, earlierSupport))
        let found = try await folding.candidates(in: searched) { count in
            progress("looking for slice \(count + 1) among \(current.searched.losses.count) records")
        }
        progress("trying \(found.count) slices on \(current.heldOut.losses.count) records")
        let confirmation = SliceConfirmation(vocabulary: vocabulary, options: options, searched: searched, heldOut: heldOut)
        let slices = try confirmation.slices(found)
        if current.withoutLoss > 0 {
            notes.append("\(current.withoutLoss) of \(input.current.rowCount) records have no ground truth or no such loss, and take no part.")
        }
        for relation in [input.current, input.earlier].compactMap(\.self) {
            if let note = try await store.noteOnRepeats(in: relation, schema) { notes.append(note) }
        }
        return SliceReport(
            assayVersion: options.version, model: schema.modelName, task: schema.task, loss: reader.lossName(of: input.current),
            rank: options.rank.rawValue, level: options.level, minSupport: support, depth: options.depth,
            current: .init(rows: current.count, withoutLoss: current.withoutLoss, meanLoss: Moments(current.heldOut.losses).mean),
            earlier: earlier.map { .init(rows: $0.count, withoutLoss: $0.withoutLoss, meanLoss: Moments($0.heldOut.losses).mean) },
            searchedRows: current.searched.losses.count, heldOutRows: current.heldOut.losses.count, columns: columns.map(\.stored.name),
            slices: slices.filter { $0.pValue <= options.level }, unconfirmed: slices.filter { $0.pValue > options.level }, notes: notes)
    }

    /// What is lost by scores that are no probabilities, such as log-odds: log loss says nothing of them.
    ///
    /// - Returns: `nil` where the usual loss will do.
    private func unlikeProbabilities(
        _ schema: ModelSchema, _ input: SliceDiscoveryInput, notes: inout [String]
    ) async throws -> PredictionLoss? {
        guard input.losses == nil, schema.task == .binary, let score = schema.column(.predictionScore)?.name, input.current.column(score) != nil else {
            return nil
        }
        let moments = try await store.moments(of: [CountedColumn(score, .numeric)], in: input.current, by: .whole).first?.columns[0].moments
        guard let least = moments?.minimum, let most = moments?.maximum, least < 0 || most > 1 else { return nil }
        notes.append(
            "Scores in '\(score)' go from \(least.short) to \(most.short), so they are no probabilities: what is lost is zero_one, wrong classes; "
                + "choose another with --loss.")
        return .zeroOne
    }

    /// The earlier records, where there are any with a ground truth.
    private func earlier(
        _ input: SliceDiscoveryInput, _ reader: SliceReader, _ notes: inout [String]
    ) async throws -> SliceRecords? {
        guard let relation = input.earlier else {
            guard options.rank != .change else {
                throw EvaluationError("a change needs records to compare with: give --validation, --reference or --training")
            }
            return nil
        }
        do {
            return try await reader.records(of: relation, actuals: input.earlierActuals)
        } catch let error as EvaluationError {
            guard options.rank != .change else { throw error }
            notes.append("Losses are not compared with earlier ones: \(error).")
            return nil
        }
    }
}

/// Reads records with what they lose.
struct SliceReader: Sendable {
    let store: any Store
    let schema: ModelSchema
    let columns: [SliceColumn]
    let loss: PredictionLoss?
    var given: RowLosses?

    /// - Throws: `EvaluationError` where there is no prediction, no ground truth, or no record with both.
    func records(of relation: Relation, actuals: Relation?) async throws -> SliceRecords {
        let plan = PerformancePlan(schema: schema)
        guard let query = plan.query(relation, windowing: .whole, actuals: actuals, rows: relation.rowCount) else {
            throw EvaluationError(plan.whyNot(relation, actuals))
        }
        let loss = loss ?? .usual(for: query.prediction)
        if given == nil { try loss.require(of: query.prediction) }
        let rows = try await store.codedRows(
            CodedRowsQuery(records: relation, labels: query.labels, prediction: query.prediction, columns: columns.map(\.coded)))
        let records = given.map { given in SliceRecords(rows, of: relation) { given.values[rows.places[$0]] } }
            ?? SliceRecords(rows, of: relation, loss: loss, isBinary: schema.task == .binary)
        guard records.count > 0 else {
            throw EvaluationError(
                rows.count == 0
                    ? "no record of \(relation.name) has a ground truth: do the identities of records and actuals match?"
                    : "no record of \(relation.name) has a loss of the kind \(loss.name)")
        }
        return records
    }

    /// What is looked at in records that could be read.
    func lossName(of relation: Relation) -> String {
        if let given { return given.name }
        return (loss ?? PerformancePlan(schema: schema).prediction(in: relation, resolution: .exact).map(PredictionLoss.usual) ?? .zeroOne).name
    }
}
