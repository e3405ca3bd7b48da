package import Domain
internal import Statistics
package import Store

/// Finds the slices of production that are rare in training.
///
/// Records of both are put together, and each record of production loses 1: then a slice's loss is the part of production in it, which rises with
/// the ratio of densities, and the exact search for slices with the largest loss finds those with the largest ratio. As there, slices are looked
/// for in one half of the records and tried on the other.
package struct TrainingGaps: Sendable {
    let store: any Store
    let options: SliceDiscoveryOptions
    /// How much larger a slice's share of production is, at least, than its share of training: less is a shift, and no gap.
    let leastRatio: Double

    package init(store: any Store, options: SliceDiscoveryOptions, leastRatio: Double) {
        self.store = store
        self.options = options
        self.leastRatio = leastRatio
    }

    /// - Parameter progress: told what is being done, in a few words.
    /// - Throws: `EvaluationError` for data that cannot be compared, `StoreError` from the engine.
    package func report(
        training: Relation, current: Relation, progress: @Sendable (String) -> Void = { _ in }
    ) async throws -> GapReport {
        for relation in [training, current] where relation.rowCount == 0 {
            throw EvaluationError("\(relation.name) has no rows; give files with records")
        }
        progress("reading columns")
        let sample = try await store.sample(of: training, rows: TypeInference.sampleRows)
        var (schema, notes) = try await SchemaInference(store: store, settings: options.settings)
            .schema(reference: sample, labelled: [training], current: current, actuals: nil)
        // Versions follow one another; that training had none of today's says nothing.
        schema.columns.removeAll { $0.role == .modelVersion }
        let shared = schema.columns.filter { training.column($0.name) != nil && current.column($0.name) != nil }
        schema.columns = shared
        let columns = try await columns(schema, training, current, &notes)
        progress("reading \(columns.count) columns of \(training.rowCount + current.rowCount) records")
        let records = SliceRecords(
            training: try await store.codedRows(CodedRowsQuery(records: training, columns: columns.map(\.coded))),
            current: try await store.codedRows(CodedRowsQuery(records: current, columns: columns.map(\.coded))))
        let support = options.support.count(of: current.rowCount)
        let vocabulary = SliceVocabulary(columns, half: records.searched, support: max(1, support / 2))
        let searched = SliceWindows(current: vocabulary.table(records.searched), earlier: nil)
        let folding = SliceFolding(vocabulary: vocabulary, options: options, support: max(1, support / 2), earlierSupport: 1)
        let found = try await folding.candidates(in: searched) { count in
            progress("looking for gap \(count + 1) among \(records.count) records")
        }
        progress("trying \(found.count) slices")
        for relation in [training, current] {
            if let note = try await store.noteOnRepeats(in: relation, schema) { notes.append(note) }
        }
        let gaps = try gaps(found, vocabulary, searched: searched.current, heldOut: vocabulary.table(records.heldOut), training, current)
        return GapReport(
            assayVersion: options.version, model: schema.modelName, level: options.level, leastRatio: leastRatio, minSupport: support,
            depth: options.depth, currentRows: current.rowCount, trainingRows: training.rowCount, columns: columns.map(\.stored.name), gaps: gaps,
            rowsInGaps: gaps.reduce(0) { $0 + $1.newRows }, notes: notes)
    }

    private func columns(_ schema: ModelSchema, _ training: Relation, _ current: Relation, _ notes: inout [String]) async throws -> [SliceColumn] {
        let input = SliceDiscoveryInput(current: current, earlier: training)
        let all = try await SliceColumns(store: store).columns(schema, wanted: options.columns, input: input, notes: &notes)
        guard !all.isEmpty else {
            throw EvaluationError("\(training.name) and \(current.name) have no feature or tag in common that slices could be made of")
        }
        guard all.count > SliceReader.columnLimit else { return all }
        notes.append("Of \(all.count) columns the first \(SliceReader.columnLimit) are looked at; name others with --columns.")
        return Array(all.prefix(SliceReader.columnLimit))
    }

    /// Those that hold, each among the records that those before it leave.
    private func gaps(
        _ found: [[CodeRange]], _ vocabulary: SliceVocabulary, searched: LossTable, heldOut: LossTable, _ training: Relation, _ current: Relation
    ) throws -> [TrainingGap] {
        var rest = SliceWindows(current: heldOut, earlier: nil)
        var restSearched = searched
        var tried: [TrainingGap] = []
        for slice in found {
            let moments = rest.moments(slice)
            let (inside, outside) = (Self.counts(moments.current.inside), Self.counts(moments.current.outside))
            let ratio = ShareRatio(
                inside.current, of: inside.current + outside.current, to: inside.training, of: inside.training + outside.training)
            let all = [heldOut, searched].map { Self.counts($0.moments(slice).inside) }
            let left = [rest.current, restSearched].map { Self.counts($0.moments(slice).inside) }
            let (rows, before) = (all[0].current + all[1].current, all[0].training + all[1].training)
            tried.append(
                TrainingGap(
                    slice: try vocabulary.slice(slice).description, rows: rows, share: Double(rows) / Double(current.rowCount),
                    newRows: left[0].current + left[1].current, trainingRows: before, trainingShare: Double(before) / Double(training.rowCount),
                    ratio: ratio.value, ratioLower: ratio.lower, ratioUpper: ratio.upper, pValue: moments.pValue(.worst, sizeOfLosses: 1)))
            rest = rest.removing(slice)
            restSearched = restSearched.keeping(false, in: slice)
        }
        for (place, pValue) in holmAdjusted(tried.map(\.pValue)).enumerated() { tried[place].pValue = pValue }
        return tried.filter { $0.pValue <= options.level && $0.ratioLower >= leastRatio }
    }

    /// Of losses that are 1 for records of production, and 0 for those of training.
    private static func counts(_ losses: Moments) -> (current: Int, training: Int) {
        let current = Int(losses.sum.rounded())
        return (current, losses.count - current)
    }
}

extension SliceRecords {
    /// Records of training, which lose nothing, and of production, which lose 1 each.
    init(training: CodedRows, current: CodedRows) {
        searched = Half(codes: current.codes.map { _ in [] })
        heldOut = searched
        withoutLoss = 0
        for (rows, loss) in [(training, 0.0), (current, 1.0)] {
            var places: (searched: [Int], heldOut: [Int]) = ([], [])
            for row in 0..<rows.count {
                if Self.isHeldOut(rows.places[row]) { places.heldOut.append(row) } else { places.searched.append(row) }
            }
            for (column, codes) in rows.codes.enumerated() {
                searched.codes[column] += places.searched.map { codes[$0] }
                heldOut.codes[column] += places.heldOut.map { codes[$0] }
            }
            searched.losses += [Double](repeating: loss, count: places.searched.count)
            heldOut.losses += [Double](repeating: loss, count: places.heldOut.count)
        }
    }
}
