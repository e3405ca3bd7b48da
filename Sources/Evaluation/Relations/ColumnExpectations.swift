internal import Foundation
internal import Statistics
internal import Store
internal import Trees

/// What the other columns of a record, and its hour of the week, let one expect of each of its columns, as trees learn it from records before; and which
/// cells lie far from that.
///
/// Swapped columns that say nearly the same, and a source that answers for another record, leave each column distributed as it was: only how columns go
/// together is another way then. Expected is the mean rank of a number among those before, and of a category the mean rank of what records like it are scored;
/// far is what lies further from it than four of five cells before do. Each cell is judged by trees that have not learned from its week.
struct ColumnExpectations: Sendable {
    let columns: [EvidenceRows.Column]
    /// The records that are looked at, by time.
    let before: EvidenceRows.Side
    let after: EvidenceRows.Side
    private let tables: (before: TreeTable, after: TreeTable)
    private let folds: (before: [Int], after: [Int])

    /// Records of each side that are looked at, and that one ensemble learns from.
    static let mostRecords = (before: 8_000, after: 20_000)
    private static let mostTaught = 2_000
    private static let leastTaught = 200
    /// The share of cells before that lie far.
    private static let farShare = 0.2
    /// And no nearer than this, in ranks: where a column follows from another altogether nothing is left but the trees' own errors.
    private static let leastDistance = 0.05
    /// Where others tell less of the variance of a column's ranks, there is nothing to be lost.
    private static let leastTold = 0.03
    /// A category's mean score is drawn towards the mean of all as if so many records had that.
    private static let prior = 20.0

    /// Few trees, as only large errors matter, of few leaves, and splits at few limits, as they learn from few records.
    private static var settings: TreeSettings {
        var settings = TreeSettings(.mean)
        (settings.trees, settings.leaves, settings.learningRate, settings.leastRowsPerLeaf) = (25, 15, 0.2, 30)
        settings.bins = 63
        return settings
    }

    /// - Returns: `nil` for fewer than two columns, and for too few records before.
    init?(_ columns: [EvidenceRows.Column], before: EvidenceRows.Side, after: EvidenceRows.Side) {
        func looked(_ side: EvidenceRows.Side, _ most: Int) -> EvidenceRows.Side { side.taking(side.inOrder.thinned(to: most)) }
        self.before = looked(before, Self.mostRecords.before)
        // Where all are there they stay in their order, by which lags are told.
        self.after = after.count <= Self.mostRecords.after ? after : looked(after, Self.mostRecords.after)
        guard columns.count > 1, self.before.count >= 2 * Self.leastTaught, self.after.count > 0 else { return nil }
        self.columns = columns
        let counted = columns.enumerated().map { (place: $0.offset, column: CountedColumn($0.element.name, $0.element.type)) }
        let coded = DecompositionTables(
            counted, before: WindowRows(key: nil, columns: self.before.cells), after: WindowRows(key: nil, columns: self.after.cells))
        tables = (coded.before.adding(Self.week(self.before.times)), coded.after.adding(Self.week(self.after.times)))
        folds = (Self.weeks(self.before.times), self.after.times.indices.map { $0 % 2 })
    }

