internal import Domain
internal import Statistics
internal import Store

/// The slice in which losses grew the most, confirmed on records that it was not looked for in.
struct GuiltySlice: Sendable {
    var text: String
    /// Of its conditions, by their place in the evidence.
    var columns: [Int]
    /// How much the mean loss grew.
    var growth: Double
    /// Whether losses beside it have hardly grown.
    var isAll: Bool

    private static let cutCount = 59
    private static let categoryLimit = 200

    /// The slice of one condition that departed so that it explains more than all records together do: by `n mean² / s²`, and more by twice the logarithm of the
    /// slices tried. Losses tell where inputs say less of the truth than they did; truths, held against what such predictions brought, where it is so more often or
    /// less, which losses hardly show. Where inputs say less of all records' truths these rise for some and fall for others: then losses of all explain more.
    static func ofOneCondition(_ known: DiagnosisCase, _ outcome: OutcomeEvidence, names: SliceNames) -> GuiltySlice? {
        let losses = Departure(known, before: outcome.excessBefore, after: outcome.excess)
        let truths = Departure(known, before: outcome.surprise.before, after: outcome.surprise.after, isOfTruths: true)
        let lost = losses.gainOfAll
        // Classes of several have no order in which they could be too large.
        let found = (known.rows.task == .multiclass ? [losses] : [losses, truths, truths.reversed]).compactMap { departure in
            departure.slice.map { (slice: $0, departure: departure, surplus: $0.gain - max(lost, departure.gainOfAll)) }
        }
        guard let best = found.max(by: { $0.surplus < $1.surplus }), best.surplus > leastSurplus else { return nil }
        let (column, isInside) = (best.slice.column, best.slice.isInside)
        guard let text = names.text(column, best.slice.codes, isInside: isInside, known, excess: best.departure.after) else { return nil }
        return GuiltySlice(text: text, columns: [column], growth: losses.growth(of: best.slice, without: nil).mean, isAll: true)
    }

    /// With some hundred slices tried.
    private static let leastSurplus = 10.0

    /// - Returns: `nil` where none is confirmed.
    static func found(
        before: EvidenceRows.Side, after: EvidenceRows.Side, columns: [EvidenceRows.Column], in relation: Relation, version: String
    ) async throws -> GuiltySlice? {
        let (known, new) = (before.labelled, after.labelled)
        guard known.count >= 200, new.count >= 200 else { return nil }
        let coded = columns.enumerated().compactMap { place, column -> (Int, SliceColumn)? in
            guard let stored = relation.column(column.name) else { return nil }
            if case .other = stored.type { return nil }
            switch after.cells[place] {
            case .numbers(let values):
                guard stored.type == .double || stored.type == .integer else { return nil }
                let sorted = values.filter { !$0.isNaN }.sorted()
                guard !sorted.isEmpty else { return nil }
                let quantiles = (0...cutCount + 1).map { sorted[$0 * (sorted.count - 1) / (cutCount + 1)] }
                let cuts = ReadableCuts.between(quantiles, areWhole: stored.type == .integer)
                return (place, SliceColumn(stored: stored, coded: CodedColumn(column.name, .cuts(cuts.isEmpty ? [sorted[0]] : cuts))))
            case .categories(let values):
                let counts = values.reduce(into: [String: Int]()) { counts, value in if let value { counts[value, default: 0] += 1 } }
                let names = counts.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.prefix(categoryLimit).map(\.key)
                return (place, SliceColumn(stored: stored, coded: CodedColumn(column.name, .categories(names))))
            }
        }
        guard !coded.isEmpty else { return nil }
        let options = SliceDiscoveryOptions(rank: .change, top: 1, depth: 2, support: .share(0.02), version: version)
        func records(_ side: EvidenceRows.Side, _ rows: [Int]) -> SliceRecords {
            var result = CodedRows(columns: 0)
            result.places = rows.map { Int64($0) }
            result.codes = coded.map { place, column in
                let codes = column.coded.codes(side.cells[place])
                return rows.map { codes[$0] }
            }
            return SliceRecords(result, losses: rows.map { side.losses[$0] })
        }
        let (current, earlier) = (records(after, new), records(before, known))
        let support = options.support.count(of: current.count)
        let vocabulary = SliceVocabulary(coded.map(\.1), half: current.searched, support: max(1, support / 2))
        let searched = SliceWindows(current: vocabulary.table(current.searched), earlier: vocabulary.table(earlier.searched))
        let heldOut = SliceWindows(current: vocabulary.table(current.heldOut), earlier: vocabulary.table(earlier.heldOut))
        let folding = SliceFolding(
            vocabulary: vocabulary, options: options, support: max(1, support / 2), earlierSupport: max(1, options.support.count(of: earlier.count) / 2))
        guard let slice = try await folding.candidates(in: searched).first else { return nil }
        let moments = heldOut.moments(slice)
        guard moments.pValue(.change, sizeOfLosses: nil) < 0.01, let before = moments.earlier else { return nil }
        let inside = moments.current.inside.mean - before.inside.mean
        let outside = MeanContrast(adding: [moments.current.outside], subtracting: [before.outside])
        let grew = outside.map { $0.estimate / max(1e-12, $0.standardError) } ?? 0
        let isBeside = grew > 3 && (outside?.estimate ?? 0) > 0.2 * inside
        return GuiltySlice(
            text: try vocabulary.slice(slice).description, columns: slice.map { coded[$0.column].0 }, growth: inside, isAll: !isBeside)
    }
}

extension CodedColumn {
    /// The codes of cells that are in memory, as engines give them.
    fileprivate func codes(_ cells: WindowRows.Cells) -> [UInt8] {
        switch (cells, codes) {
        case (.numbers(let values), .cuts(let cuts)):
            return values.map { value in value.isNaN ? missing : UInt8(cuts.partition { $0 > value }) }
        case (.categories(let values), .categories(let names)):
            let places = Dictionary(names.enumerated().map { ($1, UInt8($0)) }) { first, _ in first }
            return values.map { $0.map { places[$0] ?? other } ?? missing }
        default: return [UInt8](repeating: missing, count: cells.count)
        }
    }
}
