internal import Statistics
internal import Trees

/// What each column adds to the change of a metric that is a mean; with `everywhere` all of it.
///
/// Trees learn the value of a row from its columns and its window, in halves that judge one another. Their contributions (TreeSHAP) add up to each
/// row's value, so that the difference of their means over the windows is a part of the change: what comes with other inputs (as Lundberg and others
/// follow a model's loss over time, "From local explanations to global understanding with explainable AI for trees", Nature Machine Intelligence 2,
/// 2020, with both windows in one ensemble).
///
/// What the trees say of the window itself is the conditional change `f(x, later) - f(x, earlier)`. As much of it as nearly all rows share, the value that
/// a fifth of them stay below, is `everywhere`; what goes beyond is shared out among the columns by how much they tell rows with a
/// large change from others: the mean size of their contributions to it.
struct FeatureContributions: Sendable {
    struct Effect: Sendable {
        /// By other inputs, and by another relation to outcomes.
        var inputs: ChangeDecomposition.Estimate
        var relation: ChangeDecomposition.Estimate

        var value: Double { inputs.value + relation.value }
        var standardError: Double { (inputs.standardError * inputs.standardError + relation.standardError * relation.standardError).squareRoot() }
    }

    /// By feature; 0 for those that were not looked at.
    let effects: [Effect]
    let everywhere: Double

    private static let rows = 8_000
    /// The share of rows that may have less of the change than what is called common to all.
    private static let exempt = 0.2

    /// - Parameters:
    ///   - places: of the tables' columns among the features, of which there are `count`.
    init(
        _ early: TreeTable, _ late: TreeTable, places: [Int], of count: Int, before: DecompositionWindow, after: DecompositionWindow, hasConcept: Bool
    ) throws {
        let (rowsBefore, rowsAfter) = ((0..<early.rowCount).thinned(to: Self.rows), (0..<late.rowCount).thinned(to: Self.rows))
        @Sendable func marked(_ table: TreeTable, _ mark: Double) -> TreeTable {
            table.adding([(name: "\u{0}window", values: Array(repeating: mark, count: table.rowCount))])
        }
        let (first, second) = (marked(early.rows(rowsBefore), 0), marked(late.rows(rowsAfter), hasConcept ? 1 : 0))
        let values = rowsBefore.map { before.values[$0] } + rowsAfter.map { after.values[$0] }
        let weights = rowsBefore.map { before.weights[$0] } + rowsAfter.map { after.weights[$0] }
        let folds = CrossFolds(before: first.rowCount, after: second.rowCount, count: 2)
        let width = first.columns.count + 1
        let both = try folds.contributions(first, second, labels: values, weights: weights, DecompositionLearning.settings(.mean)) { table in
            let plain = table.columns(Array(early.columns.indices))
            return (marked(plain, 0), marked(plain, 1))
        }
        let (ofBefore, ofAfter) = (0..<first.rowCount, first.rowCount..<values.count)
        /// What a column adds to a row's value, as a row of one window or of the other.
        func part(_ row: Int, _ column: Int, _ mark: Int) -> Double { both[(2 * row + mark) * width + column] }
        func moments(_ rows: Range<Int>, _ value: (Int) -> Double) -> (mean: Double, variance: Double) {
            let own = Array(weights[rows])
            let total = own.reduce(0, +)
            let mean = DecompositionRows.mean(own) { value(rows.lowerBound + $0) }
            let squares = own.indices.reduce(0.0) { sum, row in
                let miss = own[row] / total * (value(rows.lowerBound + row) - mean)
                return sum + miss * miss
            }
            return (mean, squares)
        }
        let change = DecompositionRows.mean(after.weights) { after.values[$0] } - DecompositionRows.mean(before.weights) { before.values[$0] }
        var effects = [Effect](
            repeating: Effect(inputs: .init(value: 0, standardError: 0), relation: .init(value: 0, standardError: 0)), count: count)
        let mark = hasConcept ? 1 : 0
        for (column, place) in places.enumerated() {
            let (a, b) = (moments(ofBefore) { part($0, column, 0) }, moments(ofAfter) { part($0, column, mark) })
            effects[place].inputs = .init(value: b.mean - a.mean, standardError: (a.variance + b.variance).squareRoot())
        }
        let left = change - effects.reduce(0) { $0 + $1.inputs.value }
        guard hasConcept else {
            (self.effects, everywhere) = (effects, left)
            return
        }
        // The conditional change of each later row, in the direction of what is left.
        let sign = left < 0 ? -1.0 : 1
        let conditional = ofAfter.map { row in sign * (0..<width).reduce(0.0) { $0 + part(row, $1, 1) - part(row, $1, 0) } }
        let mean = DecompositionRows.mean(Array(weights[ofAfter])) { conditional[$0] }
        let common = max(0, conditional.sorted()[Int(Self.exempt * Double(conditional.count - 1))])
        let concentrated = mean > 0 ? max(0, 1 - common / mean) : 0
        let sizes = places.indices.map { column in moments(ofAfter) { abs(part($0, column, 1) - part($0, column, 0)) }.mean }
        let total = sizes.reduce(0, +)
        let error = (moments(ofAfter) { values[$0] }.variance + moments(ofBefore) { values[$0] }.variance).squareRoot()
        if total > 0 {
            for (column, place) in places.enumerated() {
                let share = concentrated * sizes[column] / total
                effects[place].relation = .init(value: share * left, standardError: share * error)
            }
        }
        everywhere = left - effects.reduce(0) { $0 + $1.relation.value }
        self.effects = effects
    }
}