    /// A column's cells beside what is to be expected of them. Blocks.
    ///
    /// - Parameters:
    ///   - leavingOut: columns that are not asked.
    ///   - other: the column whose cells are judged as if they were this one's; `nil` for its own.
    /// - Returns: `nil` where the others tell next to nothing of the column.
    func judged(_ column: Int, leavingOut: Set<Int> = [], reading other: Int? = nil) throws -> JudgedCells? {
        let asked = tables.before.columns.indices.filter { $0 != column && !leavingOut.contains($0) }
        let (was, now) = (tables.before.columns(asked), tables.after.columns(asked))
        let none = (before: [Double](repeating: .nan, count: before.count), after: [Double](repeating: .nan, count: after.count))
        var (ranks, expected) = (none, none)
        var amongAfter = none.after
        // Of the column's own cells.
        var own = none.before
        for fold in 0...1 {
            let others = folds.before.indices.filter { folds.before[$0] != fold }.thinned(to: Self.mostTaught)
            let coding = Coding(before.cells[column], before.scores, taughtBy: others)
            let values = coding.numbers(before.cells[column])
            let taught = others.filter { !values[$0].isNaN }
            let sorted = taught.map { values[$0] }.sorted()
            guard taught.count >= Self.leastTaught, let first = sorted.first, let last = sorted.last, first < last else { return nil }
            let trees = try BoostedTrees(training: was.rows(taught), labels: taught.map { sorted.midRank(of: values[$0]) }, settings: Self.settings)
            func rank(_ value: Double) -> Double { value.isNaN ? .nan : sorted.midRank(of: value) }
            func tell(_ folds: [Int], _ table: TreeTable, _ cells: WindowRows.Cells, _ ranks: inout [Double], _ expected: inout [Double]) throws {
                let rows = folds.indices.filter { folds[$0] == fold }
                let read = coding.numbers(cells)
                for (row, told) in zip(rows, try trees.predictions(for: table.rows(rows))) { (ranks[row], expected[row]) = (rank(read[row]), told) }
            }
            func amongThemselves(_ folds: [Int], _ cells: WindowRows.Cells, _ ranks: inout [Double]) {
                let read = coding.numbers(cells)
                let rows = folds.indices.filter { folds[$0] == fold && !read[$0].isNaN }
                let sorted = rows.map { read[$0] }.sorted()
                for row in rows { ranks[row] = sorted.midRank(of: read[row]) }
            }
            try tell(folds.before, was, before.cells[other ?? column], &ranks.before, &expected.before)
            try tell(folds.after, now, after.cells[other ?? column], &ranks.after, &expected.after)
            amongThemselves(folds.after, after.cells[other ?? column], &amongAfter)
            if other != nil { for row in folds.before.indices where folds.before[row] == fold { own[row] = rank(values[row]) } }
        }
        if other == nil { own = ranks.before }
        let known = own.filter { !$0.isNaN }
        let usual = zip(own, expected.before).map { abs($0 - $1) }.filter { !$0.isNaN }.sorted()
        guard let spread = Moments(known).variance(), spread > 0,
            1 - usual.reduce(0, { $0 + $1 * $1 }) / Double(usual.count) / spread >= Self.leastTold
        else { return nil }
        return JudgedCells(
            before: .init(ranks: ranks.before, expected: expected.before, ranksAmongThem: ranks.before),
            after: .init(ranks: ranks.after, expected: expected.after, ranksAmongThem: amongAfter),
            limit: max(Self.leastDistance, usual[min(usual.count - 1, Int(Double(usual.count) * (1 - Self.farShare)))]))
    }

    /// A column's cells as numbers: categories by what records of these are scored, or by how frequent they are where there are no scores.
    private struct Coding {
        private let codes: [String: Double]

        init(_ cells: WindowRows.Cells, _ scores: [Double], taughtBy rows: [Int]) {
            var own: [String: Moments] = [:]
            var all = Moments()
            if case .categories(let values) = cells {
                for row in rows {
                    guard let value = values[row] else { continue }
                    let score = scores[row].isFinite ? scores[row] : 0
                    own[value, default: Moments()].add(score)
                    all.add(score)
                }
            }
            let hasScores = (all.variance() ?? 0) > 0
            codes = own.mapValues { own in
                hasScores
                    ? (own.mean * Double(own.count) + all.mean * ColumnExpectations.prior) / (Double(own.count) + ColumnExpectations.prior)
                    : Double(own.count) / Double(max(1, all.count))
            }
        }

        /// NaN for what is missing, and for texts that nothing was learned of.
        func numbers(_ cells: WindowRows.Cells) -> [Double] {
            switch cells {
            case .numbers(let values): values
            case .categories(let values): values.map { $0.flatMap { codes[$0] } ?? .nan }
            }
        }
    }

    /// The hour and the day of the week, of which columns may follow.
    private static func week(_ times: [Double]) -> [(name: String, values: [Double])] {
        let days = times.map { ($0 / 86_400).rounded(.down) }
        return [
            ("\u{0}weekday", days.map { $0.truncatingRemainder(dividingBy: 7) }),
            ("\u{0}hour", zip(times, days).map { (($0 - $1 * 86_400) / 3_600).rounded(.down) }),
        ]
    }

    /// Every other week, or day where there are fewer than four weeks: records of one time are more alike than others, and those of production are of another. Of records
    /// without times every other stretch of as many.
    private static func weeks(_ times: [Double]) -> [Int] {
        let days = times.map { ($0 / 86_400).rounded(.down) }
        guard days.allSatisfy(\.isFinite), let first = days.min(), let last = days.max(), last - first >= 3 else {
            return times.indices.map { $0 * 20 / times.count % 2 }
        }
        let length = last - first >= 27 ? 7.0 : 1
        return days.map { (($0 - first) / length).rounded(.down).truncatingRemainder(dividingBy: 2) == 0 ? 0 : 1 }
    }
}

extension [Double] {
    /// The share of these sorted numbers that lie below one, equal ones by half.
    fileprivate func midRank(of value: Double) -> Double {
        midPlace(of: value) / Double(Swift.max(1, count))
    }
}
