internal import Domain
internal import Foundation
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
    /// Its codes, where it is of one condition.
    var rival: RivalSlice?

    private static let cutCount = 59
    private static let categoryLimit = 200

    /// The slice of one condition whose losses grew so that they explain more than those of all records do: by `n mean² / s²`, and more by twice the
    /// logarithm of the slices tried.
    static func ofOneCondition(_ known: DiagnosisCase, _ outcome: OutcomeEvidence, names: SliceNames) -> GuiltySlice? {
        let excess = excess(known, outcome)
        var all = LossGrowth()
        for value in outcome.excessBefore where value.isFinite { all.addBefore(value) }
        for value in excess where value.isFinite { all.addAfter(value) }
        guard all.count >= 60, let spread = all.spread, spread > 0 else { return nil }
        func gain(_ own: LossGrowth) -> Double { own.mean > 0 ? own.size * own.mean * own.mean / (spread * spread) : 0 }
        /// Whether others' losses grew by no more than chance.
        func isClean(_ own: LossGrowth) -> Bool {
            let beside = all.without(own)
            return beside.mean * beside.size.squareRoot() / spread < 3
        }
        // With some hundred slices tried.
        let least = gain(all) + 10
        func rank(_ own: LossGrowth) -> (Int, Double) { (isClean(own) && gain(own) > least ? 1 : 0, gain(own)) }
        var (found, tried): ([Int: (slice: RivalSlice, own: LossGrowth)], Double) = ([:], 1)
        func offer(_ column: Int, _ codes: ClosedRange<Int>, _ isInside: Bool, _ own: LossGrowth) {
            tried += 1
            guard own.count >= 30, all.count - own.count >= 30 else { return }
            // A slice beside which nothing grew goes before one that only loses most.
            guard rank(own) > (found[column].map { rank($0.own) } ?? (0, 0)) else { return }
            found[column] = (RivalSlice(column: column, codes: codes, isInside: isInside, gain: gain(own)), own)
        }
        for column in known.features {
            let coding = known.evidence.columns[column].coding
            let parts = LossGrowth.byCode(known.evidence.columns[column], before: outcome.excessBefore, after: excess)
            guard coding.valueCount > 1 else { continue }
            if coding.isOrdered {
                for last in 0..<(coding.valueCount - 1) {
                    func joined(_ codes: some Sequence<Int>) -> LossGrowth { codes.reduce(into: LossGrowth()) { $0.merge(parts[$1]) } }
                    offer(column, 0...last, true, joined(0...last))
                    offer(column, 0...last, false, joined((last + 1)..<coding.valueCount))
                }
            }
            if case .edges = coding.values { continue }
            for code in 0..<coding.valueCount { offer(column, code...code, true, parts[code]) }
        }
        // Beside it hardly anything may have grown: some lose more than others wherever a relation is gone.
        let told = found.values.filter { _, own in
            gain(own) > gain(all) + 2 * log(tried) && (isClean(own) || all.without(own).mean < 0.2 * own.mean)
        }
        let cleanest = told.map { rank($0.own).0 }.max()
        let guilty = RivalSlice.guilty(told.filter { rank($0.own).0 == cleanest }.map(\.slice)) { one, other in
            let own = growth(of: one, without: other, known, outcome.excessBefore, excess)
            return own.count >= 30 ? own.mean : nil
        }
        guard let guilty, let own = found[guilty.column]?.own else { return nil }
        guard let text = names.text(guilty.column, guilty.codes, isInside: guilty.isInside, known, excess: excess) else { return nil }
        return GuiltySlice(text: text, columns: [guilty.column], growth: own.mean, isAll: true, rival: guilty)
    }

    /// Of the slices that a new version's scores and its losses tell, that of the losses where its other records surely lose more than those that only the other has.
    /// Else that of the scores: they are known of all records.
    static func ofVersion(scores: GuiltySlice?, losses: GuiltySlice?, _ known: DiagnosisCase) -> GuiltySlice? {
        guard let scores else { return losses }
        guard let losses, let one = losses.rival, let other = scores.rival, one.column != other.column, let outcome = known.outcome else { return scores }
        let excess = excess(known, outcome)
        let (own, others) = (
            growth(of: one, without: other, known, outcome.excessBefore, excess), growth(of: other, without: one, known, outcome.excessBefore, excess)
        )
        guard min(own.count, others.count) >= 50, let spread = own.spread, let spreadOfOthers = others.spread else { return scores }
        let error = (spread * spread / own.size + spreadOfOthers * spreadOfOthers / others.size).squareRoot()
        return own.mean - others.mean > 3 * error ? losses : scores
    }

    /// What each record after lost too much: of a new version only its own tell where it is worse.
    private static func excess(_ known: DiagnosisCase, _ outcome: OutcomeEvidence) -> [Double] {
        outcome.excess.enumerated().map { row, value in known.versions.map { known.after.versions[row] == $0.new } ?? true ? value : .nan }
    }

    /// That of the records of one slice that another one has not.
    private static func growth(
        of one: RivalSlice, without other: RivalSlice, _ known: DiagnosisCase, _ before: [Double], _ after: [Double]
    ) -> LossGrowth {
        var own = LossGrowth()
        for row in one.rows(of: known.evidence.columns, without: other, \.before) where before[row].isFinite { own.addBefore(before[row]) }
        for row in one.rows(of: known.evidence.columns, without: other, \.after) where after[row].isFinite { own.addAfter(after[row]) }
        return own
    }

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
