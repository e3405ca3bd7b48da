internal import Foundation
internal import Statistics

/// A source that answers for another record: the one that was asked about some records before.
///
/// Every share stays as it was. But what was true of record `i` stands in the column at record `i + k`: where other columns depend on it, those of `i` go with its value `k`
/// records later (`JudgedCells.lag`), and so does what became of `i`, less what was predicted, where nothing else tells.
struct LaggedSource: Sendable {
    /// By how many records it is late.
    var lag: Int
    /// Its columns, by their place in the evidence, with the correlation at this lag in units of what is usual of a lag; the surest first.
    var columns: [(place: Int, z: Double)]
    var told: Telling

    enum Telling: Sendable {
        case byOutcomes, byOtherColumns
    }

    private static let mostLag = 200
    private static let leastLabels = 200
    /// Of some thousand correlations of chance none is so many standard errors from zero; and of a few at the lag that another column tells.
    private static let sure = 6.0
    private static let sureAtLag = 4.0
    /// What a record's own value tells, in the same direction, of that at the lag at most.
    private static let mostOfOwn = 0.8

    /// - Parameter late: columns that fit the other columns of an earlier record; the surest first.
    /// - Returns: `nil` for none.
    init?(_ late: [(column: Int, records: Int, z: Double)]) {
        guard let surest = late.first else { return nil }
        lag = surest.records
        columns = late.filter { $0.records == surest.records }.map { ($0.column, $0.z) }
        told = .byOtherColumns
    }

    private init(lag: Int, columns: [(place: Int, z: Double)]) {
        (self.lag, self.columns, told) = (lag, columns, .byOutcomes)
    }

    /// Correlations are taken with the mean truth that each of a column's codes had before, and in units of their own spread over all lags: what has a rhythm
    /// goes with itself.
    ///
    /// - Parameters:
    ///   - before: whose truths tell what a value means.
    ///   - after: all records of production since the onset, in the order of time.
    static func found(_ evidence: CodedEvidence, among columns: Range<Int>, before: EvidenceRows.Side, after: EvidenceRows.Side) -> LaggedSource? {
        let known = after.labelled.filter { after.scores[$0].isFinite }
        guard known.count >= leastLabels, after.count > 2 * mostLag else { return nil }
        let errors = known.map { after.truths[$0] - after.scores[$0] }
        let mean = errors.reduce(0, +) / Double(errors.count)
        let rows = zip(known, errors).map { (row: $0, error: $1 - mean) }
        let byColumn = columns.map { correlations(meanings(evidence.columns[$0], before), rows, size: after.count) }
        let surest = byColumn.compactMap { correlations in
            correlations.indices.dropFirst().max { abs(correlations[$0]) < abs(correlations[$1]) }
                .flatMap { isLate(correlations, by: $0) ? (lag: $0, z: correlations[$0]) : nil }
        }.max { abs($0.z) < abs($1.z) }
        guard let surest, abs(surest.z) >= sure else { return nil }
        let all = columns.indices.map { (place: $0, z: byColumn[$0 - columns.lowerBound][surest.lag]) }
        return LaggedSource(lag: surest.lag, columns: all.filter { abs($0.z) >= sureAtLag }.sorted { (abs($0.z), $1.place) > (abs($1.z), $0.place) })
    }

    /// What goes with the record's own value as well, and in the same direction, is not late: it only changes slowly. Of another record it goes the other way, as
    /// predictions were made from it.
    private static func isLate(_ correlations: [Double], by lag: Int) -> Bool {
        correlations[0] * correlations[lag] <= 0 || abs(correlations[0]) < mostOfOwn * abs(correlations[lag])
    }

    /// Of each record after, what records with such a value came to before.
    private static func meanings(_ column: CodedEvidence.Column, _ before: EvidenceRows.Side) -> [Double] {
        var truths = [Moments](repeating: Moments(), count: column.coding.size)
        var all = Moments()
        for row in before.labelled {
            truths[column.before[row]].add(before.truths[row])
            all.add(before.truths[row])
        }
        let means = truths.map { $0.count >= 10 ? $0.mean : all.mean }
        return column.after.map { means[$0] }
    }

    /// By lag, from none on: of errors with values so many records later, in units of the spread of all lags, and of chance where that is more.
    private static func correlations(_ values: [Double], _ rows: [(row: Int, error: Double)], size: Int) -> [Double] {
        let mean = values.reduce(0, +) / Double(max(1, values.count))
        let centred = values.map { $0 - mean }
        let spread = (centred.reduce(0) { $0 + $1 * $1 } / Double(max(1, centred.count)) * rows.reduce(0) { $0 + $1.error * $1.error }).squareRoot()
        guard spread > 0 else { return [Double](repeating: 0, count: mostLag + 1) }
        var sums = [Double](repeating: 0, count: mostLag + 1)
        for (row, error) in rows {
            for lag in 0...min(mostLag, size - 1 - row) { sums[lag] += error * centred[row + lag] }
        }
        let correlations = sums.map { $0 / spread }
        // One lag may stand out; what the others do is the median of sizes, which is 0.6745 of a normal spread.
        let usual = correlations.map(abs).sorted()[mostLag / 2] / 0.6745
        return correlations.map { $0 / max(1, usual) }
    }
}
