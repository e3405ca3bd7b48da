internal import Domain
internal import Statistics
internal import Store
internal import Trees

/// Where a new version answers otherwise than the one before: of conditions on one column, those that tell most of how far records' answers changed. A version
/// that learned something wrongly of some records answers otherwise there, and hardly elsewhere.
struct ChangedScores: Sendable {
    /// Columns by how much they tell of where answers changed, the first by most.
    let columns: [Int]
    /// The slice that answers changed in; `nil` where they changed beside every one, too.
    let slice: GuiltySlice?
    /// How surely the new version does no harm in that slice, as `VersionChange.harmless`; `nil` where there is none.
    let harmlessInSlice: Double?

    /// Blocks.
    ///
    /// - Returns: `nil` where nothing is known of a new version's answers.
    init?(_ known: DiagnosisCase, names: SliceNames) throws {
        guard let answers = try NewAnswers(known), let version = known.versions?.new else { return nil }
        let found = try atOnce(known.featureCount) { AnswerParting.best($0, known, answers) }.compactMap(\.self).sorted { ($0.gain, $1.column) > ($1.gain, $0.column) }
        columns = found.map(\.column)
        guard let best = found.first, let isWithin = best.isWithin, let text = best.condition.text(best.column, isWithin: isWithin, known, names) else {
            (slice, harmlessInSlice) = (nil, nil)
            return
        }
        /// Moments of some values of the slice's records: labels are not as many that some could be done without.
        func moments(_ values: [Double], _ side: EvidenceRows.Side, ofNew: Bool, _ codes: [Int]) -> Moments {
            Moments(
                values.indices.filter { row in
                    values[row].isFinite && (side.versions[row] == version) == ofNew && best.condition.holds(best.column, side, codes, row) == isWithin
                }.map { values[$0] })
        }
        let column = known.evidence.columns[best.column]
        let (was, now) = (moments(known.before.losses, known.before, ofNew: false, column.before), moments(known.after.losses, known.after, ofNew: true, column.after))
        slice = GuiltySlice(text: text, columns: [best.column], growth: was.count > 0 && now.count > 0 ? now.mean - was.mean : 0, isAll: true)
        harmlessInSlice = known.outcome.map { VersionChange.harmless(moments($0.excess, known.after, ofNew: true, column.after)) } ?? 0
    }
}
